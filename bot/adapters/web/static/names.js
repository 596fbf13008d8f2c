import { rename } from "./api.js";
import { button, h } from "./dom.js";
import { problemView } from "./problems.js";

// Lets the visitor choose another name; resolves when that is done or given up.
export function askName(me, onrenamed) {
  const field = h("input", { class: "field", name: "name", value: me.name, maxlength: 32, required: true, "aria-label": "Your name", autocomplete: "nickname", testid: "name-field" });
  const trouble = h("div", {});
  const form = h("form", { method: "dialog" },
    h("h2", { id: "name-title" }, "Your name"),
    h("p", {}, "It stands beside everything you post from now on."),
    field, trouble,
    h("div", { class: "actions" }, button("Cancel", { kind: "quiet", onclick: () => dialog.close() }), h("button", { class: "button", testid: "name-save" }, "Save")));
  const dialog = h("dialog", { class: "ask", "aria-labelledby": "name-title", onclose: () => dialog.remove() }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      onrenamed(await rename(field.value));
      dialog.close();
    } catch (problem) {
      trouble.replaceChildren(problemView(problem));
      field.focus();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  field.select();
}
