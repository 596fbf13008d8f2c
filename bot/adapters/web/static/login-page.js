import { enter, Problem } from "./api.js";
import { problemView } from "./problems.js";

const form = document.getElementById("door");
const field = document.getElementById("key");
const trouble = document.getElementById("trouble");

// Where the visitor wanted to go, as long as that is in this room.
function destination() {
  const wanted = new URL(new URLSearchParams(location.search).get("next") ?? "/", location.origin);
  return wanted.origin === location.origin ? wanted.pathname : "/";
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
