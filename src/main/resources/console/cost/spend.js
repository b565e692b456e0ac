// Sums: tiles, a plot over time, and a table by whatever is asked for.

import { download, get } from '../api.js';
import { el, show, svg, toast } from '../dom.js';
import { icon } from '../icons.js';
import { dollars, percent, pico, plain, sum } from '../money.js';
import { axisDollars, leftAxis, plot, responsive, scale, steps } from '../plot.js';
import { reports, who } from '../session.js';
import { empty, failed, load, notice } from '../states.js';
import { DAY, HOUR, write } from '../time.js';
import { windowLook } from '../words.js';

const GROUPS = { provider: 'Provider', model: 'Model', window: 'Price window', route: 'Route', team: 'Team', key: 'Key' };
const SERIES = 8;
const HEIGHT = 240;
const TOP = 10;
const BOTTOM = 24;

/**
 * Fills an element with the sums of a span.
 * @param asked {{from: string, to: string, hourly: boolean}}
 * @param by a group, or tag:NAME
 */
export function spendView(element, asked, by, onby) {
  const unit = asked.hourly ? 'hour' : 'day';
  load(element, (signal) => get(`${reports()}/costs`, { group_by: `${unit},${by}`, from: asked.from, to: asked.to }, { signal }), ({ data }) => {
    if (!data.length) {
      return el('div', { class: 'card' }, empty('Nothing was spent in this time', 'Calls show up here a moment after they ended.',
        el('a', { class: 'button', href: '#/playground' }, icon('chat'), 'Ask a model')));
    }
    const groups = grouped(data, by);
    return [tiles(data),
      el('section', { class: 'card padded stack', 'aria-label': 'Spend' },
        el('div', { class: 'row spread' }, el('h2', {}, asked.hourly ? 'Spend by hour' : 'Spend by day'), byView(by, onby)),
        responsive((width) => bars(data, groups, by, unit, asked, width)),
        el('ul', { class: 'legend' }, shown(groups).map((group, at) => el('li', { class: `s${at + 1}` }, group.name)))),
      table(groups, by, asked)];
  }, { keep: true, lines: 9 });
}

/** What the sums are apart by; a tag is named by whoever asks. */
function byView(by, onby) {
  const tag = by.startsWith('tag:') ? by.slice(4) : '';
  const select = el('select', { class: 'input', 'aria-label': 'Apart by', onchange: () => {
    name.hidden = select.value !== 'tag';
    if (select.value === 'tag') {
      name.focus();
    } else {
      onby(select.value);
    }
  } }, Object.entries(GROUPS).filter(([group]) => who().administrator || (group !== 'team' && group !== 'key'))
    .map(([group, label]) => el('option', { value: group, selected: group === by }, label)), el('option', { value: 'tag', selected: tag !== '' }, 'Tag…'));
  const name = el('input', { class: 'input', type: 'text', value: tag, placeholder: 'the tag’s name', 'aria-label': 'Name of the tag', hidden: !tag, onchange: () => /^[\w.-]{1,64}$/.test(name.value) && onby(`tag:${name.value}`) });
  return el('div', { class: 'row by' }, el('span', { class: 'label', 'aria-hidden': 'true' }, 'Apart by'), select, name);
}

function tiles(data) {
  const total = (name) => sum(data.map((row) => row[name]));
  const count = (type) => data.reduce((tokens, row) => tokens + (row.usage[type] ?? 0), 0);
  const requests = data.reduce((all, row) => all + row.requests, 0);
  const unpriced = data.reduce((all, row) => all + row.unpriced_tokens, 0);
  return [el('dl', { class: 'tiles numbers' },
    tile('Spent', dollars(total('cost_usd')), `${plain(total('cost_usd'))} USD`),
    tile('Requests', requests.toLocaleString('en')),
    tile('Tokens in', compact(count('input')), count('input').toLocaleString('en')),
    tile('Tokens out', compact(count('output')), count('output').toLocaleString('en')),
    tile('Saved by the hour', dollars(total('saved_usd')), 'What the same calls would have cost more at their dearest hour'),
    tile('Saved by caches', dollars(total('saved_by_cache_usd')), 'What input that a provider’s prompt cache held would have cost more as plain input')),
  unpriced > 0 && notice('warn', `${unpriced.toLocaleString('en')} tokens have no price and are in no sum. Add a row for their model to the price list.`)];
}

function tile(name, value, title = null) {
  return el('div', { class: 'card tile', title }, el('dt', {}, name), el('dd', {}, value));
}

function compact(count) {
  return new Intl.NumberFormat('en', { notation: count < 10_000 ? 'standard' : 'compact', maximumFractionDigits: 1 }).format(count);
}

function grouped(data, by) {
  const groups = new Map();
  for (const row of data) {
    const name = row[by] ?? (by === 'window' ? 'no price' : '(none)');
    const group = groups.get(name) ?? { name, cost: 0n, saved: 0n, requests: 0, input: 0, output: 0 };
    group.cost += pico(row.cost_usd);
    group.saved += pico(row.saved_usd) + pico(row.saved_by_cache_usd);
    group.requests += row.requests;
    group.input += row.usage.input ?? 0;
    group.output += row.usage.output ?? 0;
    groups.set(name, group);
  }
  return [...groups.values()].sort((one, other) => (one.cost < other.cost ? 1 : one.cost > other.cost ? -1 : other.requests - one.requests));
}

/** What has a colour of its own; what is left is told as one. */
function shown(groups) {
  return groups.length <= SERIES ? groups : [...groups.slice(0, SERIES - 1), { name: `${groups.length - SERIES + 1} others` }];
}

function bars(data, groups, by, unit, asked, width) {
  const place = new Map(groups.map((group, at) => [group.name, groups.length > SERIES ? Math.min(at, SERIES - 1) : at]));
  const length = unit === 'hour' ? HOUR : DAY;
  const begin = Date.parse(asked.from);
  const count = Math.round((Date.parse(asked.to) - begin) / length);
  const slots = Array.from({ length: count }, () => new Map());
  for (const row of data) {
    const slot = slots[Math.floor((Date.parse(row[unit]) - begin) / length)];
    const at = place.get(row[by] ?? (by === 'window' ? 'no price' : '(none)'));
    slot?.set(at, (slot.get(at) ?? 0n) + pico(row.cost_usd));
  }
  const totals = slots.map((slot) => [...slot.values()].reduce((all, cost) => all + cost, 0n));
  const values = steps(Math.max(...totals.map(drawn)));
  const left = 8 + 7 * Math.max(...values.map((value) => axisDollars(value).length));
  const y = scale(0, values.at(-1), HEIGHT - BOTTOM, TOP);
  const each = (width - left - 8) / count;
  const every = Math.max(1, Math.ceil((unit === 'hour' ? 44 : 54) / each));
  return plot(width, HEIGHT, `Spend by ${unit}, apart by ${GROUPS[by] ?? by}; the sums are in the table below`, leftAxis(values, y, left, width - 8, axisDollars), slots.map((slot, at) => {
    const x = left + at * each;
    const when = begin + at * length;
    let level = 0n;
    return [[...slot].sort(([one], [other]) => one - other).map(([series, cost]) => {
      const bottom = y(drawn(level));
      level += cost;
      return svg('rect', { class: `filled s${series + 1}`, x: x + each * 0.14, width: Math.max(1, each * 0.72), y: y(drawn(level)), height: Math.max(0.5, bottom - y(drawn(level))) });
    }),
    at % every === 0 && svg('text', { x: x + each / 2, y: HEIGHT - 7, 'text-anchor': 'middle' }, write(when, 'UTC', unit === 'hour' ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' })),
    svg('rect', { class: 'hit', x, width: each, y: TOP, height: HEIGHT - TOP - BOTTOM }, svg('title', {}, title(when, unit, slot, shown(groups), totals[at])))];
  }));
}

function title(when, unit, slot, groups, total) {
  const day = write(when, 'UTC', { weekday: 'short', day: 'numeric', month: 'short', ...(unit === 'hour' && { hour: '2-digit', minute: '2-digit' }) });
  return [`${day} UTC: ${dollars(total)}`, ...[...slot].map(([at, cost]) => `${groups[at]?.name}: ${dollars(cost)}`)].join('\n');
}

/** A figure is only for drawing. */
function drawn(cost) {
  return Number(cost) / 1e12;
}

function table(groups, by, asked) {
  const whole = groups.reduce((all, group) => all + group.cost, 0n);
  const number = (label, text, title = null) => el('td', { class: 'number', 'data-label': label, title }, el('span', {}, text));
  return el('section', { class: 'card', 'aria-label': 'Sums' },
    el('div', { class: 'row spread card-head' }, el('h2', {}, `By ${(GROUPS[by] ?? by.replace('tag:', 'tag ')).toLowerCase()}`), exportButton('Costs as CSV', 'costs', { group_by: `day,${by}`, from: asked.from, to: asked.to })),
    el('div', { class: 'table-frame' }, el('table', { class: 'folds' },
      el('thead', {}, el('tr', {}, el('th', {}, GROUPS[by] ?? 'Value'), ['Requests', 'Tokens in', 'Tokens out', 'Saved', 'Cost', 'Share'].map((name) => el('th', { class: 'number' }, name)))),
      el('tbody', {}, groups.map((group) => el('tr', {},
        el('td', {}, by === 'window' ? el('span', { class: `badge ${windowLook(group.name)}` }, group.name) : group.name),
        number('Requests', group.requests.toLocaleString('en')), number('Tokens in', group.input.toLocaleString('en')), number('Tokens out', group.output.toLocaleString('en')),
        number('Saved', dollars(group.saved), plain(group.saved)), number('Cost', dollars(group.cost), plain(group.cost)), el('td', { class: 'number', 'data-label': 'Share' }, share(percent(group.cost, whole)))))),
      el('tfoot', {}, el('tr', {}, el('th', { scope: 'row' }, 'All'), number('Requests', groups.reduce((all, group) => all + group.requests, 0).toLocaleString('en')),
        number('Tokens in', groups.reduce((all, group) => all + group.input, 0).toLocaleString('en')), number('Tokens out', groups.reduce((all, group) => all + group.output, 0).toLocaleString('en')),
        number('Saved', dollars(groups.reduce((all, group) => all + group.saved, 0n))), number('Cost', dollars(whole), plain(whole)), el('td', {}))))));
}

function share(value) {
  return el('span', {}, `${value} % `, el('span', { class: 'share', 'aria-hidden': 'true' }, svg('svg', { viewBox: '0 0 100 6', preserveAspectRatio: 'none' }, svg('rect', { width: value, height: 6 }))));
}

/** A button that saves a report, and tells how far it is. */
export function exportButton(label, report, query) {
  const words = el('span', {}, label);
  const button = el('button', { class: 'button small', type: 'button', onclick: save }, icon('download'), words);
  return button;

  async function save() {
    button.disabled = true;
    try {
      await download(`${reports()}/${report}`, query, `tollgate-${report}.csv`, (size) => show(words, `${Math.ceil(size / 1024).toLocaleString('en')} KB…`));
      toast('Saved');
    } catch (reason) {
      toast(failed(reason).textContent);
    } finally {
      button.disabled = false;
      show(words, label);
    }
  }
}
