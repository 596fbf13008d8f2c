import { altOf, dreamPicture } from "./compare.js";
import { button, frameVars, h, icon } from "./dom.js";
import { factsView, finishedAs, finishesOf, optionsOf } from "./facts.js";
import { showLightbox } from "./lightbox.js";
import { problemView } from "./problems.js";

const ENDINGS = {
  cancelled: (dream) => `${dream.owner.name} cancelled this dream.`,
  interrupted: () => "The room closed before this dream was finished.",
};

const SQUARE = { width: 1, height: 1 };

export function dreamView(dream, { me, acts, progress }) {
  if (dream.state === "waiting") return growing(dream, me, acts, progress);
  return dream.result ? finished(dream, acts) : ended(dream, acts);
}

function heading(dream) {
  return [
    h("h3", {}, dream.result ? h("a", { href: dream.page, testid: "dream-page" }, dream.title) : dream.title),
    h("p", { class: "about" }, !dream.result && `Strength ${dream.strength}, `, dream.imagined ? `${dream.result ? "Imagined" : "imagined"} for ${dream.owner.name}` : `${dream.result ? "For" : "for"} ${dream.owner.name}`, dream.words && [" · ", h("q", {}, dream.words)]),
  ];
}

// Only what the server says makes sense of this dream.
function finished(dream, acts) {
  const can = new Set(dream.actions);
  const isSheet = dream.facts.form === "sheet";
  const ask = (label, look, options, props = {}) =>
    button(label, { look, kind: "bare small", onclick: ({ currentTarget }) => acts.dream(dream.photo, options, { pressed: currentTarget, guide: dream.guide, maskOf: maskOf(dream) }), ...props });
  const finish = (label, look, changes, props) => ask(label, look, finishedAs(dream, changes), props);
  const choose = () => acts.choose(dream.photo, { form: dream.facts.form, guide: dream.guide, place: dream.facts.only, maskOf: maskOf(dream) });
  const chooseLook = (preset, pressed) => acts.choosePreset(dream, preset, pressed);
  const lookCloser = () => showLightbox(dream.result, altOf(dream), { looks: dream.looks, onchoose: chooseLook });
  const { amount, weaker, stronger, blend } = finishesOf(dream);
  const colours = !dream.facts.keep_colours;
  return h("article", { class: "dream", testid: "result", "data-dream": dream.id, "aria-label": altOf(dream), vars: frameVars(dream.result) },
    dreamPicture(dream, { onlook: lookCloser, onchoose: chooseLook }),
    h("div", { class: "caption" },
      heading(dream),
      dream.looks.length > 0 && h("p", { class: "about" }, "Tap one to have it large."),
      h("div", { class: "actions" },
        h("a", { class: "button quiet small", href: `${dream.result.src}?download`, download: "", testid: "download" }, icon("download"), "Download"),
        can.has("stronger") && h("span", { class: "stepper", role: "group", "aria-label": `${amount} % of the dream shows` },
          finish("", "weaker", { amount: weaker }, { testid: "weaker", disabled: weaker >= amount, "aria-label": "Show less of the dream", title: "Weaker" }),
          h("span", {}, `Dream ${amount} %`),
          finish("", "stronger", { amount: stronger }, { testid: "stronger", disabled: stronger <= amount, "aria-label": "Show more of the dream", title: "Stronger" })),
        button("", { look: "closer", kind: "bare small", testid: "closer", "aria-label": "Look closer", title: "Look closer", onclick: lookCloser }),
        button("", { look: "reply", kind: "bare small", testid: "reply", "aria-label": "Reply to this dream", title: "Reply to this dream", onclick: () => acts.reply(dream.result) })),
      h("div", { class: isSheet ? "actions" : "actions more" },
        isSheet && button("Choose one…", { look: "look", kind: "small", testid: "choose-one", title: "Have it dreamed in one of these looks", onclick: choose }),
        can.has("again") && ask("Again", "again", optionsOf(dream), { testid: "again", title: "The same with another seed" }),
        can.has("colours") && finish(colours ? "Keep colours" : "New colours", "colours", { keep_colours: colours }, { testid: "colours", title: colours ? "In the photo’s own colours" : "In the dream’s colours" }),
        can.has("blend") && finish(`Blend: ${blend.replace("-", " ")}`, "blend", { blend }, { testid: "blend", title: "Lay the dream on the photo in another way" }),
        can.has("preset") && !isSheet && button("Other look", { look: "look", kind: "bare small", testid: "other-look", onclick: choose }),
        can.has("deeper") && button(dream.imagined ? "Dream this" : "Deeper", { look: "deeper", kind: "bare small", testid: "deeper", title: "Dream this dream", onclick: () => acts.choose(dream.result) }),
        !dream.result.moves && !isSheet && button("Zoom", { look: "zoom", kind: "bare small", testid: "zoom", title: "Zoom into it without an end", onclick: () => acts.choose(dream.result, { form: "zoom" }) })),
      factsView(dream)));
}

const maskOf = (dream) => dream.facts.mask && dream.id;

function ended(dream, acts) {
  return h("article", { class: `dream ended ${dream.photo ? "" : "bare"}`, "data-dream": dream.id, "data-state": dream.state },
    dream.photo && h("div", { class: "frame" }, h("img", { src: dream.photo.thumbnail, alt: "", loading: "lazy" })),
    h("div", { class: "caption" },
      heading(dream),
      dream.state in ENDINGS ? h("p", { class: "ending" }, ENDINGS[dream.state](dream)) : problemView(dream.problem),
      h("div", { class: "actions" },
        button("Dream again", { look: "again", testid: "again", onclick: (event) => acts.dream(dream.photo, optionsOf(dream), { pressed: event.currentTarget, guide: dream.guide, maskOf: maskOf(dream) }) }))));
}

function growing(dream, me, acts, progress) {
  const shape = frameVars(dream.photo ?? SQUARE);
  const unit = ["zoom", "sheet"].includes(dream.facts.form) || (dream.photo?.moves && dream.facts.form !== "still") ? "Picture" : "Octave";
  const view = h("article", { class: "dream growing idle", testid: "progress", "data-dream": dream.id, "data-unit": unit, vars: shape, "aria-label": dream.imagined ? `${dream.title} is being imagined` : `A dream of ${dream.title} is growing` },
    h("div", { class: "frame", vars: shape },
      dream.photo ? h("img", { class: "base", src: dream.photo.thumbnail, alt: "" }) : h("span", { class: "base nothing", "aria-hidden": "true" }),
      h("img", { class: "preview", testid: "preview", alt: "The dream as far as it is" }),
      h("progress", { max: 1, "aria-label": "How far the dream is" })),
    h("div", { class: "caption" },
      heading(dream),
      h("div", { class: "stage" },
        h("p", { "data-stage": "" }, "Asking…"),
        dream.owner.id === me.id && button("Cancel", { look: "close", testid: "cancel", onclick: (event) => acts.cancel(dream, event.currentTarget) }))));
  if (progress) updateGrowing(view, progress);
  return view;
}

// Shows the newest progress in a view that `dreamView` made.
export function updateGrowing(view, { position, wait_seconds: wait, fraction, octave, octaves, preview, resumed }) {
  const bar = view.querySelector("progress");
  const stage = view.querySelector("[data-stage]");
  const started = fraction !== undefined;
  const past = resumed ? h("small", { testid: "resumed" }, "Went on after a restart") : "";
  if (started) {
    bar.value = fraction;
    const done = Math.round(fraction * 100);
    stage.replaceChildren(done < 100 ? `Dreaming, ${done} %` : "Waking up…", h("small", {}, `${view.dataset.unit} ${octave} of ${octaves}`), past);
  } else if (position !== undefined) {
    bar.removeAttribute("value");
    const place = position <= 1 ? "Next in line" : `${ordinal(position)} in line`;
    stage.replaceChildren(place, wait ? h("small", {}, `About ${waitText(wait)} to wait`) : "", past);
  }
  view.classList.toggle("idle", !preview);
  const picture = view.querySelector(".preview");
  if (preview && picture.src !== preview) picture.src = preview;
}

function ordinal(number) {
  const ending = number % 100 in { 11: 1, 12: 1, 13: 1 } ? "th" : { 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th";
  return `${number}${ending}`;
}

function waitText(seconds) {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}
