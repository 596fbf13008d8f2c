import { Problem } from "./api.js";
import { button, h } from "./dom.js";
import { problemView } from "./problems.js";

let open = null;

// Takes a dropped file as guide where somebody is choosing one; says whether it did.
export function takeGuide(files) {
  if (!open?.isConnected || files.length === 0) return false;
  open.dispatchEvent(new CustomEvent("guide", { detail: files[0] }));
  return true;
}

// Lets somebody choose a picture whose features the dream is made of: one of the room's, or another.
export function guideChoice({ guides, guide, upload }) {
  const trouble = h("div", {});
  const strip = h("div", { class: "strip" }, option(null, !guide, "None"));
  const known = new Map();
  const add = (picture, checked = false) => {
    if (known.has(picture.id)) return;
    known.set(picture.id, picture);
    strip.append(option(picture, checked, `Picture ${known.size}`));
  };
  for (const picture of guides) add(picture, picture.id === guide?.id);
  const file = h("input", { type: "file", accept: "image/*,.heic,.heif,.avif", class: "visually-hidden", tabindex: -1, "aria-hidden": "true", testid: "guide-file", onchange: () => take(file.files[0]) });
  const chooser = button("Another…", { look: "attach", testid: "guide-upload", onclick: () => file.click() });
  const view = h("details", { class: "guides", testid: "guides", open: Boolean(guide) },
    h("summary", {}, "Like another picture"),
    h("p", {}, "The dream is made of what that picture shows, rather than of the look’s own things. Choose one of the room’s, or drop one here."),
    h("div", { class: "strip-row", role: "radiogroup", "aria-label": "The picture that guides the dream" }, strip, file, chooser),
    trouble);
  view.addEventListener("guide", (event) => take(event.detail));
  open = view;

  async function take(chosen) {
    if (!chosen) return;
    view.open = true;
    chooser.disabled = true;
    try {
      trouble.replaceChildren();
      add(await upload(chosen), true);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      trouble.replaceChildren(problemView(problem));
    } finally {
      chooser.disabled = false;
      file.value = "";
    }
  }
  return { view, chosen: (id) => known.get(id) ?? null };
}

function option(picture, checked, label) {
  return h("label", { testid: "guide-option" },
    h("input", { type: "radio", name: "guide", value: picture?.id ?? "", form: "picker-form", checked, "aria-label": label }),
    picture ? h("img", { src: picture.thumbnail, alt: "" }) : h("span", {}, label));
}
