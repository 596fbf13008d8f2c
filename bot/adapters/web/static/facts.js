import { h } from "./dom.js";

const BLENDS = ["normal", "soft-light", "multiply", "screen"];
const AMOUNT = { least: 25, most: 200, step: 25, usual: 100 };

const PLACES = { subject: "the subject", background: "the background" };
const MOTION = ["speed", "turn", "seconds"];

// The words behind /dream that ask for the same again, with another seed.
export function optionsOf(dream) {
  const words = [dream.preset, `strength=${dream.strength}`, ...motionOf(dream.facts)];
  if (dream.facts.size && dream.facts.size !== "auto") words.push(`size=${dream.facts.size}`);
  if (dream.facts.only && dream.facts.only !== "all") words.push(`only=${dream.facts.only}`);
  if (dream.facts.keep_colours) words.push("keep-colours=yes");
  words.push(...finishOf(dream.facts));
  return words.join(" ");
}

// The words that ask for this very dream, finished in another way: nothing is dreamed for that.
export function finishedAs(dream, changes) {
  return `${optionsOf({ ...dream, facts: { ...dream.facts, ...changes } })} seed=${dream.facts.seed}`;
}

// What the finishing buttons offer: how much of the dream shows, in percent, and the next blend.
export function finishesOf({ facts }) {
  const amount = facts.amount ?? AMOUNT.usual;
  const blend = facts.blend ?? BLENDS[0];
  return {
    amount,
    weaker: Math.max(AMOUNT.least, amount - AMOUNT.step),
    stronger: Math.min(AMOUNT.most, amount + AMOUNT.step),
    blend: BLENDS[(BLENDS.indexOf(blend) + 1) % BLENDS.length],
  };
}

function motionOf(facts) {
  if (!facts.form) return [];
  return [facts.form, ...MOTION.filter((name) => facts[name] !== undefined).map((name) => `${name}=${facts[name]}`)];
}

// Only where they aren't the usual: what everybody sees stays short.
function finishOf(facts) {
  const words = [];
  if (facts.amount && facts.amount !== 100) words.push(`amount=${facts.amount}`);
  if (facts.blend && facts.blend !== "normal") words.push(`blend=${facts.blend}`);
  return words;
}

export function factsView(dream, { open = false } = {}) {
  const { facts } = dream;
  const rows = {
    Code: dream.code && h("code", {}, dream.code),
    Preset: dream.preset,
    Strength: dream.strength,
    Where: facts.mask ? "where it was painted" : PLACES[facts.only],
    Guide: dream.guide && h("a", { href: dream.guide.src, testid: "guide" }, h("img", { src: dream.guide.thumbnail, alt: "The picture that guided it", width: 40, height: 40, loading: "lazy" })),
    Seed: facts.seed,
    Network: facts.network,
    Layers: facts.targets?.join(", "),
    Octaves: facts.octaves && `${facts.octaves} × ${facts.steps} steps, scale ${facts.scale}`,
    Motion: motionOf(facts).join(" ") || null,
    Lasts: facts.duration_seconds ? `${facts.duration_seconds.toFixed(1)} s` : null,
    Finish: finishOf(facts).join(" ") || null,
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
