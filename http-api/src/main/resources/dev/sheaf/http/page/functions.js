import { html, svg } from "./lit/lit-html.js";
import { bytes, count, plural } from "./format.js";
import { empty } from "./charts.js";

// Letter on the wire, what it is called, what that means.
const STATES = [
  ["a", "awake", "runs and answers"],
  ["r", "resting", "frozen between runs, keeps its chunks"],
  ["s", "starting", "is being invoked"],
  ["u", "suspect", "did not answer in time"],
  ["d", "draining", "takes nothing new"],
  ["l", "lost", "its environment is gone"],
  ["-", "absent", "not invoked yet"],
];
const FEW = 400;

function grid(states) {
  const few = states.length <= FEW;
  const side = few ? 22 : 9;
  const columns = few ? 25 : 64;
  const rows = Math.ceil(states.length / columns);
  const kind = Object.fromEntries(STATES.map(([letter, name]) => [letter, name]));
  const across = Math.min(columns, states.length);
  return html`<svg class=${few ? "fleet few" : "fleet"} role="img" aria-label=${`${plural(states.length, "function")}; the list has how many are in which state`}
    viewBox="0 0 ${across * side} ${rows * side}" width=${across * side}>
    ${[...states].map((letter, i) => {
      const [x, y] = [(i % columns) * side, Math.floor(i / columns) * side];
      return svg`<g class=${`fn is-${kind[letter]}`}><title>function ${i}: ${kind[letter]}</title><rect x=${x + 1} y=${y + 1} width=${side - 2} height=${side - 2} rx="3"></rect>
        ${few ? svg`<text x=${x + side / 2} y=${y + side / 2 + 4} text-anchor="middle">${letter === "-" ? "·" : letter.toUpperCase()}</text>` : ""}</g>`;
    })}</svg>`;
}

export function functions(seen) {
  const of = seen.functions;
  if (!of.on) {
    return empty("There is no Lambda tier on this node. Try one of real processes on this machine, or one in AWS:", "./sheaf serve --set lambda.mode=local --set lambda.nodes=12", "./sheaf lambda deploy --dry-run");
  }
  const numbers = Object.fromEntries(STATES.map(([letter]) => [letter, of.states.split(letter).length - 1]));
  return html`<div class="beside">
    <div class="scroll">${grid(of.states)}</div>
    <ul class="legend">${STATES.filter(([letter]) => numbers[letter]).map(([letter, name, means]) =>
      html`<li><span class=${`key is-${name}`} aria-hidden="true">${letter === "-" ? "·" : letter.toUpperCase()}</span><strong>${count(numbers[letter])}</strong> ${name} <span class="soft">${means}</span></li>`)}
      <li class="soft">${plural(of.chunks, "chunk")}, ${bytes(of.usedBytes)} in all</li></ul></div>`;
}
