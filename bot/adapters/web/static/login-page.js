import { enter, Problem } from "./api.js";
import { problemView } from "./problems.js";

const form = document.getElementById("door");
const field = document.getElementById("key");
const trouble = document.getElementById("trouble");

// Where the visitor wanted to go, as long as that is in this room. As a whole address: a path
// such as //elsewhere, taken alone, would lead out of it.
function destination() {
  const next = new URLSearchParams(location.search).get("next") ?? "/";
  try {
    const wanted = new URL(next, location.origin);
    return wanted.origin === location.origin ? wanted.href : "/";
  } catch {
    return "/";
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await enter(field.value);
    location.replace(destination());
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    trouble.replaceChildren(problemView(problem));
    field.select();
  }
});
