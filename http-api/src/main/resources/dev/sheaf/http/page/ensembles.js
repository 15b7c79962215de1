import { html, nothing } from "./lit/lit-html.js";
import { repeat } from "./lit/directives/repeat.js";
import { brief, count, percent, plural, rate, ratio, time } from "./format.js";
import { badge, cells, curves, empty, swatch, table } from "./charts.js";

const MOST_POINTS = 240;
const NEWS = 5;

// Losses as they are seen; every second point goes when there are too many.
export class Curves {
  #lines = new Map();

  add(seen) {
    for (const [name, ensemble] of Object.entries(seen.ensembles?.byName ?? {})) {
      for (const member of ensemble.members) {
        const { step, loss } = member.progress ?? {};
        if (loss === undefined) continue;
        const key = `${name}/${member.name}`;
        let points = this.#lines.get(key) ?? [];
        if (points.length && step < points.at(-1)[0]) points = points.filter(([x]) => x < step);
        if (!points.length || step > points.at(-1)[0]) points.push([step, loss]);
        this.#lines.set(key, points.length > MOST_POINTS ? points.filter((_, i) => i % 2) : points);
      }
    }
  }

  of(ensemble, member) {
    return this.#lines.get(`${ensemble}/${member}`) ?? [];
  }
}

const columns = (ensemble, held) => [
  { title: "Member", cell: ([member, i]) => html`${swatch(i)}<strong>${member.name}</strong> <span class="soft">${member.model ?? member.command ?? ""}${member.width ? ` ${member.width}` : ""}</span>` },
  { title: "Doing", cell: ([member]) => html`${badge(member.status)}${member.reason ? html`<span class="soft">${member.reason}</span>` : nothing}` },
  { title: "Slot", cell: ([member]) => (member.progress ? html`${member.progress.device}<span class="soft">${member.progress.node}</span>` : html`<span class="soft">none</span>`) },
  { title: "Epoch", figure: true, cell: ([member]) => (member.progress ? `${Math.min(member.progress.epoch + 1, ensemble.epochs)} of ${ensemble.epochs}` : "–") },
  { title: "Training loss", figure: true, cell: ([member]) => ratio(member.progress?.loss ?? held(member.name)) },
  { title: "Accuracy", figure: true, cell: ([member]) => html`${percent(member.latest?.accuracy)}${member.best ? html`<span class="soft">best ${percent(member.best.accuracy)}</span>` : nothing}` },
  { title: "Images a second", figure: true, cell: ([member]) => html`${rate(member.progress?.imagesPerSecond)}<span class="soft">${member.progress ? `waits ${percent(member.progress.waitShare)}` : ""}</span>` },
];

function one(name, ensemble, lines) {
  const drawn = ensemble.members.map((member) => ({ name: member.name, points: lines.of(name, member.name) }));
  const shape = columns(ensemble, (member) => lines.of(name, member).at(-1)?.[1]);
  const said = drawn.filter(({ points }) => points.length).map((line) => `${line.name} ${ratio(line.points.at(-1)[1])}`).join(", ");
  const board = ensemble.leaderboard;
  return html`<article aria-label=${`ensemble ${name}`}>
    <h3>${name} ${badge(ensemble.phase)}</h3>
    <p class="soft">${ensemble.dataset} · ${plural(ensemble.members.length, "member")} · round ${ensemble.round} · may use ${plural(ensemble.slots, "slot")}</p>
    ${ensemble.reason ? html`<p class="why">${ensemble.reason}</p>` : nothing}
    ${board?.accuracy === undefined ? nothing : html`<p class="verdict">Together <strong>${percent(board.accuracy)}</strong> <span class="soft">right, ${board.combine}, on ${brief(board.samples)} held-out samples</span></p>`}
    ${drawn.some(({ points }) => points.length > 1)
      ? html`<figure>${curves(drawn, `training loss by step; now ${said}`)}<figcaption class="soft">Training loss by step, since this page was opened</figcaption></figure>` : nothing}
    ${table(`Members of ${name}`, shape, ensemble.members.map((member, i) => html`<tr>${cells(shape, [member, i])}</tr>`))}
    ${ensemble.news.length ? html`<ul class="news">${ensemble.news.slice(-NEWS).reverse().map((each) => html`<li><span class="soft">${time(each.atMillis)}</span> ${each.text}</li>`)}</ul>` : nothing}
  </article>`;
}

export function ensembles(seen, lines) {
  const all = Object.entries(seen.ensembles?.byName ?? {});
  const slots = Object.values(seen.cluster?.members ?? {}).reduce((sum, member) => sum + member.slots, 0);
  if (!all.length) {
    return slots
      ? empty(`${plural(slots, "slot")} ${slots === 1 ? "waits" : "wait"} for members to train. Describe an ensemble in a file and run it:`, "./sheaf ensemble run ensemble.yaml")
      : empty("No node has slots to train on. Start one with some, then run an ensemble:", "./sheaf serve --set gpu.slots=2", "./sheaf ensemble run ensemble.yaml");
  }
  return html`<p class="soft">${plural(slots, "slot")} in the cluster</p>${repeat(all, ([name]) => name, ([name, ensemble]) => one(name, ensemble, lines))}`;
}
