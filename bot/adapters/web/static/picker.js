import { readPresets } from "./api.js";
import { button, h } from "./dom.js";
import { guideChoice } from "./guides.js";
import { placeChoice } from "./places.js";
import { swatch } from "./swatch.js";

const last = { preset: null, strength: null, keep: false };
const zoomed = { speed: 1.5, turn: 0, seconds: 6 };
const ZOOM = {
  speed: { label: "Speed", min: 1.1, max: 3, step: 0.1, say: (value) => `${value}×` },
  turn: { label: "Turn", min: -45, max: 45, step: 5, say: (value) => `${value}°` },
  seconds: { label: "Length", min: 2, max: 12, step: 1, say: (value) => `${value} s` },
};
const LEAST_GROWTH = 3;

// Asks how to dream. Resolves with the words behind /dream, the guide and the mask, or null if the
// visitor thought better. Of pictures that aren't posted yet, the last one may be the guide. `src` is
// what can be painted on; `place` and `again` say where the picture was dreamed before.
export async function pickPreset({ thumbnail, src, moves = false, form: wanted, place, again = false, guides, guide, upload, lastGuides = false }) {
  const { presets, usual, strengths } = await readPresets();
  const chosen = last.preset ?? usual;
  const places = placeChoice({ src, chosen: place, again });
  const form = h("form", { method: "dialog", class: "foot" },
    formChoice(moves, wanted),
    places.view,
    h("div", { class: "zoom-values", role: "group", "aria-label": "How the zoom moves" },
      Object.entries(ZOOM).map(([name, { label, say, ...range }]) => slider(label, { name, ...range, value: zoomed[name] }, say)),
      h("p", { class: "growth", role: "status", testid: "growth" })),
    slider("Strength", { name: "strength", min: strengths.least, max: strengths.most, value: last.strength ?? strengths.usual, testid: "strength" }, String),
    h("label", { class: "keep" }, h("input", { type: "checkbox", name: "keep", checked: last.keep }), "Keep the photo’s colours"),
    lastGuides && h("label", { class: "keep" }, h("input", { type: "checkbox", name: "last-guides", testid: "last-guides" }), "The last picture guides the dream"),
    h("div", { class: "go" },
      h("button", { class: "button quiet", value: "sheet", testid: "every-look", title: "Dreams it in every look, each in small, so that you can choose" }, "See every look"),
      h("button", { class: "button", value: "dream", testid: "preset-go" }, "Dream it")));
  form.id = "picker-form";
  const choice = guides && guideChoice({ guides, guide, upload });
  const show = () => showForm(form, { moves, places: places.view });
  form.addEventListener("input", show);
  const thumb = h("span", { class: "thumb" }, thumbnail && h("img", { src: thumbnail, alt: "" }));
  places.view.addEventListener("painted", ({ detail }) => thumb.append(detail));
  const dialog = h("dialog", { class: "picker", testid: "preset-picker", "aria-labelledby": "picker-title" },
    h("header", { class: "head" },
      thumbnail && thumb,
      h("h2", { id: "picker-title" }, "What should it dream of?"),
      button("", { look: "close", kind: "bare round", "aria-label": "Close", onclick: () => dialog.close() })),
    h("div", { class: "cards", role: "radiogroup", "aria-labelledby": "picker-title" },
      presets.map((preset) => card(preset, preset.name === chosen, form))),
    choice?.view ?? "",
    form);
  return new Promise((resolve) => {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      // Outside the page the form would no longer know its cards.
      const picked = pick(dialog.returnValue, form, { choice, places });
      dialog.remove();
      resolve(picked);
    });
    document.body.append(dialog);
    dialog.showModal();
    show();
    dialog.querySelector(".cards input:checked")?.focus();
  });
}

function card(preset, checked, form) {
  const submit = () => form.requestSubmit(form.querySelector("[value=dream]"));
  return h("label", { class: "card", testid: "preset-option", "data-preset": preset.name, ondblclick: submit },
    h("input", {
      type: "radio", name: "preset", value: preset.name, form: "picker-form", checked,
      onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); submit(); } },
    }),
    swatch(preset),
    h("b", {}, preset.title),
    h("small", {}, preset.description));
}

// What comes of it: one picture, what moves in it, or a zoom. What nobody has to say is empty.
function formChoice(moves, wanted) {
  const forms = moves ? [["", "As it moves"], ["still", "One picture"], ["zoom", "Endless zoom"]] : [["", "One picture"], ["zoom", "Endless zoom"]];
  const chosen = forms.some(([value]) => value === wanted) ? wanted : "";
  return h("fieldset", { class: "forms" },
    h("legend", { class: "visually-hidden" }, "What comes of it"),
    forms.map(([value, label]) => h("label", {},
      h("input", { type: "radio", name: "form", value, checked: value === chosen, testid: `form-${value || "usual"}` }), h("span", {}, label))));
}

function slider(label, props, say) {
  const output = h("output", {}, say(props.value));
  return h("label", {}, label,
    h("input", { type: "range", ...props, oninput: (event) => output.replaceChildren(say(event.target.value)) }), output);
}

// Slow and short zooms can't hide their own beginning: the server would refuse them.
function showForm(form, { moves, places }) {
  const values = new FormData(form);
  const zooms = values.get("form") === "zoom";
  const growth = values.get("speed") ** values.get("seconds");
  form.querySelector(".zoom-values").hidden = !zooms;
  form.querySelector(".growth").textContent = growth < LEAST_GROWTH ? "Too slow to loop: raise the speed or the length." : "";
  form.querySelector("[value=dream]").disabled = zooms && growth < LEAST_GROWTH;
  places.hidden = !isStill(values, moves);
}

// Only a single still picture can be dreamed in part.
function isStill(values, moves) {
  return values.get("form") === "still" || (!moves && values.get("form") === "");
}

async function pick(pressed, form, { choice, places }) {
  if (pressed === "sheet") return { words: wordsForSheet(form) };
  if (pressed !== "dream") return null;
  const values = new FormData(form);
  const place = places.chosen(places.view.hidden ? "" : values.get("place"));
  return {
    words: [remember(form), place.words].filter(Boolean).join(" "),
    guide: choice?.chosen(values.get("guide")),
    lastGuides: values.has("last-guides"),
    mask: await place.painting?.toFile(),
    again: place.again,
  };
}

function wordsForSheet(form) {
  const values = new FormData(form);
  return ["sheet", `strength=${values.get("strength")}`, values.has("keep") && "keep-colours=yes"].filter(Boolean).join(" ");
}

function remember(form) {
  const values = new FormData(form);
  Object.assign(last, { preset: values.get("preset"), strength: values.get("strength"), keep: values.has("keep") });
  const words = [last.preset, `strength=${last.strength}`, last.keep && "keep-colours=yes", values.get("form")];
  if (values.get("form") === "zoom") {
    for (const name of Object.keys(ZOOM)) zoomed[name] = Number(values.get(name));
    words.push(...Object.entries(zoomed).map(([name, value]) => `${name}=${value}`));
  }
  return words.filter(Boolean).join(" ");
}
