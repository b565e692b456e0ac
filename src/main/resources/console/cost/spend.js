// What was spent: tiles, a plot over time, and a table by whatever is asked for.

import { get } from '../api.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { dollars, plain, sum } from '../money.js';
import { responsive } from '../plot.js';
import { reports, who } from '../session.js';
import { empty, load, notice } from '../states.js';
import { GROUPS, grouped, shown } from './groups.js';
import { bars } from './spend-plot.js';
import { sums } from './sums.js';

/**
 * Fills an element with the sums of a span.
 * @param asked {{from: string, to: string, hourly: boolean}}
 * @param by a group, or tag:NAME
 */
export function spendView(element, asked, by, onby) {
  const unit = asked.hourly ? 'hour' : 'day';
  load(
    element,
    (signal) => get(`${reports()}/costs`, { group_by: `${unit},${by}`, from: asked.from, to: asked.to }, { signal }),
    ({ data }) => {
      if (!data.length) {
        return el(
          'div.card',
          empty(
            'Nothing was spent in this time',
            'Calls show up here a moment after they ended.',
            el('a.button', { href: '#/playground' }, icon('chat'), 'Ask a model'),
          ),
        );
      }
      const groups = grouped(data, by);
      return [
        tiles(data),
        el(
          'section.card.padded.stack',
          { 'aria-label': 'Spend' },
          el('div.row.spread', el('h2', asked.hourly ? 'Spend by hour' : 'Spend by day'), byView(by, onby)),
          responsive((width) => bars(data, groups, by, unit, asked, width)),
          el(
            'ul.legend',
            shown(groups).map((group, at) => el('li', { class: `s${at + 1}` }, group.name)),
          ),
        ),
        sums(groups, by, asked),
      ];
    },
    { keep: true, lines: 9 },
  );
}

/** What the sums are apart by; a tag is named by whoever asks. */
function byView(by, onby) {
  const tag = by.startsWith('tag:') ? by.slice(4) : '';
  const select = el(
    'select.input',
    {
      'aria-label': 'Apart by',
      onchange: () => {
        name.hidden = select.value !== 'tag';
        if (select.value === 'tag') {
          name.focus();
        } else {
          onby(select.value);
        }
      },
    },
    Object.entries(GROUPS)
      .filter(([group]) => who().administrator || (group !== 'team' && group !== 'key'))
      .map(([group, label]) => el('option', { value: group, selected: group === by }, label)),
    el('option', { value: 'tag', selected: tag !== '' }, 'Tag…'),
  );
  const name = el('input.input', {
    type: 'text',
    value: tag,
    placeholder: 'the tag’s name',
    'aria-label': 'Name of the tag',
    hidden: !tag,
    onchange: () => /^[\w.-]{1,64}$/.test(name.value) && onby(`tag:${name.value}`),
  });
  return el('div.row.by', el('span.label', { 'aria-hidden': 'true' }, 'Apart by'), select, name);
}

function tiles(data) {
  const total = (name) => sum(data.map((row) => row[name]));
  const count = (type) => data.reduce((tokens, row) => tokens + (row.usage[type] ?? 0), 0);
  const requests = data.reduce((all, row) => all + row.requests, 0);
  const unpriced = data.reduce((all, row) => all + row.unpriced_tokens, 0);
  return [
    el(
      'dl.tiles.numbers',
      tile('Spent', dollars(total('cost_usd')), `${plain(total('cost_usd'))} USD`),
      tile('Requests', requests.toLocaleString('en')),
      tile('Tokens in', compact(count('input')), count('input').toLocaleString('en')),
      tile('Tokens out', compact(count('output')), count('output').toLocaleString('en')),
      tile(
        'Saved by the hour',
        dollars(total('saved_usd')),
        'What the same calls would have cost more at their dearest hour',
      ),
      tile(
        'Saved by caches',
        dollars(total('saved_by_cache_usd')),
        'What input that a provider’s prompt cache held would have cost more as plain input',
      ),
    ),
    unpriced > 0 &&
      notice(
        'warn',
        `${unpriced.toLocaleString('en')} tokens have no price and are in no sum. Add a row for their model to the price list.`,
      ),
  ];
}

function tile(name, value, title = null) {
  return el('div.card.tile', { title }, el('dt', name), el('dd', value));
}

function compact(count) {
  return new Intl.NumberFormat('en', {
    notation: count < 10_000 ? 'standard' : 'compact',
    maximumFractionDigits: 1,
  }).format(count);
}
