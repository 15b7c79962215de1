import { html, nothing } from "./lit/lit-html.js";
import { count, money, percent, plural, rate, ratio } from "./format.js";
import { bullet, spark } from "./charts.js";

const card = (title, figure, note, picture = nothing) =>
  html`<div class="card"><h3>${title}</h3><p class="big">${figure}</p>${picture}<p class="soft">${note}</p></div>`;

export function summary(seen, rates) {
  const jobs = Object.values(seen.jobs?.byName ?? {});
  const running = jobs.filter((job) => job.phase === "running");
  const counted = running.length ? running : jobs;
  const delivered = sum(counted, (job) => job.delivered);
  const near = sum(counted, (job) => job.hits.memory + job.hits.disk + job.hits.lambda);
  const reads = delivered ? sum(counted, (job) => job.originReads ?? 0) / delivered : undefined;
  const bound = delivered ? sum(counted, (job) => (job.bound ?? 0) * job.delivered) / delivered : undefined;
  const waited = rates.perSecond("waited", 60_000);
  const stall = waited === undefined || !running.length ? undefined : Math.min(1, waited / running.length);
  const hourly = rates.perSecond("cost", 5 * 60_000);
  const members = Object.keys(seen.cluster?.members ?? {}).length;
  return html`
    ${card("Jobs", html`${count(running.length)} <small>running</small>`, `${plural(jobs.length - running.length, "job")} ended · ${plural(members, "node")}`)}
    ${card("Samples a second", rate(rates.perSecond("delivered")), "delivered to all jobs, last 10 s", spark(rates.series("delivered"), "samples a second, lately"))}
    ${card("Hit ratio", percent(delivered ? near / delivered : undefined), "of samples came from memory, disk or functions")}
    ${card("Origin reads", ratio(reads), html`a sample; the bound is ${ratio(bound)}`,
      reads === undefined ? nothing : bullet(reads, bound, `${ratio(reads)} reads a sample, the bound is ${ratio(bound)}`))}
    ${card("Stall", percent(stall), running.length ? "of the last minute, a mean of running jobs" : "no job runs")}
    ${card("Money an hour", money(hourly === undefined ? undefined : hourly * 3600), "origin and functions, as of the last 5 min")}`;
}

const sum = (list, figure) => list.reduce((total, each) => total + figure(each), 0);
