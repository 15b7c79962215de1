// Remembers counters for a few minutes, so that the page can say what happens now.
const KEEP_MS = 5 * 60_000;

export class Rates {
  #points = [];

  forget() {
    this.#points = [];
  }

  // Figures is a Map of counters at a moment.
  add(at, figures) {
    this.#points.push({ at, figures });
    while (this.#points[0].at < at - KEEP_MS) this.#points.shift();
  }

  // Growth in a second, over the last part of what is remembered; undefined while that is not known.
  perSecond(name, windowMs = 10_000) {
    const last = this.#points.at(-1);
    if (!last?.figures.has(name)) return undefined;
    const first = this.#points.find((p) => p.at >= last.at - windowMs && p.figures.has(name));
    const ms = last.at - first.at;
    return ms > 0 ? Math.max(0, last.figures.get(name) - first.figures.get(name)) / (ms / 1000) : undefined;
  }

  // The same as a series, oldest first.
  series(name, most = 60) {
    const points = this.#points.slice(-most - 1);
    const series = [];
    for (let i = 1; i < points.length; i++) {
      const seconds = (points[i].at - points[i - 1].at) / 1000;
      const was = points[i - 1].figures.get(name);
      const is = points[i].figures.get(name);
      if (seconds > 0 && was !== undefined && is !== undefined) series.push(Math.max(0, is - was) / seconds);
    }
    return series;
  }
}

// All that is counted in a snapshot.
export function countersOf(seen) {
  const all = new Map();
  const add = (name, value) => all.set(name, (all.get(name) ?? 0) + (value ?? 0));
  for (const [name, job] of Object.entries(seen.jobs?.byName ?? {})) {
    const hits = job.hits ?? {};
    const near = (hits.memory ?? 0) + (hits.disk ?? 0) + (hits.lambda ?? 0);
    const figures = {
      delivered: job.delivered, waited: job.stallSeconds, cost: costOf(job), originReads: job.originReads, originBytes: job.originBytes,
      memory: hits.memory, disk: hits.disk, lambda: hits.lambda, origin: Math.max(0, job.delivered - near),
    };
    for (const [figure, value] of Object.entries(figures)) {
      add(figure, value);
      add(`${name}/${figure}`, value);
    }
  }
  return all;
}

export const costOf = (job) => (job.cost ? job.cost.originMicroUsd + job.cost.lambdaMicroUsd : 0);
