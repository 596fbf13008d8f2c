import { h } from "./dom.js";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

// A picture as it is shown: an image, or a film that plays in its place, unless motion is unwelcome.
export function media(picture, alt, { className = "", small = false } = {}) {
  if (!picture.moves) {
    return h("img", { class: className, src: small ? picture.thumbnail : picture.src, alt, decoding: "async" });
  }
  const film = h("video", {
    class: className, src: picture.src, poster: picture.thumbnail, "aria-label": alt, testid: "film",
    loop: true, muted: true, playsinline: true, controls: true, autoplay: !CALM.matches,
    preload: "metadata", width: picture.width, height: picture.height,
  });
  film.muted = true; // the attribute alone counts only for what the parser made
  return film;
}

// What a film is told by where only its thumbnail is shown.
export function movesMark(picture, dream) {
  if (!picture.moves) return null;
  const seconds = dream?.facts.duration_seconds;
  return h("span", { class: "moves", "aria-hidden": "true" }, seconds ? `▶ ${Math.max(1, Math.round(seconds))} s` : "▶");
}
