import { button, frameVars, h } from "./dom.js";
import { dreamView } from "./dream-view.js";
import { showLightbox } from "./lightbox.js";
import { media } from "./media.js";
import { avatar, byline } from "./people.js";

const COMMAND = /^(\s*(?:\/[a-z]+|@puppyslug))(?=\s|$)/i;

// One entry of the room. `acts` is what its buttons do; `progress` how far its dream is.
export function postView(post, { me, acts, progress }) {
  return h("li", { class: "post", testid: "post", "data-post": post.id, id: `post-${post.id}` },
    avatar(post.author),
    h("div", { class: "body" },
      byline(post.author, post.at),
      post.reply_to && replied(post.reply_to),
      post.text && words(post.text),
      post.pictures.length > 0 && h("div", { class: "photos" }, post.pictures.map((picture) => photoView(picture, post, acts))),
      post.dream && dreamView(post.dream, { me, acts, progress })));
}

function replied(picture) {
  return h("p", { class: "replied" }, h("img", { src: picture.thumbnail, alt: "" }), "about this picture");
}

function words(text) {
  const command = COMMAND.exec(text)?.[1] ?? "";
  return h("p", { class: "words" }, command && h("span", { class: "command" }, command), text.slice(command.length));
}

function photoView(picture, post, acts) {
  const alt = `Picture posted by ${post.author.name}`;
  const look = () => showLightbox(picture, alt);
  return h("figure", { class: "photo", testid: "photo", "data-picture": picture.id },
    h("div", { class: "frame", vars: frameVars(picture) }, picture.moves ? media(picture, alt) : still(picture, alt, look)),
    h("div", { class: "actions" },
      button("Dream this", { look: "dream", testid: "dream-this", onclick: () => acts.choose(picture) }),
      button("Zoom", { look: "zoom", kind: "bare small", testid: "zoom", title: "Zoom into it without an end", onclick: () => acts.choose(picture, { form: "zoom" }) }),
      picture.moves && button("", { look: "open", kind: "bare small", testid: "look", "aria-label": `Look at it closely: ${alt}`, title: "Look at it closely", onclick: look }),
      button("", { look: "reply", kind: "bare small", testid: "reply", "aria-label": "Reply to this picture", title: "Reply to this picture", onclick: () => acts.reply(picture) })));
}

function still(picture, alt, look) {
  return [
    h("img", {
      src: picture.src, srcset: `${picture.thumbnail} 480w, ${picture.src} ${Math.max(481, picture.width)}w`,
      sizes: "(max-width: 40rem) 94vw, 30rem", alt, loading: "lazy", decoding: "async",
    }),
    h("button", { type: "button", class: "look", "aria-label": `Look at it closely: ${alt}`, onclick: look }),
  ];
}
