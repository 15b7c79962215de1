import { html } from "./lit/lit-html.js";
import { brief, bytes, count, percent, plural, rate } from "./format.js";
import { cells, spark, stack, table } from "./charts.js";

const NAMES = { memory: "Memory", disk: "Disk", lambda: "Functions", origin: "Origin" };

function fill(seen, tier) {
  const of = seen.tiers[tier];
  if (tier === "memory" || tier === "disk") {
    if (!of.capacityBytes) {
      return html`<span class="value">off</span><span class="soft">${tier === "disk" ? "sheaf.cache.disk gives it room" : "this node caches nothing"}</span>`;
    }
    const part = of.usedBytes / of.capacityBytes;
    return html`<span class="value">${percent(part)}</span>${stack([[tier, part, "in use"]], `${percent(part)} in use`)}
      <span class="soft">${bytes(of.usedBytes)} of ${bytes(of.capacityBytes)}, this node</span>`;
  }
  if (tier === "lambda") {
    return seen.functions.on
      ? html`<span class="value">${bytes(seen.functions.usedBytes)}</span><span class="soft">${plural(seen.functions.chunks, "chunk")} in ${plural(seen.functions.states.length, "function")}</span>`
      : html`<span class="value">off</span><span class="soft">sheaf.lambda.mode turns it on</span>`;
  }
  return html`<span class="value">∞</span><span class="soft">what is registered</span>`;
}

function work(seen, tier) {
  const of = seen.tiers[tier];
  if (tier === "origin") return html`${plural(of.gets, "GET")}, ${bytes(of.bytes)}<span class="soft">${of.throttles ? plural(of.throttles, "request to slow down", "requests to slow down") : "never throttled"}</span>`;
  if (tier === "lambda") return html`${plural(of.invocations ?? 0, "run")}, ${plural(of.coldStarts ?? 0, "cold start")}<span class="soft">${plural(of.chunksLost ?? 0, "chunk")} lost, ${count(of.chunksRepaired ?? 0)} repaired</span>`;
  if (tier === "disk") return html`${plural(of.errors ?? 0, "fault")}`;
  return html`<span class="soft">–</span>`;
}

export function tiers(seen, rates) {
  const total = rates.perSecond("delivered");
  const columns = [
    { title: "Tier", cell: (tier) => html`<span class="tier"><span class=${`swatch ${tier}`} aria-hidden="true"></span>${NAMES[tier]}</span>` },
    { title: "Fill", cell: (tier) => fill(seen, tier) },
    { title: "Samples a second, all jobs", cell: (tier) => html`<span class="value">${rate(rates.perSecond(tier))}</span>${spark(rates.series(tier), `samples a second from ${tier}, lately`)}
      <span class="soft">${percent(total ? rates.perSecond(tier) / total : undefined)} of all</span>` },
    { title: "Served by this node", cell: (tier) => html`${brief(seen.tiers[tier].samples)} <span class="soft">samples</span>` },
    { title: "Its work, this node", cell: (tier) => work(seen, tier) },
  ];
  return table("Tiers, fastest first", columns, Object.keys(NAMES).map((tier) => html`<tr>${cells(columns, tier)}</tr>`));
}
