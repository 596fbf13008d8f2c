import { Problem, readDream } from "./api.js";
import { altOf, dreamPicture } from "./compare.js";
import { button, h, icon } from "./dom.js";
import { factsView } from "./facts.js";
import { showLightbox } from "./lightbox.js";
import { dayName, timeOf } from "./people.js";
import { problemView } from "./problems.js";

const AGAIN_MS = 2000;
const page = document.getElementById("dream");

function show(dream) {
  document.title = `${dream.title} · Puppyslug`;
  page.replaceChildren(
    dreamPicture(dream, { onlook: showLightbox }),
    h("div", { class: "under", testid: "result" },
      h("div", {},
        h("h1", {}, dream.title),
        h("p", { class: "about" }, `${dream.imagined ? "Imagined for" : "For"} ${dream.owner.name}, ${dayName(dream.at).toLowerCase()} `, timeOf(dream.at))),
      h("div", { class: "actions" },
        h("a", { class: "button", href: `${dream.result.src}?download`, download: "", testid: "download" }, icon("download"), "Download"),
        button("Look closer", { look: "closer", kind: "quiet", testid: "closer", onclick: () => showLightbox(dream.result, altOf(dream)) }))),
    factsView(dream, { open: true }));
}

function unfinished(dream) {
  const said = dream.problem?.sentence ?? (dream.state === "waiting" ? "This dream is still growing." : "This dream was never finished.");
  page.replaceChildren(h("div", { class: "missing", role: "status" },
    h("h1", {}, dream.title), h("p", {}, said), h("p", {}, h("a", { href: "/" }, "To the room"))));
  if (dream.state === "waiting") setTimeout(read, AGAIN_MS);
}

async function read() {
  try {
    const dream = await readDream(location.pathname.split("/").pop());
    (dream.result ? show : unfinished)(dream);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    page.replaceChildren(h("div", { class: "missing" }, problemView(problem), h("p", {}, h("a", { href: "/gallery" }, "To the gallery"))));
  } finally {
    page.removeAttribute("aria-busy");
  }
}

read();
