import { button, h } from "./dom.js";
import { Zoomable } from "./zoomable.js";

// A picture over everything else, at first as a whole.
export function showLightbox(picture, alt) {
  const image = h("img", { src: picture.src, alt, draggable: "false" });
  const stage = h("div", { class: "stage", testid: "stage" }, image);
  const scale = h("button", { type: "button", class: "button small", testid: "scale", title: "All of it" });
  const dialog = h("dialog", { class: "lightbox", testid: "lightbox", "aria-label": alt, onclose: () => dialog.remove() },
    stage,
    h("div", { class: "tools" },
      button("", { look: "weaker", kind: "round", "aria-label": "Further away", onclick: () => view.zoomBy(-2) }),
      scale,
      button("", { look: "stronger", kind: "round", "aria-label": "Closer", onclick: () => view.zoomBy(2) })),
    button("", { look: "close", kind: "round", "aria-label": "Close", onclick: () => dialog.close() }));
  document.body.append(dialog);
  dialog.showModal();
  const view = new Zoomable(stage, image, picture, ({ scale: factor, isWhole }) => {
    scale.textContent = `${Math.round(factor * 100)} %`;
    stage.dataset.whole = isWhole;
  });
  scale.addEventListener("click", () => view.fit());
  stage.addEventListener("click", () => view.wasPressedBeside && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && view.press(event.key)) event.preventDefault();
  });
}
