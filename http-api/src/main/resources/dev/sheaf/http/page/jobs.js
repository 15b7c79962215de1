import { html, nothing } from "./lit/lit-html.js";
import { repeat } from "./lit/directives/repeat.js";
import { brief, bytes, count, money, percent, plural, rate, ratio, seconds } from "./format.js";
import { badge, bullet, cells, empty, spark, stack, table, tall } from "./charts.js";
import { costOf } from "./rates.js";

const MANY = 12;
const TIERS = ["memory", "disk", "lambda"];
const NAMES = { memory: "memory", disk: "disk", lambda: "functions" };

export const byState = ([oneName, one], [otherName, other]) =>
  (other.phase === "running") - (one.phase === "running") || oneName.localeCompare(otherName);

export const share = (job) =>
  job.phase === "finished" ? 1 : job.samples ? Math.min(1, job.delivered / (job.samples * job.epochs)) : 0;

function served(job) {
  const parts = TIERS.map((tier) => [tier, job.delivered ? job.hits[tier] / job.delivered : 0, NAMES[tier]]);
  const hit = parts.reduce((sum, [, part]) => sum + part, 0);
  const words = parts.filter(([, part]) => part > 0).map(([, part, name]) => `${name} ${percent(part)}`);
  const said = [...words, `origin ${percent(1 - hit)}`].join(", ");
  return job.delivered
    ? html`<span class="value">${percent(hit)} hit</span>${stack([...parts, ["origin", Math.max(0, 1 - hit), "origin"]], said)}<span class="soft">${said}</span>`
    : html`<span class="soft">nothing yet</span>`;
}

function reads(job) {
  if (job.bound === undefined || !job.delivered) return html`<span class="soft">–</span>`;
  const said = `${ratio(job.originReadsPerSample)} reads a sample, bound ${ratio(job.bound)}`;
  return html`<span class="value">${ratio(job.originReadsPerSample)}</span>${bullet(job.originReadsPerSample, job.bound, said)}<span class="soft">bound ${ratio(job.bound)}</span>`;
}

function stall(job, name, rates) {
  const now = job.phase === "running" ? rates.perSecond(`${name}/waited`, 60_000) : undefined;
  return html`<span class="value">${now === undefined ? seconds(job.stallSeconds) : percent(Math.min(1, now))}</span>
    <span class="soft">${now === undefined ? "in all" : `last min · ${seconds(job.stallSeconds)} in all`}</span>`;
}

function columns(rates, ui) {
  return [
    { title: "Job", cell: ([name, job]) => html`<button type="button" class="name" aria-expanded=${ui.open.has(name)} @click=${() => ui.toggle(name)}>${name}</button>
      <span class="soft">${job.dataset} · ${job.contract}</span>` },
    { title: "State", cell: ([, job]) => html`${badge(job.phase)}` },
    { title: "Progress", cell: ([name, job]) => html`<span class="value">${percent(share(job))}</span>
      <progress max="1" value=${share(job)} aria-label=${`progress of ${name}`}></progress>
      <span class="soft">epoch ${Math.min(job.epoch + 1, job.epochs)} of ${job.epochs}</span>` },
    { title: "Samples a second", cell: ([name, job]) => html`<span class="value">${job.phase === "running" ? rate(rates.perSecond(`${name}/delivered`)) : "–"}</span>
      ${job.phase === "running" ? spark(rates.series(`${name}/delivered`), `samples a second of ${name}, lately`) : nothing}
      <span class="soft">${brief(job.delivered)} in all</span>` },
    { title: "Origin reads a sample", cell: ([, job]) => reads(job) },
    { title: "Served from", cell: ([, job]) => served(job) },
    { title: "Stall", cell: ([name, job]) => stall(job, name, rates) },
  ];
}

const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const details = (job, width) => html`<tr class="details"><td colspan=${width}>
  ${job.reason ? html`<p class="why">${job.reason}</p>` : nothing}
  <dl>
    ${fact("Batch", `${count(job.batchSize)} × ${plural(job.ranks, "rank")}`)}
    ${fact("Step", `${count(job.step)} of epoch ${job.epoch + 1}`)}
    ${fact("Generation", count(job.generation))}
    ${fact("Seed", String(job.seed))}
    ${fact("Samples an epoch", count(job.samples))}
    ${fact("Delivered", count(job.delivered))}
    ${fact("Duplicates", count(job.duplicates))}
    ${fact("Missing", count(job.missing))}
    ${fact("Read at the origin", `${count(job.originReads)} samples`)}
    ${fact("GETs", count(job.originGets))}
    ${fact("Bytes from there", bytes(job.originBytes))}
    ${fact("After the first epoch", `${ratio(job.originReadsPerSampleSteady)}, bound ${ratio(job.boundSteady)}`)}
    ${fact("Efficiency", percent(job.efficiency))}
    ${fact("Cache holds", `${percent(job.cacheFraction)} of the dataset`)}
    ${fact("Shared by", plural(job.jobs ?? 1, "job"))}
    ${fact("Cost", money(costOf(job)))}
  </dl></td></tr>`;

export function jobs(seen, rates, ui) {
  const all = Object.entries(seen.jobs?.byName ?? {}).sort(byState);
  if (!all.length) {
    return Object.keys(seen.datasets?.byName ?? {}).length
      ? empty("No job has been submitted yet. Describe one in a file and run it:", "./sheaf job run job.yaml")
      : empty("There is nothing to train on yet. Register a folder of images, then run a job:", "./sheaf dataset add NAME file:///path/to/images", "./sheaf job run job.yaml");
  }
  const wanted = all.filter(([name, job]) => `${name} ${job.dataset} ${job.phase}`.includes(ui.filter));
  const shape = columns(rates, ui);
  const rows = repeat(wanted, ([name]) => name, (row) =>
    html`<tr>${cells(shape, row)}</tr>${ui.open.has(row[0]) ? details(row[1], shape.length) : nothing}`);
  return html`
    ${all.length > MANY ? html`<label class="filter">Filter <input type="search" placeholder="name, dataset or state" @input=${(event) => ui.narrow(event.target.value)}> <span class="soft">${plural(wanted.length, "job")} of ${count(all.length)}</span></label>` : nothing}
    ${tall(wanted.length, "Jobs, those that run first", table("Jobs, those that run first", shape, rows))}
    ${seen.jobs.more ? html`<p class="soft">More jobs than are shown here: GET /v1/jobs lists them all.</p>` : nothing}`;
}
