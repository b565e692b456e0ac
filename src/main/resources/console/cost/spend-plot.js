// Spend over time, stacked by group.

import { svg } from '../dom.js';
import { dollars, pico } from '../money.js';
import { axisDollars, leftAxis, plot, scale, steps } from '../plot.js';
import { DAY, HOUR, write } from '../time.js';
import { GROUPS, groupOf, SERIES, shown } from './groups.js';

const HEIGHT = 240;
const TOP = 10;
const BOTTOM = 24;

/** The plot of a report by day or hour. */
export function bars(data, groups, by, unit, asked, width) {
  const place = new Map(
    groups.map((group, at) => [group.name, groups.length > SERIES ? Math.min(at, SERIES - 1) : at]),
  );
  const length = unit === 'hour' ? HOUR : DAY;
  const begin = Date.parse(asked.from);
  const count = Math.round((Date.parse(asked.to) - begin) / length);
  const slots = Array.from({ length: count }, () => new Map());
  for (const row of data) {
    const slot = slots[Math.floor((Date.parse(row[unit]) - begin) / length)];
    const at = place.get(groupOf(row, by));
    slot?.set(at, (slot.get(at) ?? 0n) + pico(row.cost_usd));
  }
  const totals = slots.map((slot) => [...slot.values()].reduce((all, cost) => all + cost, 0n));
  const values = steps(Math.max(...totals.map(drawn)));
  const left = 8 + 7 * Math.max(...values.map((value) => axisDollars(value).length));
  const y = scale(0, values.at(-1), HEIGHT - BOTTOM, TOP);
  const each = (width - left - 8) / count;
  const every = Math.max(1, Math.ceil((unit === 'hour' ? 44 : 54) / each));
  return plot(
    width,
    HEIGHT,
    `Spend by ${unit}, apart by ${GROUPS[by] ?? by}; the sums are in the table below`,
    leftAxis(values, y, left, width - 8, axisDollars),
    slots.map((slot, at) => {
      const x = left + at * each;
      const when = begin + at * length;
      let level = 0n;
      return [
        [...slot]
          .sort(([one], [other]) => one - other)
          .map(([series, cost]) => {
            const bottom = y(drawn(level));
            level += cost;
            return svg('rect', {
              class: `filled s${series + 1}`,
              x: x + each * 0.14,
              width: Math.max(1, each * 0.72),
              y: y(drawn(level)),
              height: Math.max(0.5, bottom - y(drawn(level))),
            });
          }),
        at % every === 0 &&
          svg(
            'text',
            { x: x + each / 2, y: HEIGHT - 7, 'text-anchor': 'middle' },
            write(
              when,
              'UTC',
              unit === 'hour' ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' },
            ),
          ),
        svg(
          'rect.hit',
          { x, width: each, y: TOP, height: HEIGHT - TOP - BOTTOM },
          svg('title', title(when, unit, slot, shown(groups), totals[at])),
        ),
      ];
    }),
  );
}

function title(when, unit, slot, groups, total) {
  const day = write(when, 'UTC', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(unit === 'hour' && { hour: '2-digit', minute: '2-digit' }),
  });
  return [
    `${day} UTC: ${dollars(total)}`,
    ...[...slot].map(([at, cost]) => `${groups[at]?.name}: ${dollars(cost)}`),
  ].join('\n');
}

/** A figure is only for drawing. */
function drawn(cost) {
  return Number(cost) / 1e12;
}
