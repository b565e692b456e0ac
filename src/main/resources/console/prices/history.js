// What a model ever cost, row by row of the price list.

import { el, svg } from '../dom.js';
import { axisDollars, leftAxis, plot, responsive, scale, steps } from '../plot.js';
import { rate } from '../money.js';
import { numbers, table } from '../table.js';
import { DAY, date, write } from '../time.js';
import { tokenWord } from '../words.js';

const KINDS = ['output', 'input', 'cached_input'];
const HEIGHT = 220;
const TOP = 10;
const BOTTOM = 26;

/** The plot and the table of a history. */
export function historyView({ data }) {
  const head = el('h2', 'History');
  if (!data.length) {
    return [head, el('p.quiet', 'The price list has no row of this model.')];
  }
  const windows = [...new Set(data.flatMap((era) => era.row.windows.map((window) => window.name)))];
  return [
    head,
    responsive((width) => historyPlot(data, width)),
    el(
      'ul.legend',
      KINDS.filter((kind) => data.some((era) => era.row.per_million[kind])).map((kind) =>
        el('li', { class: tone(kind) }, tokenWord(kind)),
      ),
      windows.length > 0 && el('li.dashed.s8', `In ${windows.join(', ')} hours`),
    ),
    rows(data),
  ];
}

function tone(kind) {
  return `s${KINDS.indexOf(kind) + 1}`;
}

/** A figure is only for drawing: a rate on a plot may be rounded. */
function drawn(usd) {
  return Number(usd);
}

function historyPlot(data, width) {
  const now = Date.now();
  const begin = new Date(data[0].from).getTime();
  const last = new Date(data.at(-1).from).getTime();
  const end = Math.max(now, last) + Math.max(20 * DAY, (now - begin) * 0.04);
  const greatest = Math.max(
    ...data
      .flatMap(({ row }) => [row.per_million, ...row.windows.map((window) => window.per_million)])
      .flatMap((rates) => KINDS.map((kind) => drawn(rates[kind] ?? '0'))),
  );
  const values = steps(greatest);
  const left = 8 + 7 * Math.max(...values.map((value) => axisDollars(value).length));
  const x = scale(begin, end, left, width - 8);
  const y = scale(0, values.at(-1), HEIGHT - BOTTOM, TOP);
  return plot(
    width,
    HEIGHT,
    'Rates per million tokens since the first row of the price list; listed below',
    leftAxis(values, y, left, width - 8, axisDollars),
    dates(begin, end, x),
    KINDS.map((kind) => [
      svg('path', { class: `line ${tone(kind)}`, d: standardLine(data, kind, x, y, end) }),
      windowLines(data, kind, x, y, end),
    ]),
    svg('line.now', { x1: x(now), x2: x(now), y1: TOP, y2: HEIGHT - BOTTOM }),
    svg('text.now-text', { x: x(now) - 5, y: TOP + 8, 'text-anchor': 'end' }, 'now'),
    data.map((era) =>
      svg(
        'rect.hit',
        {
          x: x(new Date(era.from)),
          y: TOP,
          width: Math.max(2, x(era.until ? new Date(era.until) : end) - x(new Date(era.from))),
          height: HEIGHT - TOP - BOTTOM,
        },
        svg(
          'title',
          `${era.row.model}\n${date(era.from)} – ${era.until ? date(era.until) : 'open'}\n${ratesText(era.row.per_million)}${era.row.windows.map((window) => `\n${window.name}: ${ratesText(window.per_million)}`).join('')}`,
        ),
      ),
    ),
  );
}

function ratesText(rates) {
  return Object.entries(rates)
    .map(([kind, usd]) => `${tokenWord(kind).toLowerCase()} ${rate(usd)}`)
    .join(', ');
}

function standardLine(data, kind, x, y, end) {
  let path = '';
  let open = false;
  for (const era of data) {
    const usd = era.row.per_million[kind];
    if (usd === undefined) {
      open = false;
      continue;
    }
    const from = x(new Date(era.from).getTime());
    const until = x(era.until ? new Date(era.until).getTime() : end);
    path += `${open ? 'L' : 'M'}${from.toFixed(1)} ${y(drawn(usd)).toFixed(1)}H${until.toFixed(1)}`;
    open = true;
  }
  return path;
}

function windowLines(data, kind, x, y, end) {
  return data.flatMap((era) =>
    era.row.windows
      .filter((window) => window.per_million[kind] !== undefined)
      .map((window) =>
        svg('path', {
          class: `line dashed ${tone(kind)}`,
          d: `M${x(new Date(era.from).getTime()).toFixed(1)} ${y(drawn(window.per_million[kind])).toFixed(1)}H${x(era.until ? new Date(era.until).getTime() : end).toFixed(1)}`,
        }),
      ),
  );
}

/** Years, or months where there are few, without one on top of another. */
function dates(begin, end, x) {
  const months = (end - begin) / DAY / 30;
  const every = [1, 3, 6, 12].find((count) => (months / count) * 62 < x(end) - x(begin)) ?? 12;
  const ticks = [];
  const first = new Date(begin);
  for (let month = first.getUTCFullYear() * 12 + first.getUTCMonth() + 1; Date.UTC(0, month) < Infinity; month += 1) {
    const at = Date.UTC(Math.floor(month / 12), month % 12);
    if (at > end) {
      break;
    }
    if (month % every === 0) {
      ticks.push(
        svg('line.grid', { x1: x(at), x2: x(at), y1: TOP, y2: HEIGHT - BOTTOM }),
        svg(
          'text',
          { x: x(at), y: HEIGHT - 8, 'text-anchor': 'middle' },
          write(at, 'UTC', every === 12 ? { year: 'numeric' } : { month: 'short', year: '2-digit' }),
        ),
      );
    }
  }
  return ticks;
}

function rows(data) {
  return el(
    'details',
    el('summary', `${data.length === 1 ? 'The row' : `All ${data.length} rows`} of the price list`),
    table(
      ['From', 'Until', numbers('In'), numbers('Cached'), numbers('Out'), 'Windows', 'Source'],
      [...data]
        .reverse()
        .map((era) =>
          el(
            'tr',
            {},
            el('td', date(era.from)),
            cell('Until', era.until ? date(era.until) : 'open'),
            cell('In', rate(era.row.per_million.input), 'number'),
            cell(
              'Cached',
              era.row.per_million.cached_input ? rate(era.row.per_million.cached_input) : '–',
              'number',
            ),
            cell('Out', rate(era.row.per_million.output), 'number'),
            cell('Windows', era.row.windows.map((window) => windowText(window)).join('; ') || '–'),
            cell('Source', `${era.row.source} (looked at ${era.row.verified_on})`, 'quiet'),
          ),
        ),
      { region: 'Rows of the price list' },
    ),
  );
}

function cell(label, text, look = null) {
  return el('td', { 'data-label': label, class: look }, el('span', text));
}

function windowText(window) {
  const days =
    window.weekdays.length === 7
      ? 'daily'
      : window.weekdays.map((day) => day[0] + day.slice(1, 3).toLowerCase()).join(', ');
  return `${window.name} ${window.hours.join(', ')} ${window.zone === 'Z' ? 'UTC' : window.zone}, ${days}${window.except ? `, not on ${window.except.replaceAll('-', ' ')}` : ''}: ${rate(window.per_million.input ?? '0')} / ${rate(window.per_million.output ?? '0')}`;
}
