import { button, h } from "./dom.js";

const SAMPLES = [
  { file: "cat.jpg", alt: "A cat looking up" },
  { file: "coffee.jpg", alt: "A cup of coffee on a wooden table" },
  { file: "astronaut.jpg", alt: "An astronaut before a shuttle" },
];

// What an empty room says: what to do first, and three pictures for those who have none at hand.
export function welcome(section, composer) {
  section.replaceChildren(
    h("img", { class: "mark", src: "/static/mark.svg", alt: "" }),
    h("h1", {}, "Show it a picture. Watch it dream."),
    h("p", {}, "Drop a photo, a GIF or a short video anywhere on this page and press “Dream it”. Snouts, eyes, towers or feathers grow out of it while you look on."),
    button("Choose a photo", { look: "attach", kind: "", testid: "choose", onclick: () => composer.picker.click() }),
    h("p", { class: "or" }, "or try one of these"),
    h("div", { class: "samples" }, SAMPLES.map((sample) => h("button", {
      type: "button", "aria-label": `Try a sample: ${sample.alt}`, testid: "sample", onclick: () => attachSample(sample, composer),
    }, h("img", { src: `/static/samples/${sample.file}`, alt: "" })))));
}

async function attachSample({ file }, composer) {
  const response = await fetch(`/static/samples/${file}`);
  composer.add([new File([await response.blob()], file, { type: "image/jpeg" })]);
}
