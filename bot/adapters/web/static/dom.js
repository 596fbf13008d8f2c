// Builds elements. Text only ever becomes text nodes, so nothing a visitor writes can be markup.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function setProp(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "vars") for (const [key, number] of Object.entries(value)) element.style.setProperty(`--${key}`, number);
  else if (name === "testid") element.dataset.testid = value;
  else if (value === true) element.setAttribute(name, "");
  else element.setAttribute(name, value);
}

const PATHS = {
  attach: "M3.500 17l5-5.500 4 4 3-3 5 5M6 4.500h12a2.500 2.500 0 0 1 2.500 2.500v10a2.500 2.500 0 0 1-2.500 2.500H6A2.500 2.500 0 0 1 3.500 17V7A2.500 2.500 0 0 1 6 4.500zM15.500 9v.1",
  send: "M12 19V5M6 11l6-6 6 6",
  close: "M6 6l12 12M18 6L6 18",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  imagine: "M11 4l1.700 4.800L17.500 10.500l-4.800 1.700L11 17l-1.700-4.800L4.500 10.500l4.800-1.700zM18.500 15l.8 2.200 2.200.8-2.200.8-.8 2.200-.8-2.200-2.200-.8 2.200-.8z",
  zoom: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9.500 9.500h5v5h-5z",
  again: "M19 12a7 7 0 1 1-2.100-5L19 9M19 4v5h-5",
  stronger: "M12 5v14M5 12h14",
  weaker: "M5 12h14",
  colours: "M12 4a8 8 0 1 0 0 16c1.500 0 2-1 1.500-2.200-.6-1.600.3-2.800 2-2.800H18a2.500 2.500 0 0 0 2.500-2.500C20.500 7.500 16.700 4 12 4zM8 11v.1M11 8v.1M15 9v.1",
  blend: "M9 5a6 6 0 1 0 0 12a6 6 0 1 0 0-12M15 7a6 6 0 1 0 0 12a6 6 0 1 0 0-12",
  look: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  reply: "M9 7l-5 5 5 5M4 12h9a6 6 0 0 1 6 6",
  deeper: "M12 12m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M12 5c-5 0-8 4-9 7 1 3 4 7 9 7s8-4 9-7c-1-3-4-7-9-7z",
  dream: "M19 14.500A8 8 0 1 1 10.500 4a6.500 6.500 0 0 0 8.500 10.500z",
  closer: "M10.500 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 1 0 0-13M15.500 15.500L20 20M10.500 8v5M8 10.500h5",
  open: "M14 5h5v5M19 5l-8 8M10 6H5v13h13v-5",
  split: "M9 8l-4 4 4 4M15 8l4 4-4 4",
  down: "M12 5v14M6 13l6 6 6-6",
  brush: "M20 4L10.500 13.500M13 16l-3-3C7 13 6.500 15.500 6 17c-.4 1.200-1.200 2-2.500 2.500 3.500 1 7.500.5 9.500-3.500z",
  rubber: "M8.500 19L4 14.500 14 4.500l6.500 6.500-8 8zM9 9.500l6.500 6.500M8.500 19H20",
  undo: "M9 6L4.500 10.500 9 15M5 10.500h9a5 5 0 0 1 0 10h-3",
  invert: "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M12 4v16M12 8h5.500M12 12h8M12 16h5.500",
  clear: "M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13",
  gallery: "M4 6h11v11H4zM9 21h11V10",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function button(label, { look, kind = "quiet small", ...props } = {}) {
  return h("button", { type: "button", class: `button ${kind}`, ...props }, look && icon(look), label);
}

// The same person, or preset, has the same hue everywhere; similar names have quite different ones.
export function hueOf(text) {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0), 16777619);
  return (hash >>> 0) % 360;
}

// Very long or flat pictures get a frame that still fits a screen.
export function frameVars({ width, height }) {
  const ratio = Math.min(3, Math.max(0.45, width / height));
  return { w: ratio.toFixed(4), h: 1 };
}
