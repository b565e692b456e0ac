// Instants in UTC and in the reader's zone.

/** The reader's zone. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Whether the reader lives by UTC anyway. */
export const IN_UTC = ['UTC', 'Etc/UTC', 'Etc/GMT', 'GMT'].includes(ZONE);

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const formats = new Map();

/** Writes an instant in a zone, with the members of Intl.DateTimeFormat that are asked for. */
export function write(instant, zone, options) {
  const name = zone + JSON.stringify(options);
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone, hourCycle: 'h23' }));
  }
  return formats.get(name).format(new Date(instant));
}

const WHOLE = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' };
const SHORT = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' };

/** "24 Nov 2026, 01:00 UTC" */
export function utc(instant) {
  return `${write(instant, 'UTC', WHOLE)} UTC`;
}

/** "Tue 24 Nov, 02:00" in the reader's zone, which is UTC for some. */
export function local(instant) {
  return write(instant, ZONE, SHORT) + (IN_UTC ? ' UTC' : '');
}

/** The hour in both zones: "01:00 UTC, 02:00 here". */
export function bothHours(instant) {
  const time = { hour: '2-digit', minute: '2-digit' };
  const there = `${write(instant, 'UTC', time)} UTC`;
  return IN_UTC ? there : `${there}, ${write(instant, ZONE, time)} here`;
}

/** Day and hour in both zones. */
export function both(instant) {
  const there = `${write(instant, 'UTC', SHORT)} UTC`;
  if (IN_UTC) {
    return there;
  }
  const day = { day: 'numeric', month: 'short' };
  const sameDay = write(instant, 'UTC', day) === write(instant, ZONE, day);
  return `${there} (${write(instant, ZONE, sameDay ? { hour: '2-digit', minute: '2-digit' } : SHORT)} here)`;
}

/** "24 Nov 2026" in UTC */
export function date(instant) {
  return write(instant, 'UTC', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "01:00:00.123 UTC", the instant to the millisecond. */
export function precise(instant) {
  return `${write(instant, 'UTC', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 })} UTC`;
}

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
export function offset(instant, zone) {
  const parts = write(instant, zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const [, day, month, year, hour, minute, second] = /(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)/.exec(parts).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(new Date(instant).getTime() / 1000) * 1000;
}

/** The first instant of a day in a zone; days counts from the day in which the instant lies. */
export function midnight(instant, zone, days = 0) {
  const shifted = new Date(new Date(instant).getTime() + offset(instant, zone));
  const wall = Date.UTC(shifted.getUTCFullYear(), shifted.getUTCMonth(), shifted.getUTCDate() + days);
  const guess = wall - offset(wall, zone);
  return wall - offset(guess, zone);
}

/** "3 h 12 min", "45 s", "2 days 4 h" */
export function duration(milliseconds) {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  const days = Math.floor(hours / 24);
  return `${days} ${days === 1 ? 'day' : 'days'}${hours % 24 ? ` ${hours % 24} h` : ''}`;
}

/** A span that a call took: "310 ms", "2.41 s" */
export function span(milliseconds) {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
}

/** An element with an instant, the other zone in its title. */
export function stamp(instant, text = local(instant)) {
  const time = document.createElement('time');
  time.dateTime = instant;
  time.title = IN_UTC ? utc(instant) : `${utc(instant)}, ${write(instant, ZONE, WHOLE)} here`;
  time.textContent = text;
  return time;
}
