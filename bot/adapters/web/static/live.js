// Keeps a WebSocket to the room and hands on what it says; comes back by itself, missing nothing.

const SILENCE_MS = 50_000;
const LONGEST_WAIT_MS = 10_000;

export class Live extends EventTarget {
  #revision = 0;
  #failures = 0;
  #socket;
  #watchdog;
  #retry;

  start() {
    this.#connect();
    // A laptop that wakes up should not wait for a timer to notice that its connection is gone.
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
    // One that still connects would complain in the console of being closed; it ends with the page.
    addEventListener("pagehide", () => this.#socket.readyState === WebSocket.OPEN && this.#socket.close());
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/live?since=${this.#revision}`);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#hear(JSON.parse(data)));
    socket.addEventListener("close", () => socket === this.#socket && this.#lose());
    this.#watch();
  }

  #hear(message) {
    this.#watch();
    if (message.type === "hello") {
      this.#failures = 0;
      if (message.anew) this.#revision = 0;
      this.#tell("connection", { connected: true });
    }
    const changes = message.type === "removed" ? [message] : message.posts ?? (message.post ? [message.post] : []);
    for (const { revision } of changes) this.#revision = Math.max(this.#revision, revision);
    this.#tell(message.type, message);
  }

  #lose() {
    clearTimeout(this.#watchdog);
    this.#tell("connection", { connected: false });
    const wait = Math.min(LONGEST_WAIT_MS, 400 * 2 ** this.#failures++) * (0.75 + Math.random() / 2);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #hurry() {
    if (this.#socket.readyState <= WebSocket.OPEN) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  #watch() {
    clearTimeout(this.#watchdog);
    const socket = this.#socket;
    this.#watchdog = setTimeout(() => {
      if (socket !== this.#socket) return;
      this.#socket = { readyState: WebSocket.CLOSED, close() {} };
      socket.close();
      this.#lose();
    }, SILENCE_MS);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
