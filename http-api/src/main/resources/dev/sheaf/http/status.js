// Shows what GET /v1/jobs, /v1/datasets and /v1/cluster say, every two seconds while the page is seen.
const PERIOD_MS = 2000;
const SHOWN_JOBS = 50;

const count = (value) => value.toLocaleString("en");
const ratio = (value) => value.toFixed(3);

function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toFixed(unit ? 1 : 0)} ${units[unit]}`;
}

async function get(path) {
  const reply = await fetch(path, { headers: { Accept: "application/json" } });
  const body = await reply.json();
  if (!reply.ok) throw new Error(body.detail);
  return body;
}

// Columns are [title, text of a row, true when it is a figure]; text nodes only, so nothing is run.
function table(place, columns, rows) {
  const made = document.createElement("table");
  const line = (cells, kind) => {
    const row = made.insertRow();
    cells.forEach((text, i) => {
      const cell = document.createElement(kind);
      cell.textContent = text;
      if (columns[i][2]) cell.className = "figure";
      row.append(cell);
    });
  };
  line(columns.map(([title]) => title), "th");
  rows.forEach((row) => line(columns.map(([, text]) => text(row)), "td"));
  const empty = document.createElement("p");
  empty.textContent = "none";
  document.getElementById(place).replaceChildren(rows.length ? made : empty);
}

async function withMetrics(job) {
  try {
    return { ...job, metrics: await get(`/v1/jobs/${encodeURIComponent(job.name)}/metrics`) };
  } catch {
    return job;
  }
}

const figure = (name, show) => (job) => (job.metrics ? show(job.metrics[name]) : "–");

async function show() {
  const [jobs, datasets, cluster] = await Promise.all([
    get(`/v1/jobs?limit=${SHOWN_JOBS}`), get("/v1/datasets"), get("/v1/cluster")]);
  table("jobs", [
    ["name", (j) => j.name], ["phase", (j) => j.phase], ["dataset", (j) => j.dataset],
    ["epoch", (j) => `${Math.min(j.epoch + 1, j.epochs)} of ${j.epochs}`, true],
    ["step", (j) => count(j.step), true], ["delivered", (j) => count(j.delivered), true],
    ["origin reads/sample", figure("originReadsPerSample", ratio), true],
    ["bound", figure("bound", ratio), true], ["stall s", figure("stallSeconds", ratio), true],
  ], await Promise.all(jobs.jobs.map(withMetrics)));
  table("datasets", [
    ["name", (d) => d.name], ["format", (d) => d.format], ["samples", (d) => count(d.samples), true],
    ["packages", (d) => count(d.packages), true], ["size", (d) => bytes(d.bytes), true], ["note", (d) => d.note],
  ], datasets.datasets);
  table("members", [
    ["node", (m) => m.id], ["roles", (m) => m.roles.join(", ")], ["API", (m) => m.apiAddress],
    ["data port", (m) => m.dataAddress], ["cache", (m) => bytes(m.cacheBytes), true],
  ], cluster.members);
}

async function tick() {
  const state = document.getElementById("state");
  try {
    if (!document.hidden) {
      await show();
      state.textContent = `as of ${new Date().toLocaleTimeString()}`;
    }
  } catch (failure) {
    state.textContent = `no answer: ${failure.message}`;
  }
  setTimeout(tick, PERIOD_MS);
}

tick();
