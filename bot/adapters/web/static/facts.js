import { h } from "./dom.js";

// The words behind /dream that ask for the same again, with changes.
export function optionsOf(dream, { step = 0 } = {}) {
  const strength = Math.min(10, Math.max(1, dream.strength + step));
  const words = [dream.preset, `strength=${strength}`];
  if (dream.facts.size && dream.facts.size !== "auto") words.push(`size=${dream.facts.size}`);
  if (dream.facts.keep_colours) words.push("keep-colours=yes");
  words.push(...finishOf(dream));
  // The same seed shows what strength alone does.
  if (step !== 0) words.push(`seed=${dream.facts.seed}`);
  return words.join(" ");
}

// Only where they aren't the usual: what everybody sees stays short.
function finishOf({ facts }) {
  const words = [];
  if (facts.amount && facts.amount !== 100) words.push(`amount=${facts.amount}`);
  if (facts.blend && facts.blend !== "normal") words.push(`blend=${facts.blend}`);
  return words;
}

export function factsView(dream, { open = false } = {}) {
  const { facts } = dream;
  const rows = {
    Code: dream.code && h("code", {}, `/dream ${dream.code}`),
    Preset: dream.preset,
    Strength: dream.strength,
    Seed: facts.seed,
    Network: facts.network,
    Layers: facts.targets?.join(", "),
    Octaves: facts.octaves && `${facts.octaves} × ${facts.steps} steps, scale ${facts.scale}`,
    Finish: finishOf(dream).join(" ") || null,
    Colours: facts.keep_colours ? "the photo’s own" : null,
    Size: facts.width && `${facts.width} × ${facts.height} px`,
    More: facts.saw?.join(", ") || null,
    Took: facts.total_seconds && `${facts.total_seconds.toFixed(1)} s on ${facts.device}`,
  };
  const shown = Object.entries(rows).filter(([, value]) => value !== undefined && value !== null);
  return h("details", { class: "facts", testid: "facts", open },
    h("summary", {}, "Recipe"),
    h("dl", {}, shown.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value instanceof Node ? value : String(value))))));
}
