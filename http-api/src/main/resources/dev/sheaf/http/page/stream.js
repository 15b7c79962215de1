// Follows /v1/events: a snapshot, then merge patches (RFC 7396). Comes back by itself when it is cut off.
const SILENCE_MS = 30_000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15_000;
const HIDDEN_MS = 60_000;
const TOKEN = "sheaf-token";

const plain = () => Object.create(null);
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

export function merge(target, patch) {
  const into = isObject(target) ? target : plain();
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete into[name];
    else into[name] = isObject(value) ? merge(into[name], value) : value;
  }
  return into;
}

// Calls tell with each event's type and data, until the stream ends.
export async function read(body, heard, tell) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const event = { type: "message", data: "" };
      for (const line of block.split("\n")) {
        if (line.startsWith("event: ")) event.type = line.slice(7);
        else if (line.startsWith("data: ")) event.data += line.slice(6);
      }
      if (event.data) tell(event.type, JSON.parse(event.data));
    }
  }
}

export class Stream {
  #tell;
  #say;
  #cut = new AbortController();
  #wake = () => {};

  // Say is called with connecting, live, lost, paused or token, and a text.
  constructor(tell, say) {
    this.#tell = tell;
    this.#say = say;
    let hidden;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(hidden);
      if (document.hidden) hidden = setTimeout(() => this.#cut.abort("hidden"), HIDDEN_MS);
      else this.#wake();
    });
    addEventListener("online", () => this.#wake());
  }

  use(token) {
    sessionStorage.setItem(TOKEN, token);
    this.#wake();
  }

  async run() {
    for (let pause = FIRST_RETRY_MS; ; ) {
      const outcome = await this.#once();
      if (outcome.heard) pause = FIRST_RETRY_MS;
      this.#say(outcome.state, outcome.text);
      await this.#rest(outcome.state === "token" || outcome.state === "paused" ? undefined : pause);
      pause = Math.min(LAST_RETRY_MS, pause * 2);
    }
  }

  // Waits, or until somebody has reason to believe that it will work now.
  #rest(ms) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (ms !== undefined) setTimeout(resolve, ms * (0.75 + Math.random() / 2));
    });
  }

  async #once() {
    if (document.hidden && this.#cut.signal.reason === "hidden") return { state: "paused", text: "" };
    this.#cut = new AbortController();
    let heard = false;
    let silence;
    const hear = () => {
      clearTimeout(silence);
      silence = setTimeout(() => this.#cut.abort("silence"), SILENCE_MS);
    };
    try {
      hear();
      const token = sessionStorage.getItem(TOKEN);
      const headers = { Accept: "text/event-stream", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
      const reply = await fetch("/v1/events", { headers, signal: this.#cut.signal, cache: "no-store" });
      if (reply.status === 401 || reply.status === 403) {
        return { state: "token", text: token ? "The server does not take this token." : "The server asks for a token." };
      }
      if (!reply.ok) return { state: "lost", text: (await reply.json()).detail };
      await read(reply.body, hear, (type, data) => {
        heard = true;
        this.#tell(type, data);
      });
      return { state: "lost", text: "The node has ended the stream.", heard };
    } catch {
      const hidden = this.#cut.signal.reason === "hidden";
      return { state: hidden ? "paused" : "lost", text: hidden ? "" : "The node does not answer.", heard };
    } finally {
      clearTimeout(silence);
    }
  }
}
