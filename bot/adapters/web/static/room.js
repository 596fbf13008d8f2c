import { cancelDream, choosePreset, orderDream, Problem, readOlder, sendPost } from "./api.js";
import { Composer } from "./composer.js";
import { acceptPictures } from "./dropping.js";
import { h } from "./dom.js";
import { askImagined } from "./imaginer.js";
import { Live } from "./live.js";
import { Log } from "./log.js";
import { askName } from "./names.js";
import { Notes } from "./notes.js";
import { pickPreset } from "./picker.js";
import { takeGuide } from "./guides.js";
import { welcome } from "./welcome.js";

const $ = (id) => document.getElementById(id);
const state = { me: { id: "", name: "" }, limits: { upload_bytes: 50 * 2 ** 20, text: 2000, pictures: 8 }, more: false };

const notes = new Notes($("notes"), { onshow: () => log.toNewest() });
const composer = new Composer($("composer"), {
  limits: () => state.limits,
  onproblem: (problem) => notes.explain([problem, ...(problem.body?.refusals ?? []).slice(1)]),
  onsent: answer,
  onimagine: (words) => askImagined({ words, order: (options) => orderDream({ options }).then(heard) }),
});
const acts = {
  reply: (picture) => composer.replyTo(picture),
  // `place` is the part of a picture that was dreamed before, `maskOf` the dream that has its mask.
  async choose(picture, { form, guide, place, maskOf } = {}) {
    const guides = [guide, ...log.pictures()].filter((other) => other && other.id !== picture.id);
    const picked = await trying(() => pickPreset({ ...picture, src: picture.moves ? picture.thumbnail : picture.src, form, guide, guides, place, again: maskOf, upload: sendPicture }));
    if (picked) acts.dream(picture, picked.words, { guide: picked.guide, mask: picked.mask, maskOf: picked.again && maskOf });
  },
  dream: (picture, options, { pressed, guide, mask, maskOf } = {}) =>
    trying(() => orderDream({ picture: picture?.id, options, guide: guide?.id, mask, mask_of: maskOf || undefined }), pressed).then((done) => done && heard(done)),
  choosePreset: (dream, preset, pressed) => trying(() => choosePreset(dream.id, preset), pressed).then((done) => done && heard(done)),
  cancel: (dream, pressed) => trying(() => cancelDream(dream.id), pressed),
};
const log = new Log({ list: $("log"), scroller: $("scroller"), newest: $("newest"), context: () => ({ me: state.me, acts }) });

function answer({ show, answer: text, error, refusals, me }) {
  notes.clear();
  if (me) showMe(me);
  const problems = [error, ...refusals].filter(Boolean);
  if (problems.length > 0) notes.explain(problems);
  else if (show === "help") notes.help();
  else if (show === "presets") notes.presets();
  else if (text) notes.say(text);
  log.toNewest();
}

// Somebody's guide is a post as any other picture: whoever forgets it takes its dreams along.
async function sendPicture(file) {
  const form = new FormData();
  form.append("text", "");
  form.append("picture", file, file.name);
  const { post } = await sendPost(form);
  return post.pictures[0];
}

function heard({ answer: said }) {
  notes.clear();
  if (said) notes.say(said);
  log.toNewest();
}

async function trying(act, pressed) {
  if (pressed) pressed.disabled = true;
  try {
    notes.clear();
    return await act();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    notes.explain([problem]);
    return null;
  } finally {
    if (pressed) pressed.disabled = false;
  }
}

function announce(post) {
  const { dream, author } = post;
  const said = {
    finished: () => `The dream of ${dream.title} is finished.`,
    failed: () => `The dream of ${dream.title} failed. ${dream.problem.sentence}`,
    cancelled: () => `The dream of ${dream.title} was cancelled.`,
    waiting: () => `A dream of ${dream.title} begins.`,
  }[dream?.state];
  const posted = () => `${author.name}: ${post.text || (post.pictures.length > 1 ? `${post.pictures.length} pictures` : "a picture")}`;
  $("announcer").textContent = (dream ? said?.() : posted()) ?? "";
}

function showMe(me) {
  state.me = me;
  $("me").replaceChildren(h("span", {}, me.name));
  $("me").setAttribute("aria-label", `Your name is ${me.name}. Change it`);
}

const live = new Live();
live.addEventListener("hello", ({ detail }) => {
  showMe(detail.me);
  state.limits = detail.limits;
  if (detail.anew) {
    log.clear();
    state.more = detail.more;
  }
  log.put(detail.posts, { fresh: !detail.anew });
  $("welcome").hidden = log.size > 0;
  if (detail.anew) log.toNewest();
});
live.addEventListener("post", ({ detail }) => {
  log.put([detail.post], { fresh: true });
  $("welcome").hidden = true;
  announce(detail.post);
});
live.addEventListener("removed", ({ detail }) => {
  log.remove(detail.posts);
  $("welcome").hidden = log.size > 0;
});
live.addEventListener("progress", ({ detail }) => log.progress(detail));
live.addEventListener("preview", ({ detail }) => log.progress(detail));
live.addEventListener("presence", ({ detail }) => {
  $("presence").replaceChildren(...(detail.visitors > 1 ? [String(detail.visitors), h("span", {}, "here")] : []));
});
live.addEventListener("connection", ({ detail }) => { $("connection").hidden = detail.connected; });

$("me").addEventListener("click", () => askName(state.me, showMe));
new IntersectionObserver(async ([entry]) => {
  if (!entry.isIntersecting || !state.more) return;
  state.more = false;
  try {
    const { posts, more } = await readOlder(log.oldest);
    log.prepend(posts);
    state.more = more;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    state.more = true;
    notes.explain([problem]);
  }
}, { root: $("scroller"), rootMargin: "600px 0px 0px" }).observe($("older"));
new ResizeObserver(([{ target }]) => document.body.style.setProperty("--composer", `${target.offsetHeight}px`)).observe($("composer"));

acceptPictures($("drop"), (files) => takeGuide(files) || composer.add(files));
welcome($("welcome"), composer);
live.start();
