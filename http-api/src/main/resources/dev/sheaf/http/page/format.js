// How figures are written. What is not known is a dash.
const NONE = "–";
const known = (value) => typeof value === "number" && Number.isFinite(value);

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

export const count = (value) => (known(value) ? whole.format(value) : NONE);

export const brief = (value) =>
  !known(value) ? NONE : Math.abs(value) < 10_000 ? whole.format(value) : short.format(value);

export const rate = (value) =>
  !known(value) ? NONE : value > 0 && value < 10 ? value.toFixed(1) : brief(Math.round(value));

export const ratio = (value) => (known(value) ? value.toFixed(3) : NONE);

export const percent = (value) => {
  if (!known(value)) return NONE;
  const points = value * 100;
  return `${points > 0 && points < 9.95 ? points.toFixed(1) : Math.round(points)}\u00a0%`;
};

export function bytes(value) {
  if (!known(value)) return NONE;
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${unit && value < 100 ? value.toFixed(1) : Math.round(value)}\u00a0${units[unit]}`;
}

export function seconds(value) {
  if (!known(value)) return NONE;
  if (value < 60) return `${value.toFixed(value < 10 ? 1 : 0)}\u00a0s`;
  if (value < 3600) return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
  return `${Math.floor(value / 3600)} h ${Math.round((value % 3600) / 60)} min`;
}

// Micro-dollars as dollars, with as many digits as say something.
export function money(micros) {
  if (!known(micros)) return NONE;
  const dollars = micros / 1e6;
  if (dollars === 0) return "$0";
  if (Math.abs(dollars) >= 0.01) {
    return dollars.toLocaleString("en", { style: "currency", currency: "USD" });
  }
  return `$${dollars.toPrecision(2).replace(/e-(\d+)/, "e−$1")}`;
}

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

export const time = (millis) => new Date(millis).toLocaleTimeString("en-GB");
