import { html } from "./lit/lit-html.js";
import { repeat } from "./lit/directives/repeat.js";
import { bytes, count } from "./format.js";
import { cells, empty, table } from "./charts.js";

const columns = [
  { title: "Dataset", cell: ([name, of]) => html`<strong>${name}</strong><span class="soft long">${of.uri}</span>` },
  { title: "Format", cell: ([, of]) => of.format },
  { title: "Samples", figure: true, cell: ([, of]) => count(of.samples) },
  { title: "Classes", figure: true, cell: ([, of]) => count(of.classes) },
  { title: "Packages", figure: true, cell: ([, of]) => count(of.packages) },
  { title: "Size", figure: true, cell: ([, of]) => bytes(of.bytes) },
  { title: "Note", cell: ([, of]) => html`<span class="soft">${of.note || "–"}</span>` },
];

export function datasets(seen) {
  const all = Object.entries(seen.datasets?.byName ?? {}).sort(([one], [other]) => one.localeCompare(other));
  if (!all.length) {
    return empty("Nothing is registered. A folder of class folders, a tar or a bucket will do:", "./sheaf dataset add NAME file:///path/to/images", "./sheaf dataset add NAME s3://bucket/prefix");
  }
  return html`${table("Datasets, by name", columns, repeat(all, ([name]) => name, (row) => html`<tr>${cells(columns, row)}</tr>`))}
    ${seen.datasets.more ? html`<p class="soft">More than are shown here: GET /v1/datasets lists them all.</p>` : ""}`;
}
