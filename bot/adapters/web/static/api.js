// Calls the room's server. Every failure becomes a Problem that can be shown as it is.

export class Problem extends Error {
  constructor({ code, sentence, hint }, body = {}) {
    super(sentence);
    Object.assign(this, { code, sentence, hint, body });
  }
}

const UNREACHABLE = {
  code: "unreachable",
  sentence: "The room can't be reached.",
  hint: "Is Puppyslug still running? Your words are kept here.",
};

async function call(method, path, { json, form } = {}) {
  const headers = json ? { "Content-Type": "application/json" } : {};
  let response, body;
  try {
    response = await fetch(path, { method, headers, body: json ? JSON.stringify(json) : form });
    body = await response.json();
  } catch {
    throw new Problem(UNREACHABLE);
  }
  if (response.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  if (!response.ok) throw new Problem(body.error ?? UNREACHABLE, body);
  return body;
}

function formOf(values) {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) if (value) form.append(name, value);
  return form;
}

export const sendPost = (form) => call("POST", "/api/posts", { form });
// A mask makes the order a form.
export const orderDream = (order) => call("POST", "/api/dreams", order.mask ? { form: formOf(order) } : { json: order });
export const cancelDream = (dream) => call("POST", `/api/dreams/${dream}/cancel`, { json: {} });
export const choosePreset = (dream, preset) => call("POST", `/api/dreams/${dream}/preset`, { json: { preset } });
export const rename = (name) => call("PUT", "/api/me", { json: { name } });
export const enter = (key) => call("POST", "/login", { json: { key } });
export const readDream = (dream) => call("GET", `/api/dreams/${encodeURIComponent(dream)}`);
export const readOlder = (before) => call("GET", `/api/posts?before=${before}`);
export const readGallery = (before) => call("GET", `/api/dreams${before ? `?before=${before}` : ""}`);
export const complete = (text) => call("GET", `/api/complete?text=${encodeURIComponent(text)}`);

let presets;
export function readPresets() {
  presets ??= call("GET", "/api/presets").catch((problem) => {
    presets = undefined;
    throw problem;
  });
  return presets;
}
