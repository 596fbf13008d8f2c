import { frameVars, h, icon } from "./dom.js";
import { lookButtons } from "./looks.js";
import { media } from "./media.js";

const START = 0;

// A dream as it is looked at: beside its photo where both are still, else alone. `onchoose` hears
// which of a sheet's looks somebody wants large.
export function dreamPicture(dream, { onlook, onchoose } = {}) {
  const { photo, result } = dream;
  if (photo && !result.moves && dream.facts.form !== "sheet") return compare(dream);
  const alt = altOf(dream);
  return h("div", { class: "frame", testid: "picture", vars: frameVars(result) },
    media(result, alt, { className: "after" }),
    onlook && !result.moves && h("button", { type: "button", class: "look", "aria-label": `Look at it closely: ${alt}`, onclick: () => onlook(result, alt) }),
    onchoose && dream.looks.length > 0 && lookButtons(dream.looks, onchoose));
}

// Photo and dream in one frame; a range input moves the seam, so keys and fingers both do.
function compare(dream) {
  const { photo, result } = dream;
  const box = h("div", { class: "frame compare", testid: "before-after", vars: frameVars(result) });
  const range = h("input", {
    type: "range", min: 0, max: 100, step: 1, value: START,
    "aria-label": `Compare the photo with the dream of ${dream.title}`,
    oninput: () => show(box, range),
  });
  box.append(
    h("img", { class: "after", src: result.src, alt: altOf(dream), decoding: "async", draggable: "false" }),
    h("img", { class: "before", src: photo.moves ? photo.thumbnail : photo.src, alt: "The photo before the dream", decoding: "async", loading: "lazy", draggable: "false" }),
    range,
    h("span", { class: "seam", "aria-hidden": "true" }, h("span", { class: "grip" }, icon("split"))),
    h("span", { class: "tag left", "aria-hidden": "true" }, "Photo"),
    h("span", { class: "tag right", "aria-hidden": "true" }, "Dream"),
  );
  show(box, range);
  return box;
}

export function altOf(dream) {
  const more = dream.facts.saw?.length ? `. More: ${dream.facts.saw.join(", ")}` : "";
  const { title, owner } = dream;
  if (dream.facts.form === "sheet") return `${title}, each in small, of ${owner.name}’s picture`;
  if (dream.imagined) return `${title}, imagined for ${owner.name}`;
  const kind = dream.facts.form === "zoom" ? "An endless zoom into a dream" : dream.result?.moves ? "A moving dream" : "A dream";
  return `${kind} of ${title}, strength ${dream.strength}, made from ${owner.name}’s picture${dream.guide ? ", guided by another" : ""}${more}`;
}

function show(box, range) {
  const split = Number(range.value);
  box.style.setProperty("--split", `${split}%`);
  box.dataset.show = [split > 18 && "photo", split > 0 && split < 82 && "dream"].filter(Boolean).join(" ");
  range.setAttribute("aria-valuetext", split === 0 ? "dream only" : split === 100 ? "photo only" : `${split} % photo`);
}
