// Sums of a report, put together by whatever they are apart by.

import { pico } from '../money.js';

/** What sums can be apart by, beside tags. */
export const GROUPS = {
  provider: 'Provider',
  model: 'Model',
  window: 'Price window',
  route: 'Route',
  team: 'Team',
  key: 'Key',
};

/** How many groups have a colour of their own. */
export const SERIES = 8;

/** The group of a row of the report. */
export function groupOf(row, by) {
  return row[by] ?? (by === 'window' ? 'no price' : '(none)');
}

/** The sums of each group, the dearest first. */
export function grouped(data, by) {
  const groups = new Map();
  for (const row of data) {
    const name = groupOf(row, by);
    const group = groups.get(name) ?? { name, cost: 0n, saved: 0n, requests: 0, input: 0, output: 0 };
    group.cost += pico(row.cost_usd);
    group.saved += pico(row.saved_usd) + pico(row.saved_by_cache_usd);
    group.requests += row.requests;
    group.input += row.usage.input ?? 0;
    group.output += row.usage.output ?? 0;
    groups.set(name, group);
  }
  return [...groups.values()].sort((one, other) =>
    one.cost < other.cost ? 1 : one.cost > other.cost ? -1 : other.requests - one.requests,
  );
}

/** What has a colour of its own; what is left is told as one. */
export function shown(groups) {
  return groups.length <= SERIES
    ? groups
    : [...groups.slice(0, SERIES - 1), { name: `${groups.length - SERIES + 1} others` }];
}
