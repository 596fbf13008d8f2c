import { frameVars, h, icon } from "./dom.js";

const START = 0;

// Photo and dream in one frame; a range input moves the seam, so keys and fingers both do.
export function compare(dream, { small = false } = {}) {
  const { photo, result } = dream;
  const dreamSrc = small ? result.thumbnail : result.src;
  const box = h("div", { class: "frame compare", testid: "before-after", vars: frameVars(result) });
  const range = h("input", {
    type: "range", min: 0, max: 100, step: 1, value: START,
    "aria-label": `Compare the photo with the dream of ${dream.title}`,
    oninput: () => show(box, range),
  });
  box.append(
    h("img", { class: "after", src: dreamSrc, alt: altOf(dream), decoding: "async", draggable: "false" }),
    h("img", { class: "before", src: photo.src, alt: "The photo before the dream", decoding: "async", loading: "lazy", draggable: "false" }),
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
  return `A dream of ${dream.title}, strength ${dream.strength}, made from ${dream.owner.name}’s picture${more}`;
}

function show(box, range) {
  const split = Number(range.value);
  box.style.setProperty("--split", `${split}%`);
  box.dataset.show = [split > 18 && "photo", split > 0 && split < 82 && "dream"].filter(Boolean).join(" ");
  range.setAttribute("aria-valuetext", split === 0 ? "dream only" : split === 100 ? "photo only" : `${split} % photo`);
}
