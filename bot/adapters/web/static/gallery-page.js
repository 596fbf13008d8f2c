import { Problem, readGallery } from "./api.js";
import { altOf } from "./compare.js";
import { h } from "./dom.js";
import { movesMark } from "./media.js";
import { momentOf } from "./people.js";
import { problemView } from "./problems.js";

const list = document.getElementById("dreams");
const state = document.getElementById("state");
let before;
let reading = false;

// Each dream beside its photo, if it has one, and its own address behind them.
function diptych(dream) {
  return h("li", { testid: "gallery-item", "data-dream": dream.id },
    h("a", { href: dream.page },
      h("span", { class: "pair" },
        dream.photo ? cell(dream.photo, "The photo") : h("span", { class: "cell" }, h("span", { class: "nothing" }, "Imagined")),
        cell(dream.result, altOf(dream), dream)),
      h("span", { class: "label" }, h("b", {}, dream.title), h("small", {}, dream.owner.name, ", ", momentOf(dream.at)))));
}

function cell(picture, alt, dream) {
  return h("span", { class: "cell" },
    h("img", { src: picture.thumbnail, alt, loading: "lazy", decoding: "async", width: 240, height: 240 }),
    movesMark(picture, dream));
}

async function readMore() {
  if (reading || before === null) return;
  reading = true;
  try {
    const page = await readGallery(before);
    list.append(...page.dreams.map(diptych));
    before = page.before;
    state.replaceChildren(...(list.childElementCount === 0 ? empty() : []));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    before = null;
    state.replaceChildren(problemView(problem));
  } finally {
    reading = false;
  }
  // Observed anew, because on a tall screen the end may still be in sight, which is no change.
  if (before !== null) {
    end.unobserve(state);
    end.observe(state);
  }
}

function empty() {
  return [h("p", {}, "Nothing has been dreamed here yet."), h("a", { class: "button", href: "/" }, "Dream the first one")];
}

const end = new IntersectionObserver(([entry]) => entry.isIntersecting && readMore(), { rootMargin: "800px" });
end.observe(state);
