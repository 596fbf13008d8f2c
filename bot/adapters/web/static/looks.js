import { h } from "./dom.js";

// The small pictures of a sheet as buttons over its picture. A tap has that look dreamed large.
export function lookButtons(looks, onchoose) {
  return h("div", { class: "looks", role: "group", "aria-label": "Every look" }, looks.map((look) => lookButton(look, onchoose)));
}

function lookButton({ preset, label, left, top, width, height }, onchoose) {
  return h("button", {
    type: "button", testid: "look-large", "data-look": preset, "aria-label": label, title: label,
    vars: { left, top, width, height },
    onclick: ({ currentTarget }) => onchoose(preset, currentTarget),
  });
}
