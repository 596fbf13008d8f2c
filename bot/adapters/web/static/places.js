import { Problem } from "./api.js";
import { button, h, icon } from "./dom.js";
import { paintPlace } from "./painter.js";
import { problemView } from "./problems.js";

const WHOLE = "";
const AS_BEFORE = "as-before";
const PAINTED = "painted";
const PLACES = [[WHOLE, "All of it"], ["subject", "Subject"], ["background", "Background"]];

// Asks where of a picture to dream: all of it, a part that can be told, or what somebody paints.
// `src` is what to paint on, if that can be done; `chosen` one of the parts; with `again` it may
// grow where it did before.
export function placeChoice({ src, chosen, again }) {
  let painting = null;
  const trouble = h("div", { class: "trouble" });
  const usual = again ? AS_BEFORE : PLACES.some(([value]) => value === chosen) ? chosen : WHOLE;
  const painted = option(PAINTED, "Painted", false);
  painted.hidden = true;
  const painter = button("Paint it…", { look: "brush", testid: "paint", onclick: () => paint() });
  const fieldset = h("fieldset", { class: "forms" },
    h("legend", { class: "visually-hidden" }, "Where it dreams"),
    [...PLACES, ...(again ? [[AS_BEFORE, "As before"]] : [])].map(([value, label]) => option(value, label, value === usual)), painted);
  const view = h("div", { class: "places", testid: "places" }, h("span", { class: "name", "aria-hidden": "true" }, "Where"), fieldset, src && painter, trouble);

  async function paint() {
    trouble.replaceChildren();
    try {
      painting = await paintPlace(src, painting) ?? painting;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      trouble.replaceChildren(problemView(problem));
    }
    if (!painting) return;
    painted.hidden = false;
    painter.replaceChildren(icon("brush"));
    painter.setAttribute("aria-label", "Change what is painted");
    painted.querySelector("input").click();
    view.dispatchEvent(new CustomEvent("painted", { detail: painting.canvas, bubbles: true }));
  }

  return {
    view,
    // The words behind /dream, and what else has to be sent.
    chosen(place) {
      return {
        words: place === "subject" || place === "background" ? `only=${place}` : "",
        painting: place === PAINTED ? painting : null,
        again: place === AS_BEFORE,
      };
    },
  };
}

function option(value, label, checked) {
  return h("label", {}, h("input", { type: "radio", name: "place", value, checked, testid: `place-${value || "whole"}` }), h("span", {}, label));
}
