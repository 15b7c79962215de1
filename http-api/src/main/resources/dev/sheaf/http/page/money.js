import { html } from "./lit/lit-html.js";
import { repeat } from "./lit/directives/repeat.js";
import { money as dollars } from "./format.js";
import { cells, empty, table, tall } from "./charts.js";
import { costOf } from "./rates.js";
import { byState } from "./jobs.js";

const HOUR = 3600;
const LATELY_MS = 5 * 60_000;

const perEpoch = (job) => (job.delivered && job.samples ? (costOf(job) / job.delivered) * job.samples : undefined);

export function money(seen, rates) {
  const all = Object.entries(seen.jobs?.byName ?? {}).filter(([, job]) => job.cost).sort(byState);
  const bill = seen.tiers.lambda?.costMicroUsd ?? 0;
  if (!all.some(([, job]) => costOf(job) > 0) && !bill) {
    return empty("Nothing has cost anything so far: files of this machine are free, and no function has run. Prices of an origin are settings; the planner compares them before anyone pays:", "./sheaf config show", "./sheaf plan --samples 1281167 --sample-bytes 110KB --jobs 4");
  }
  const hourly = (name) => {
    const second = rates.perSecond(name, LATELY_MS);
    return second === undefined ? undefined : second * HOUR;
  };
  const columns = [
    { title: "Job", cell: ([name, job]) => html`<strong>${name}</strong> <span class="soft">${job.dataset}</span>` },
    { title: "An hour, now", figure: true, cell: ([name, job]) => dollars(job.phase === "running" ? hourly(`${name}/cost`) : 0) },
    { title: "An epoch", figure: true, cell: ([, job]) => dollars(perEpoch(job)) },
    { title: "So far", figure: true, cell: ([, job]) => dollars(costOf(job)) },
    { title: "Origin", figure: true, cell: ([, job]) => dollars(job.cost.originMicroUsd) },
    { title: "Functions", figure: true, cell: ([, job]) => dollars(job.cost.lambdaMicroUsd) },
  ];
  const total = all.reduce((sum, [, job]) => sum + costOf(job), 0);
  return html`
    <p class="verdict"><strong>${dollars(hourly("cost"))}</strong> <span class="soft">an hour as of the last 5 minutes ·</span> <strong>${dollars(total)}</strong> <span class="soft">so far, all jobs</span></p>
    ${tall(all.length, "What jobs cost", table("What jobs cost", columns, repeat(all, ([name]) => name, (row) => html`<tr>${cells(columns, row)}</tr>`)))}
    ${bill ? html`<p class="soft">The functions of this node cost ${dollars(bill)} since it was started; ${dollars(seen.tiers.lambda.unattributedMicroUsd)} of that no job was charged.</p>` : ""}`;
}
