import { h } from "./dom.js";

// An error as people see it: what happened, what to do, and the code to ask about.
export function problemView(problem, ...more) {
  return h("div", { class: "problem", testid: "error", role: "alert" },
    h("p", {}, h("strong", {}, problem.sentence)),
    h("p", {}, problem.hint, problem.hint && " ", h("code", {}, problem.code)),
    ...more);
}
