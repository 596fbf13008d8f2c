import { updateGrowing } from "./dream-view.js";
import { h } from "./dom.js";
import { dayKey, dayName } from "./people.js";
import { postView } from "./post-view.js";

const NEAR_PX = 120;

// The posts on the page, in order, whatever order they come in.
export class Log {
  #posts = new Map();
  #progress = new Map();
  #pinned = true;
  #scrolledTo = 0;

  constructor({ list, scroller, newest, context }) {
    Object.assign(this, { list, scroller, newest, context });
    scroller.addEventListener("scroll", () => this.#noticeScroll(), { passive: true });
    newest.addEventListener("click", () => this.toNewest());
    new ResizeObserver(() => this.#pinned && this.toNewest()).observe(list);
  }

  get size() { return this.#posts.size; }
  get oldest() { return Math.min(...this.#posts.keys()); }

  // The newest pictures on the page, posted and dreamed, each once.
  pictures(most = 12) {
    const newest = [...this.#posts.values()].sort((a, b) => b.id - a.id);
    return newest.flatMap(({ pictures, dream }) => (dream?.result ? [dream.result] : pictures)).slice(0, most);
  }

  clear() {
    this.#posts.clear();
    this.list.replaceChildren();
  }

  // Returns the posts that were unknown. An older revision of a known one changes nothing.
  put(posts, { fresh = false } = {}) {
    const unknown = posts.filter((post) => this.#put(post, fresh));
    if (unknown.length > 0) this.#markDays();
    return unknown;
  }

  #put(post, fresh) {
    const known = this.#posts.get(post.id);
    if (known && known.revision >= post.revision) return false;
    this.#posts.set(post.id, post);
    if (post.dream && post.dream.state !== "waiting") this.#forget(post.dream.id);
    const view = postView(post, { ...this.context(), progress: post.dream && this.#progress.get(post.dream.id) });
    view.dataset.at = post.at;
    const old = this.list.querySelector(`[data-post="${post.id}"]`);
    if (old) this.#replace(old, view);
    else this.#insert(view, post, fresh);
    return !known;
  }

  remove(ids) {
    for (const id of ids) {
      const { dream } = this.#posts.get(id) ?? {};
      if (dream) this.#forget(dream.id);
      this.#posts.delete(id);
      this.list.querySelector(`[data-post="${id}"]`)?.remove();
    }
    this.#markDays();
  }

  prepend(posts) {
    const below = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.put(posts);
    this.scroller.scrollTop = this.scroller.scrollHeight - below;
  }

  progress(message) {
    const known = this.#progress.get(message.dream) ?? {};
    if (message.jpeg) {
      if (known.preview) URL.revokeObjectURL(known.preview);
      known.preview = URL.createObjectURL(new Blob([Uint8Array.from(atob(message.jpeg), (c) => c.charCodeAt(0))], { type: "image/jpeg" }));
    } else {
      Object.assign(known, message);
    }
    this.#progress.set(message.dream, known);
    const view = this.list.querySelector(`.growing[data-dream="${message.dream}"]`);
    if (view) updateGrowing(view, known);
  }

  toNewest() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newest.hidden = true;
    this.#pinned = true;
  }

  #insert(view, post, fresh) {
    const next = [...this.list.querySelectorAll("[data-post]")].findLast((other) => Number(other.dataset.post) < post.id);
    if (next) next.after(view);
    else this.list.prepend(view);
    if (!fresh) return;
    view.classList.add("fresh");
    if (!this.#pinned) this.newest.hidden = false;
  }

  #replace(old, view) {
    const focused = old.contains(document.activeElement);
    old.replaceWith(view);
    if (focused) view.querySelector("input, a, button")?.focus({ preventScroll: true });
  }

  #markDays() {
    for (const mark of this.list.querySelectorAll(".day")) mark.remove();
    let day;
    for (const view of this.list.querySelectorAll("[data-post]")) {
      const at = Number(view.dataset.at);
      if (dayKey(at) !== day) view.before(h("li", { class: "day" }, dayName(at)));
      day = dayKey(at);
    }
  }

  #forget(dream) {
    const { preview } = this.#progress.get(dream) ?? {};
    if (preview) URL.revokeObjectURL(preview);
    this.#progress.delete(dream);
  }

  #noticeScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    // What arrives while this is on its way puts the end further off, and nobody has gone anywhere.
    this.#pinned = isNear || (this.#pinned && scrollTop >= this.#scrolledTo);
    this.#scrolledTo = scrollTop;
    if (isNear) this.newest.hidden = true;
  }
}
