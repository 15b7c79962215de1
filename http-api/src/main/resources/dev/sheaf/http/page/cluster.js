import { html, nothing, svg } from "./lit/lit-html.js";
import { repeat } from "./lit/directives/repeat.js";
import { bytes, count, percent, plural } from "./format.js";
import { cells, table, tall } from "./charts.js";

const COLUMNS = 32;
const ADDRESS = /^[\w.-]+:\d+$/;
// Far apart for neighbours, however many there are.
const hue = (position) => Math.round((150 + position * 137.508) % 360);
const colour = (position) => (position < 0 ? "var(--line)" : `hsl(${hue(position)} 38% 52%)`);

function map(of, chosen) {
  const rows = Math.ceil(of.owners.length / COLUMNS);
  const owned = new Set(of.owners);
  return html`<svg class="map" role="img" aria-label=${`${count(of.owners.length)} partitions, owned by ${plural(owned.size, "node")}; the table has how many each`} viewBox="0 0 ${COLUMNS * 10} ${rows * 10}">
    ${of.owners.map((position, i) => svg`<rect x=${(i % COLUMNS) * 10 + 0.75} y=${Math.floor(i / COLUMNS) * 10 + 0.75} width="8.5" height="8.5" rx="1.5"
      fill=${colour(position)} class=${chosen && of.order[position] !== chosen ? "dim" : ""}><title>partition ${i}: ${of.order[position] ?? "nobody"}</title></rect>`)}</svg>`;
}

const dot = (position) => html`<svg class="dot" aria-hidden="true" viewBox="0 0 10 10"><rect width="10" height="10" rx="2" fill=${colour(position)}></rect></svg>`;

const link = (address) =>
  ADDRESS.test(address) ? html`<a href=${`http://${address}/`} rel="noreferrer">${address}</a>` : html`${address || "–"}`;

export function cluster(seen, ui) {
  const of = seen.cluster;
  const columns = [
    { title: "Node", cell: (id) => html`${dot(of.order.indexOf(id))}<button type="button" class="name" aria-pressed=${ui.node === id} title="show its partitions" @click=${() => ui.choose(id)}>${id}</button>${id === of.self ? html` <span class="soft">this one</span>` : nothing}` },
    { title: "Roles", cell: (id) => of.members[id].roles.join(", ") },
    { title: "Partitions", figure: true, cell: (id) => html`${count(of.members[id].owned)} <span class="soft">${percent(of.members[id].owned / of.partitions)}</span>` },
    { title: "Cache", figure: true, cell: (id) => bytes(of.members[id].cacheBytes) },
    { title: "Slots", figure: true, cell: (id) => count(of.members[id].slots) },
    { title: "API", cell: (id) => link(of.members[id].apiAddress) },
    { title: "Data port", cell: (id) => of.members[id].dataAddress || "–" },
  ];
  const words = [...(of.waitingFor ?? []).map((each) => `waits for ${each}`), ...(of.degraded ?? [])];
  const owned = of.order.map((id) => of.members[id]).filter((each) => each.roles.includes("cache")).map((each) => each.owned);
  const [least, most] = [Math.min(...owned), Math.max(...owned)];
  const rows = repeat(of.order, (id) => id, (id) => html`<tr>${cells(columns, id)}</tr>`);
  return html`
    ${words.length ? html`<ul class="why">${words.map((each) => html`<li>${each}</li>`)}</ul>` : nothing}
    ${map(of, of.members[ui.node] ? ui.node : undefined)}
    <p class="soft caption">${plural(of.owners.length, "partition")}, ${most === least ? count(most) : `${count(least)} to ${count(most)}`} a cache node. Choose a node to see its own.</p>
    ${tall(of.order.length, "Nodes, by id", table("Nodes, by id", columns, rows))}
    ${of.order.length === 1 ? html`<p class="soft">One node plays all roles. Another joins with <code>./sheaf serve --set cluster.seeds=HOST:PORT</code></p>` : nothing}`;
}
