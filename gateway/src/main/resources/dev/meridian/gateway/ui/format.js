// Figures, times and lengths for people.

const NUMBER = new Intl.NumberFormat("en");
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export const count = (number) => NUMBER.format(number);

/** `1 fence`, `2 fences`. */
export const counted = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

/** The time of day, on the clock of this machine. */
export const clock = (time) => CLOCK.format(new Date(time));

/** Day and time, on the clock of this machine. */
export const moment = (time) => DAY.format(new Date(time));

/** A length in metres: `3.2 m`, `250 m`, `1.3 km`. */
export function metres(length) {
  const size = Math.abs(length);
  if (size >= 10_000) return `${NUMBER.format(Math.round(length / 1000))} km`;
  if (size >= 1_000) return `${(length / 1000).toFixed(1)} km`;
  return size < 10 ? `${length.toFixed(1)} m` : `${Math.round(length)} m`;
}

/** A time in seconds: `45 s`, `10 min`, `2 h 5 min`. */
export function seconds(time) {
  const whole = Math.round(time);
  if (whole < 120) return `${whole} s`;
  if (whole < 7_200) return `${Math.round(whole / 60)} min`;
  const minutes = Math.round((whole % 3_600) / 60);
  return `${Math.floor(whole / 3_600)} h${minutes ? ` ${minutes} min` : ""}`;
}

/** A speed in metres per second, as km/h. */
export const speed = (value) => `${(value * 3.6).toFixed(value < 10 ? 1 : 0)} km/h`;

const POINTS = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];

/** Degrees from north: `93° (E)`. */
export const heading = (degrees) =>
  `${Math.round(degrees)}° (${POINTS[Math.round(degrees / 45) % POINTS.length]})`;

/** Longitude and latitude, to the metre. */
export const place = (lon, lat) => `${round(lon, 5)}, ${round(lat, 5)}`;

export function round(value, decimals) {
  const unit = 10 ** decimals;
  return Math.round(value * unit) / unit;
}
