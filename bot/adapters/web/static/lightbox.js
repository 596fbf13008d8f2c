import { button, h } from "./dom.js";

export function showLightbox(picture, alt) {
  const dialog = h("dialog", { class: "lightbox", "aria-label": alt, onclick: () => dialog.close(), onclose: () => dialog.remove() },
    h("img", { src: picture.src, alt, width: picture.width, height: picture.height }),
    button("", { look: "close", kind: "round", "aria-label": "Close" }));
  document.body.append(dialog);
  dialog.showModal();
}
