import { button, h } from "./dom.js";
import { media } from "./media.js";

export function showLightbox(picture, alt) {
  const shown = media(picture, alt);
  // A film's own controls are pressed without closing it.
  if (picture.moves) shown.addEventListener("click", (event) => event.stopPropagation());
  const dialog = h("dialog", { class: "lightbox", "aria-label": alt, onclick: () => dialog.close(), onclose: () => dialog.remove() },
    shown,
    button("", { look: "close", kind: "round", "aria-label": "Close" }));
  document.body.append(dialog);
  dialog.showModal();
}
