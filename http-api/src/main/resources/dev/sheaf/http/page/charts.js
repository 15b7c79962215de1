// Small pictures of figures. Each has a text that says the same.
import { html, svg, nothing } from "./lit/lit-html.js";
import { percent } from "./format.js";

const W = 100;
const H = 28;
const round = (value) => Math.round(value * 10) / 10;

const path = (points) => points.map(([x, y], i) => `${i ? "L" : "M"}${round(x)} ${round(y)}`).join("");

// A line of what happened lately.
export function spark(values, label) {
  if (values.length < 2) return html`<svg class="spark" aria-hidden="true" viewBox="0 0 ${W} ${H}" preserveAspectRatio="none"><path class="none" d=${`M0 ${H - 2}H${W}`}></path></svg>`;
  const top = Math.max(...values) || 1;
  const at = values.map((value, i) => [(i / (values.length - 1)) * W, H - 2 - (value / top) * (H - 5)]);
  return html`<svg class="spark" role="img" aria-label=${label} viewBox="0 0 ${W} ${H}" preserveAspectRatio="none">
    <path class="area" d=${`${path(at)}L${W} ${H}L0 ${H}Z`}></path><path class="line" d=${path(at)}></path></svg>`;
}

// Parts of a whole, each [class, share 0..1, name].
export function stack(parts, label) {
  let x = 0;
  return html`<svg class="stack" role="img" aria-label=${label} viewBox="0 0 100 8" preserveAspectRatio="none">
    <rect class="ground" width="100" height="8"></rect>
    ${parts.filter(([, share]) => share > 0).map(([kind, share, name]) => {
      const from = x;
      x += share * 100;
      return svg`<rect class=${`fill ${kind}`} x=${from} width=${Math.min(100 - from, share * 100)} height="8"><title>${name} ${percent(share)}</title></rect>`;
    })}</svg>`;
}

// A value against the bound that nothing can go below; the scale is 0..1 read a sample.
export function bullet(value, bound, label) {
  const scale = Math.max(1, value, bound);
  return html`<svg class="bullet" role="img" aria-label=${label} viewBox="0 0 100 12" preserveAspectRatio="none">
    <rect class="ground" y="3" width="100" height="6"></rect>
    <rect class="fill origin" y="3" width=${(value / scale) * 100} height="6"></rect>
    <rect class="bound" x=${Math.min(99, (bound / scale) * 100)} width="1" height="12"></rect></svg>`;
}

const LINES = 8;

// Lines over the same axes; each {name, points: [[x, y]]}.
export function curves(lines, label, width = 560, height = 190) {
  const all = lines.flatMap((line) => line.points);
  if (all.length < 2) return nothing;
  const [left, bottom, head] = [46, 24, 10];
  const xs = all.map(([x]) => x);
  const ys = all.map(([, y]) => y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(0, ...ys), Math.max(...ys) || 1];
  const sx = (x) => left + ((x - x0) / (x1 - x0 || 1)) * (width - left - 12);
  const sy = (y) => height - bottom - ((y - y0) / (y1 - y0 || 1)) * (height - bottom - head);
  const ticks = [0, 0.5, 1].map((share) => y0 + share * (y1 - y0));
  return html`<svg class="curves" role="img" aria-label=${label} viewBox="0 0 ${width} ${height}">
    ${ticks.map((y) => svg`<line class="grid" x1=${left} x2=${width - 12} y1=${sy(y)} y2=${sy(y)}></line><text x=${left - 8} y=${sy(y) + 4} text-anchor="end">${y.toFixed(2)}</text>`)}
    <text x=${left} y=${height - 6}>step ${Math.round(x0)}</text>
    <text x=${width - 12} y=${height - 6} text-anchor="end">step ${Math.round(x1)}</text>
    ${lines.map((line, i) => svg`<path class=${`line c${i % LINES}`} d=${path(line.points.map(([x, y]) => [sx(x), sy(y)]))}><title>${line.name}</title></path>`)}
  </svg>`;
}

// The same colour again, beside a name.
export const swatch = (i) => html`<span class=${`swatch c${i % LINES}`} aria-hidden="true"></span>`;

// A table that becomes a list of cards on a narrow screen. Columns are {title, cell, figure?}; the first names the row.
export function table(caption, columns, rows) {
  return html`<table><caption class="unseen">${caption}</caption>
    <thead><tr>${columns.map((column) => html`<th scope="col" class=${column.figure ? "figure" : ""}>${column.title}</th>`)}</tr></thead>
    <tbody>${rows}</tbody></table>`;
}

export const cells = (columns, row) =>
  columns.map((column, i) =>
    i === 0
      ? html`<th scope="row">${column.cell(row)}</th>`
      : html`<td data-label=${column.title} class=${column.figure ? "figure" : ""}>${column.cell(row)}</td>`);

const MANY = 10;

// A table of many rows scrolls by itself; by keyboard, too.
export const tall = (rows, label, content) =>
  rows > MANY ? html`<div class="tall" role="region" tabindex="0" aria-label=${label}>${content}</div>` : content;

// Nothing is there yet: why, and what to type.
export const empty = (text, ...commands) =>
  html`<div class="empty"><p>${text}</p>${commands.map((command) => html`<code>${command}</code>`)}</div>`;

export const badge = (word) => html`<span class=${`badge is-${word}`}>${word}</span>`;
