import { Problem, sendPost } from "./api.js";
import { Completion } from "./completion.js";
import { button, h } from "./dom.js";
import { pickPreset } from "./picker.js";

// Where people write: words, pictures, a reply. Nothing is lost when a post is refused.
export class Composer {
  #files = [];
  #reply = null;
  #busy = false;

  constructor(form, { limits, onsent, onproblem, onimagine }) {
    Object.assign(this, { form, limits, onsent, onproblem, onimagine });
    this.words = h("textarea", {
      id: "words", rows: 1, name: "text", placeholder: "Drop a photo, or /dream", "aria-label": "Message",
      enterkeyhint: "send", spellcheck: "true", onkeydown: (event) => this.#key(event),
    });
    this.picker = h("input", { type: "file", accept: "image/*,video/mp4,video/webm,video/quicktime,.heic,.heif,.avif", multiple: true, class: "visually-hidden", tabindex: -1, "aria-hidden": "true", testid: "file", onchange: () => this.#takeChosen() });
    this.tray = h("div", { class: "tray", hidden: true });
    this.sender = button("", { look: "send", kind: "round", type: "submit", "aria-label": "Send", testid: "send" });
    form.append(this.picker, h("div", { class: "box" }, this.tray, h("div", { class: "row" },
      button("", { look: "attach", kind: "bare round", "aria-label": "Add pictures", testid: "attach", onclick: () => this.picker.click() }),
      button("", { look: "imagine", kind: "bare round", "aria-label": "Imagine something", title: "Imagine something", testid: "imagine", "aria-haspopup": "dialog", onclick: () => this.#imagine() }),
      this.words, this.sender)));
    this.completion = new Completion(this.words, form);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
  }

  add(files) {
    const { pictures, upload_bytes: most } = this.limits();
    for (const file of files) {
      if (this.#files.length >= pictures) return this.#refuse("upload_too_many", `A post takes ${pictures} pictures.`, "Send the others in another post.");
      if (file.size > most) this.#refuse("upload_too_large", `${file.name} is larger than ${Math.floor(most / 2 ** 20)} MB.`, "Send a smaller one.");
      else this.#files.push({ file, address: URL.createObjectURL(file) });
    }
    this.#show();
    this.words.focus();
  }

  replyTo(picture) {
    this.#reply = picture;
    if (!this.words.value.trim()) this.words.value = "/dream ";
    this.#show();
    this.words.focus();
    this.words.setSelectionRange(this.words.value.length, this.words.value.length);
    this.completion.ask();
  }

  async send(command, mask) {
    const text = (command ?? this.words.value).trim();
    if (this.#busy || (!text && this.#files.length === 0)) return;
    this.completion.close();
    this.#setBusy(true);
    try {
      const done = await sendPost(this.#form(text, mask));
      this.#clear();
      this.onsent(done, text);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.#dropRefused(problem.body.refusals ?? []);
      this.onproblem(problem);
    } finally {
      this.#setBusy(false);
      this.words.focus();
    }
  }

  // The words go first: the server refuses a mistyped command before any picture is sent.
  #form(text, mask) {
    const form = new FormData();
    form.append("text", text);
    if (this.#reply) form.append("reply_to", this.#reply.id);
    if (mask) form.append("mask", mask);
    for (const { file } of this.#files) form.append("picture", file, file.name);
    return form;
  }

  #key(event) {
    if (event.isComposing || this.completion.handle(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.#reply) {
      this.#reply = null;
      this.#show();
    }
  }

  async #dreamAttached() {
    const { file, address } = this.#files[0];
    // Of several the last one can guide the dream, as it can where it answers another.
    const lastGuides = this.#files.length + Boolean(this.#reply) > 1;
    const shown = isVideo(file) ? null : address;
    // What is painted is for one picture.
    const picked = await pickPreset({ lastGuides, thumbnail: shown, src: this.#files.length > 1 || this.#reply ? null : shown, moves: isVideo(file) || file.type === "image/gif" });
    if (picked) this.send(`/dream ${picked.words}${picked.lastGuides ? " guided" : ""}`, picked.mask);
  }

  // What stands there already is what to imagine, unless it is a command.
  async #imagine() {
    const words = this.words.value.trim();
    const plain = words && !words.startsWith("/") && !words.includes("@");
    if (await this.onimagine(plain ? words : "") && plain) this.#clear();
    this.words.focus();
  }

  #takeChosen() {
    this.add([...this.picker.files]);
    this.picker.value = "";
  }

  #show() {
    const chips = this.#files.map((entry, index) => h("span", { class: "chip", testid: "attachment" },
      attached(entry),
      button("", { look: "close", kind: "round", "aria-label": `Remove ${entry.file.name}`, onclick: () => this.#remove(index) })));
    const reply = this.#reply && h("span", { class: "reply-chip", testid: "reply-chip" },
      h("img", { src: this.#reply.thumbnail, alt: "" }), "About this picture",
      button("", { look: "close", kind: "bare small", "aria-label": "Not about this picture", onclick: () => { this.#reply = null; this.#show(); } }));
    const dream = this.#files.length > 0 && button("Dream it…", { look: "dream", kind: "small send-dream", testid: "dream-attached", onclick: () => this.#dreamAttached() });
    this.tray.replaceChildren(...[reply, ...chips, dream].filter(Boolean));
    this.tray.hidden = this.tray.childElementCount === 0;
    this.words.placeholder = this.#files.length > 0 ? "Add words, or /dream" : "Drop a photo, or /dream";
  }

  #remove(index) {
    const [{ address }] = this.#files.splice(index, 1);
    URL.revokeObjectURL(address);
    this.#show();
    this.words.focus();
  }

  // A file that can't be read would only be refused again.
  #dropRefused(refusals) {
    for (const { file_name: name } of refusals) {
      const index = this.#files.findIndex(({ file }) => file.name.startsWith(name));
      if (index >= 0) this.#remove(index);
    }
  }

  #clear() {
    for (const { address } of this.#files) URL.revokeObjectURL(address);
    this.#files = [];
    this.#reply = null;
    this.words.value = "";
    this.#show();
  }

  #refuse(code, sentence, hint) {
    this.onproblem({ code, sentence, hint });
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.form.classList.toggle("busy", busy);
    this.form.setAttribute("aria-busy", String(busy));
    this.sender.disabled = busy;
  }
}

const isVideo = (file) => file.type.startsWith("video/");

function attached({ file, address }) {
  if (!isVideo(file)) return h("img", { src: address, alt: file.name, onerror: (event) => event.target.removeAttribute("src") });
  return h("video", { src: address, "aria-label": file.name, playsinline: true, preload: "auto", tabindex: -1 });
}
