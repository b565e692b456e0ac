// Prices: what each model costs now, and when that changes.

import { choice, el, pageHead, show } from '../dom.js';
import { allModels, allPrices, byKind, group, providerName } from '../models.js';
import { rate } from '../money.js';
import { empty, load } from '../states.js';
import { numbers, table } from '../table.js';
import { duration, stamp } from '../time.js';
import { windowLook } from '../words.js';
import { detailView } from './detail.js';

/** The view; the address names the model whose prices are shown beside the list. */
export function view({ detail }) {
  const list = el('div.card.price-list');
  const beside = el('div.stack.price-detail');
  const element = el(
    'div.page',
    pageHead('Prices', 'What each model costs at this hour, in dollars per million tokens, and when that changes.'),
    el('div', { class: detail ? 'price-body chosen' : 'price-body' }, list, beside),
  );
  load(
    list,
    async (signal) => {
      const [models, prices] = await Promise.all([allModels(signal), allPrices(signal)]);
      return [...prices.values()]
        .filter((price) => models.has(price.model))
        .map((price) => ({ price, model: models.get(price.model) }))
        .sort((one, other) => byKind(one.model, other.model));
    },
    (rows) => {
      if (!rows.length) {
        return empty('No models', 'This key may call none, or no provider is switched on.');
      }
      // who gives no model sees the one whose price changes next
      const first = [...rows].sort((one, other) => next(one) - next(other))[0].price.model;
      const shown = detail ?? first;
      show(beside, el('a.back-link', { href: '#/prices' }, '← All models'), detailView(shown));
      return listView(rows, shown);
    },
    { lines: 10 },
  );
  return element;
}

function next({ price }) {
  return price.next_change ? new Date(price.next_change.at).getTime() : Infinity;
}

function listView(rows, shown) {
  const filter = { provider: '', words: '' };
  const body = el('tbody');
  const search = el('input.input', {
    type: 'search',
    placeholder: 'Find a model',
    'aria-label': 'Find a model',
    oninput: () => {
      filter.words = search.value.toLowerCase();
      fill();
    },
  });
  const providers = [...new Set(rows.map((row) => row.model.provider))];

  function fill() {
    const found = rows.filter(
      ({ model }) =>
        (!filter.provider || model.provider === filter.provider) &&
        `${model.id} ${model.upstream} ${group(model)}`.toLowerCase().includes(filter.words),
    );
    show(
      body,
      found.length
        ? found.map((row) => rowView(row, row.price.model === shown))
        : el('tr', el('td', { colspan: '4', class: 'quiet' }, 'Nothing of that name.')),
    );
  }

  fill();
  return [
    el(
      'div.list-head',
      search,
      providers.length > 1 &&
        choice(
          'Provider',
          [{ value: '', label: 'All' }, ...providers.map((name) => ({ value: name, label: providerName(name) }))],
          '',
          (provider) => {
            filter.provider = provider;
            fill();
          },
          'segments',
        ),
    ),
    table(
      ['Model', numbers('In'), numbers('Out'), 'Window'],
      body,
      { look: '' },
    ),
  ];
}

function rowView({ price, model }, selected) {
  const rates = price.per_million;
  const change = price.next_change;
  return el(
    'tr',
    { class: selected ? 'can-open selected' : 'can-open' },
    el(
      'td',
      el(
        'a.plain-link',
        { href: `#/prices/${encodeURIComponent(price.model)}`, 'aria-current': selected ? 'true' : null },
        price.model,
      ),
      model.isAlias && el('span.quiet.small.upstream', `${model.provider}/${model.upstream}`),
    ),
    el('td.number', rates ? rate(rates.input) : '–'),
    el('td.number', rates ? rate(rates.output) : '–'),
    el(
      'td',
      price.window
        ? el('span', { class: `badge ${windowLook(price.window)}` }, price.window)
        : el('span.badge.warn', 'no price'),
      change && el('span.quiet.small.until', 'for ', stamp(change.at, duration(new Date(change.at) - Date.now()))),
    ),
  );
}
