import { readPresets } from "./api.js";
import { button, h } from "./dom.js";
import { swatch } from "./swatch.js";

const last = { preset: null, strength: null, keep: false };

// Asks how to dream. Resolves with the words behind /dream, or null if the visitor thought better.
export async function pickPreset({ thumbnail, action = "Dream it" }) {
  const { presets, usual, strengths } = await readPresets();
  const chosen = last.preset ?? usual;
  const strength = last.strength ?? strengths.usual;
  const output = h("output", {}, String(strength));
  const form = h("form", { method: "dialog", class: "foot" },
    h("label", {}, "Strength",
      h("input", { type: "range", name: "strength", min: strengths.least, max: strengths.most, value: strength, testid: "strength", oninput: (event) => output.replaceChildren(event.target.value) }),
      output),
    h("label", {}, h("input", { type: "checkbox", name: "keep", checked: last.keep }), "Keep the photo’s colours"),
    h("button", { class: "button", value: "dream", testid: "preset-go" }, action));
  form.id = "picker-form";
  const dialog = h("dialog", { class: "picker", testid: "preset-picker", "aria-labelledby": "picker-title" },
    h("header", { class: "head" },
      thumbnail && h("img", { src: thumbnail, alt: "" }),
      h("h2", { id: "picker-title" }, "What should it dream of?"),
      button("", { look: "close", kind: "bare round", "aria-label": "Close", onclick: () => dialog.close() })),
    h("div", { class: "cards", role: "radiogroup", "aria-labelledby": "picker-title" },
      presets.map((preset) => card(preset, preset.name === chosen, form))),
    form);
  return new Promise((resolve) => {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      // Outside the page the form would no longer know its cards.
      const options = dialog.returnValue === "dream" ? remember(form) : null;
      dialog.remove();
      resolve(options);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("input:checked")?.focus();
  });
}

function card(preset, checked, form) {
  const submit = () => form.requestSubmit(form.querySelector("button"));
  return h("label", { class: "card", testid: "preset-option", "data-preset": preset.name, ondblclick: submit },
    h("input", {
      type: "radio", name: "preset", value: preset.name, form: "picker-form", checked,
      onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); submit(); } },
    }),
    swatch(preset),
    h("b", {}, preset.title),
    h("small", {}, preset.description));
}

function remember(form) {
  const values = new FormData(form);
  Object.assign(last, { preset: values.get("preset"), strength: values.get("strength"), keep: values.has("keep") });
  return `${last.preset} strength=${last.strength}${last.keep ? " keep-colours=yes" : ""}`;
}
