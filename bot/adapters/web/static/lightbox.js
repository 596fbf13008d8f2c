import { button, h } from "./dom.js";
import { lookButtons } from "./looks.js";
import { media } from "./media.js";
import { Zoomable } from "./zoomable.js";

// A picture over everything else: at first as a whole, and then as closely as one likes. A film has
// controls of its own; of a sheet's looks one can be had large, which is seen in the room.
export function showLightbox(picture, alt, { looks = [], onchoose } = {}) {
  const choose = (preset) => {
    dialog.close();
    onchoose(preset);
  };
  const shown = picture.moves ? media(picture, alt) : h("div", { class: "shown" }, media(picture, alt), looks.length > 0 && lookButtons(looks, choose));
  const stage = h("div", { class: picture.moves ? "stage film" : "stage", testid: "stage" }, shown);
  const dialog = h("dialog", { class: "lightbox", testid: "lightbox", "aria-label": alt, onclose: () => dialog.remove() },
    stage,
    button("", { look: "close", kind: "round", "aria-label": "Close", autofocus: true, onclick: () => dialog.close() }));
  document.body.append(dialog);
  dialog.showModal();
  if (picture.moves) stage.addEventListener("click", ({ target }) => target === stage && dialog.close());
  else letLookCloser(dialog, stage, shown, picture);
}

function letLookCloser(dialog, stage, shown, picture) {
  shown.querySelector("img").draggable = false;
  const scale = button("", { kind: "small", testid: "scale", title: "All of it", onclick: () => view.fit() });
  const view = new Zoomable(stage, shown, picture, ({ scale: factor, isWhole }) => {
    scale.textContent = `${Math.round(factor * 100)} %`;
    stage.dataset.whole = isWhole;
  });
  dialog.append(h("div", { class: "tools" },
    button("", { look: "weaker", kind: "round", "aria-label": "Further away", onclick: () => view.zoomBy(-2) }),
    scale,
    button("", { look: "stronger", kind: "round", "aria-label": "Closer", onclick: () => view.zoomBy(2) })));
  stage.addEventListener("click", () => view.wasPressedBeside && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && view.press(event.key)) event.preventDefault();
  });
}
