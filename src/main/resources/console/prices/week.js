// Seven days of price windows, hour by hour, with the present moment.

import { get } from '../api.js';
import { choice, el, svg } from '../dom.js';
import { plot, responsive } from '../plot.js';
import { rate } from '../money.js';
import { empty, load } from '../states.js';
import { both, DAY, HOUR, IN_UTC, midnight, offset, write, ZONE } from '../time.js';
import { windowLook } from '../words.js';

const DAYS = 7;
const ROW = 26;
const TOP = 36;

let zone = 'UTC';

/** Fills an element with the week of a model. */
export function weekView(element, model) {
  load(
    element,
    async (signal) => {
      const from = midnight(Date.now(), zone);
      const to = midnight(Date.now(), zone, DAYS);
      const { data } = await get(
        'v1/prices/timeline',
        { model, from: new Date(from).toISOString(), to: new Date(to).toISOString() },
        { signal },
      );
      return { data, from };
    },
    ({ data }) => {
      const priced = data.filter((span) => span.window);
      const windows = [...new Map(priced.map((span) => [span.window, span])).values()];
      return [
        el(
          'div.row.spread',
          el('h2', 'The next seven days'),
          !IN_UTC &&
            choice(
              'Days of',
              [
                { value: 'UTC', label: 'UTC' },
                { value: ZONE, label: place(ZONE) },
              ],
              zone,
              (chosen) => {
                zone = chosen;
                weekView(element, model);
              },
              'segments',
            ),
        ),
        windows.length === 0
          ? empty('No price', 'The price list has none for these days.')
          : data.length === 1
            ? el('p.quiet', 'One price at every hour of these days.')
            : [responsive((width) => weekPlot(data, width)), legend(windows), words(data)],
      ];
    },
    { lines: 7 },
  );
}

function place(name) {
  return name.slice(name.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

function legend(windows) {
  return el(
    'ul.legend.windows',
    windows.map((span) =>
      el(
        'li',
        { class: `w-${windowLook(span.window)}` },
        `${span.window}: ${rate(span.per_million.input)} in, ${rate(span.per_million.output)} out`,
      ),
    ),
  );
}

/** The same in words, which needs no eyes. */
function words(data) {
  return el(
    'details.small',
    el('summary', 'As a list'),
    el(
      'ul.span-list.numbers',
      data.map((span) =>
        el(
          'li',
          `${both(span.from)} until ${both(span.until)}: `,
          span.window ? el('span', { class: `badge ${windowLook(span.window)}` }, span.window) : 'no price',
        ),
      ),
    ),
  );
}

function weekPlot(data, width) {
  const left = width < 480 ? 34 : 84;
  const other = zone === 'UTC' ? ZONE : 'UTC';
  const bottom = TOP + DAYS * ROW;
  const height = bottom + (IN_UTC ? 6 : 24);
  const x = (share) => left + share * (width - left - 8);
  const now = Date.now();
  const rows = Array.from({ length: DAYS }, (_, day) => ({
    from: midnight(now, zone, day),
    until: midnight(now, zone, day + 1),
    y: TOP + day * ROW,
  }));
  const step = width < 480 ? 6 : 3;
  const shift = (offset(now, other) - offset(now, zone)) / HOUR;
  const hours = Array.from({ length: 24 / step }, (_, at) => at * step);
  return plot(
    width,
    height,
    `Price windows of the next seven days, days of ${place(zone)}; listed below`,
    hours.map(
      (hour) => hour > 0 && svg('line.grid', { x1: x(hour / 24), x2: x(hour / 24), y1: TOP - 2, y2: bottom + 3 }),
    ),
    rows.flatMap((row) => bars(data, row, x)),
    hours.map((hour) => [
      svg('text', { x: x(hour / 24), y: 12 }, clock(hour)),
      !IN_UTC && svg('text', { x: x(hour / 24), y: bottom + 15 }, clock(hour + shift)),
    ]),
    svg('text', { x: left - 8, y: 12, 'text-anchor': 'end' }, width < 480 ? '' : place(zone)),
    !IN_UTC && svg('text', { x: left - 8, y: bottom + 15, 'text-anchor': 'end' }, width < 480 ? '' : place(other)),
    rows.map((row) =>
      svg(
        'text',
        { x: left - 8, y: row.y + ROW / 2 + 4, 'text-anchor': 'end' },
        write(
          row.from,
          zone,
          width < 480 ? { weekday: 'short' } : { weekday: 'short', day: 'numeric', month: 'short' },
        ),
      ),
    ),
    nowMark(rows[0], now, x),
  );
}

function clock(hour) {
  const minutes = Math.round((((hour % 24) + 24) % 24) * 60);
  const rest = minutes % 60;
  return String(Math.floor(minutes / 60)).padStart(2, '0') + (rest ? `:${rest}` : '');
}

function bars(data, row, x) {
  const share = (instant) => Math.min(1, Math.max(0, (new Date(instant) - row.from) / (row.until - row.from)));
  return data
    .filter((span) => new Date(span.until) > row.from && new Date(span.from) < row.until)
    .map((span) => {
      const [from, until] = [x(share(span.from)), x(share(span.until))];
      return svg(
        'g',
        { class: `w-${span.window ? windowLook(span.window) : 'none'}` },
        svg(
          'rect.window',
          { x: from + 0.75, y: row.y + 2, width: Math.max(0, until - from - 1.5), height: ROW - 4, rx: 3 },
          svg('title', `${span.window ?? 'no price'}: ${both(span.from)} until ${both(span.until)}`),
        ),
        span.window &&
          span.window !== 'standard' &&
          until - from > 8 * span.window.length &&
          svg(
            'text.window-name',
            { x: (from + until) / 2, y: row.y + ROW / 2 + 4, 'text-anchor': 'middle' },
            span.window,
          ),
      );
    });
}

function nowMark(row, now, x) {
  const at = x((now - row.from) / DAY);
  return [
    svg('line.now', { x1: at, x2: at, y1: row.y - 5, y2: row.y + ROW }),
    svg('circle.now-dot', { cx: at, cy: row.y - 5, r: 3 }),
    // above the bars, which have names of their own
    svg('text.now-text', { x: at, y: row.y - 11, 'text-anchor': 'middle' }, 'now'),
  ];
}
