import { readPresets } from "./api.js";
import { button, h } from "./dom.js";
import { avatar, BOT, byline } from "./people.js";
import { problemView } from "./problems.js";
import { swatch } from "./swatch.js";

const COMMANDS = [
  ["/dream", "Dreams the newest picture, or the one you post or reply to."],
  ["/dream eyes strength=7", "Chooses what grows, and how strongly: 1 to 10."],
  ["/dream of banana and dumbbell", "Dreams of what you name, out of a thousand things."],
  ["/dream cats+birds", "Follows up to three looks at once; cats:2+birds has more of the first."],
  ["/dream cats#7K2F9QXM4T1", "Dreams by a recipe: its code stands with every dream."],
  ["/dream size=full keep-colours", "Keeps the photo’s own size and colours."],
  ["/dream amount=50 blend=soft-light", "Shows half of the dream, in soft light; also multiply or screen."],
  ["/dream only=background", "Dreams a part of the picture; also subject. “Paint it…” where looks are chosen lets you draw it."],
  ["/dream sheet", "Shows every look at once, each in small."],
  ["/dream still", "Dreams one picture of a GIF or a short video, which moves in its dream otherwise."],
  ["/dream guided", "In a reply with a picture: dreams the other one, made of what yours shows."],
  ["/imagine banana", "Makes a picture of it, out of nothing."],
  ["/zoom speed=2 seconds=6", "Zooms into a dream of the newest picture, without an end."],
  ["/presets", "Shows everything it can dream of."],
  ["/queue", "Says how many dreams wait."],
  ["/cancel", "Ends your newest dream."],
  ["/forget", "Removes everything of yours from the room, at once."],
  ["/settings size=1024 language=de", "Sets what is usual here, for everybody in the room."],
];

// What the bot says to one visitor only. Gone with the next word, or when dismissed.
export class Notes {
  constructor(parent, { onshow }) {
    Object.assign(this, { parent, onshow });
  }

  clear() {
    this.parent.replaceChildren();
  }

  say(text) {
    this.#show([h("p", { class: "words" }, text)], { testid: "answer" });
  }

  explain(problems) {
    this.#show(problems.map((problem) => problemView(problem)), { kind: "problem" });
  }

  help() {
    this.#show([
      h("p", {}, "Post a picture with ", h("code", {}, "/dream"), ", reply to any picture with it, or press “Dream this”. ",
        "You can also just mention ", h("code", {}, "@puppyslug"), "."),
      h("dl", {}, COMMANDS.flatMap(([command, meaning]) => [h("dt", {}, command), h("dd", {}, meaning)])),
    ], { testid: "answer" });
  }

  async presets() {
    const { presets } = await readPresets();
    this.#show([h("ul", { class: "looks" }, presets.map((preset) => h("li", {}, swatch(preset),
      h("span", {}, h("b", {}, preset.title), h("code", {}, `/dream ${preset.name}`), h("small", {}, preset.description)))))], { testid: "answer" });
  }

  #show(content, { kind = "", testid } = {}) {
    this.parent.replaceChildren(h("div", { class: "post note", testid },
      avatar({ id: BOT, name: "Puppyslug" }),
      h("div", { class: "body" },
        byline({ id: BOT, name: "Puppyslug" }),
        h("div", { class: `said ${kind}` }, content,
          button("", { look: "close", kind: "bare dismiss", "aria-label": "Dismiss", onclick: () => this.clear() })),
        h("p", { class: "private" }, "Only you see this."))));
    this.onshow();
  }
}
