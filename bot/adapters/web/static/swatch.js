import { h, hueOf } from "./dom.js";

// What a preset looks like: its picture, or a drawn card where it has none.
export function swatch({ name, thumbnail }) {
  if (!thumbnail) return h("span", { class: "swatch drawn", "aria-hidden": "true", vars: { hue: hueOf(name) } });
  return h("img", { class: "swatch", src: thumbnail, alt: "", width: 240, height: 240, loading: "lazy", decoding: "async" });
}
