import { complete, Problem } from "./api.js";
import { button, h } from "./dom.js";
import { problemView } from "./problems.js";

const IDEAS = ["banana", "jellyfish", "teapot", "castle", "banana and teapot", "sea lion", "volcano", "goldfish"];
const DELAY_MS = 80;
const MOST = 8;

// Asks what to imagine and orders it; resolves with whether that was done.
export function askImagined({ words, order }) {
  const field = h("input", {
    class: "field", name: "things", value: words, required: true, maxlength: 200, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    placeholder: "banana, or banana and teapot", "aria-describedby": "imagine-ideas-title", testid: "imagine-field", oninput: () => suggest(),
  });
  const title = h("p", { id: "imagine-ideas-title", class: "ideas-title", role: "status" });
  const ideas = h("div", { class: "ideas", role: "group", "aria-labelledby": "imagine-ideas-title" });
  const trouble = h("div", {});
  const go = h("button", { class: "button", testid: "imagine-go" }, "Imagine it");
  const form = h("form", { method: "dialog" },
    h("h2", { id: "imagine-title" }, "Imagine something"),
    h("label", { for: "imagine-field" }, "It is made out of nothing: no photo is needed. Name one thing, or a few."),
    field, title, ideas, trouble,
    h("div", { class: "actions" }, button("Cancel", { kind: "quiet", onclick: () => dialog.close() }), go));
  field.id = "imagine-field";
  const dialog = h("dialog", { class: "ask imaginer", testid: "imaginer", "aria-labelledby": "imagine-title" }, form);

  let asked = 0;
  let timer;
  function suggest() {
    clearTimeout(timer);
    const number = ++asked;
    const text = field.value;
    if (!text.trim()) return show(IDEAS, "Such as");
    timer = setTimeout(async () => {
      const { suggestions } = await complete(`/imagine ${text}`).catch(() => ({ suggestions: [] }));
      if (number !== asked) return;
      const things = suggestions.filter(({ kind }) => kind === "value").map(({ value }) => value.trim());
      show(things.slice(0, MOST), things.length > 0 ? "Did you mean" : "");
    }, DELAY_MS);
  }
  function show(things, heading) {
    title.textContent = heading;
    ideas.replaceChildren(...things.map((thing) => button(thing, { testid: "idea", onclick: () => choose(thing) })));
  }
  function choose(thing) {
    field.value = thing;
    field.focus();
    suggest();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    try {
      await order(`imagine ${field.value.trim()}`);
      dialog.close("done");
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      trouble.replaceChildren(problemView(problem));
      field.focus();
    } finally {
      go.disabled = false;
    }
  });
  return new Promise((resolve) => {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "done");
    });
    document.body.append(dialog);
    dialog.showModal();
    suggest();
    field.select();
  });
}
