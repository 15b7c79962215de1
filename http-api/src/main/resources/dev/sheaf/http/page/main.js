// The page: what the stream tells goes into one tree, and each section shows its part of it.
import { html, render } from "./lit/lit-html.js";
import { Stream, merge } from "./stream.js";
import { Rates, countersOf } from "./rates.js";
import { time } from "./format.js";
import { summary } from "./summary.js";
import { jobs } from "./jobs.js";
import { tiers } from "./tiers.js";
import { cluster } from "./cluster.js";
import { functions } from "./functions.js";
import { Curves, ensembles } from "./ensembles.js";
import { money } from "./money.js";
import { datasets } from "./datasets.js";

const WORDS = { connecting: "Connecting…", live: "Live", lost: "Not connected", paused: "Paused", token: "Locked" };
const place = (id) => document.getElementById(id);
const rates = new Rates();
const lines = new Curves();
let seen;
let node;
let asked = false;

const ui = {
  open: new Set(),
  filter: "",
  node: undefined,
  toggle(name) {
    if (!this.open.delete(name)) this.open.add(name);
    show();
  },
  narrow(text) {
    this.filter = text.trim().toLowerCase();
    show();
  },
  choose(id) {
    this.node = this.node === id ? undefined : id;
    show();
  },
};

const sections = { summary: () => summary(seen, rates), jobs: () => jobs(seen, rates, ui), tiers: () => tiers(seen, rates), cluster: () => cluster(seen, ui), functions: () => functions(seen), ensembles: () => ensembles(seen, lines), money: () => money(seen, rates), datasets: () => datasets(seen) };

// A part that the node has not been able to look at yet is an empty object.
const ready = { summary: () => true, jobs: () => seen.jobs?.byName, tiers: () => seen.tiers?.memory && "on" in seen.functions, cluster: () => seen.cluster?.order, functions: () => "on" in (seen.functions ?? {}), ensembles: () => seen.ensembles?.byName, money: () => seen.tiers?.memory, datasets: () => seen.datasets?.byName };

function show() {
  if (asked || !seen) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    for (const [name, section] of Object.entries(sections)) {
      const body = place(`${name}-body`);
      if (!ready[name]()) continue;
      if (!body.dataset.live) {
        body.replaceChildren();
        body.dataset.live = "yes";
      }
      render(section(), body);
    }
    place("clock").textContent = `as of ${time(seen.at)}${seen.late?.length ? `, ${seen.late.join(" and ")} late` : ""}`;
    place("node").textContent = seen.cluster?.self ?? "";
  });
}

function tell(type, data) {
  seen = type === "snapshot" ? merge(undefined, data) : merge(seen, data);
  if (node !== seen.cluster?.self) rates.forget();
  node = seen.cluster?.self;
  rates.add(seen.at, countersOf(seen));
  lines.add(seen);
  say("live", "");
  show();
}

let said = "connecting";

function say(state, text) {
  if (state === said && state === "live") return;
  said = state;
  place("state").dataset.state = state;
  place("state-text").textContent = WORDS[state];
  const notice = place("notice");
  place("main").classList.toggle("locked", state === "token");
  notice.hidden = state === "live" || state === "paused";
  if (state === "lost") {
    render(html`<p><strong>${text}</strong> ${seen ? `The figures are as of ${time(seen.at)}.` : ""} The page comes back by itself; to see whether the node runs, type <code>./sheaf status</code></p>`, notice);
  } else if (state === "token") {
    render(html`<form @submit=${unlock}><label for="token"><strong>${text}</strong> Paste one with the right to read; it is kept until this tab is closed.</label><input id="token" type="password" autocomplete="off" required><button type="submit">Unlock</button></form>`, notice);
  }
}

function unlock(event) {
  event.preventDefault();
  stream.use(place("token").value.trim());
}

const THEMES = ["system", "light", "dark"];

function theme() {
  const button = place("theme");
  const now = () => document.documentElement.dataset.theme ?? "system";
  const label = () => (button.textContent = `Colours: ${now()}`);
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(now()) + 1) % THEMES.length];
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("sheaf-theme", next);
    } catch {
      // It is for this visit only then.
    }
    label();
  });
  label();
}

theme();
const stream = new Stream(tell, say);
stream.run();
