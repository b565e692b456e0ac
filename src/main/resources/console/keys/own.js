// What somebody may know of the own key.

import { get } from '../api.js';
import { el, pageHead } from '../dom.js';
import { load, notice } from '../states.js';
import { both, DAY, duration } from '../time.js';
import { budgetView } from './budget.js';
import { limits } from './view.js';

const SOON = 7 * DAY;

/** The view. */
export function view() {
  const card = el('div.stack');
  load(card, (signal) => get('v1/key', {}, { signal }), keyView, { lines: 6 });
  return el(
    'div.page',
    pageHead('My key', 'What your key allows, and what remains of it.'),
    card,
  );
}

function keyView(key) {
  const left = key.expires_at ? Date.parse(key.expires_at) - Date.now() : null;
  return [
    left !== null &&
      left < SOON &&
      notice('warn', `Your key expires in ${duration(left)}. Ask an administrator for another.`),
    el(
      'section.card.padded',
      { 'aria-label': 'Key' },
      el('h2', key.name),
      el(
        'dl.facts',
        fact('Team', key.team && key.team !== 'none' ? key.team : 'none'),
        fact('Models', key.models?.length ? key.models.join(', ') : 'all'),
        fact('Limits', limits(key).join(', ') || 'none'),
        fact('Expires', key.expires_at ? both(key.expires_at) : 'never'),
      ),
    ),
    el(
      'section.card.padded.stack',
      { 'aria-label': 'Budgets' },
      el('h2', 'Budgets'),
      key.budgets?.length
        ? key.budgets.map((budget) =>
            el(
              'div.own-budget',
              el('span.label', budget.payer === 'team' ? `The team ${budget.name}, all its keys together` : 'This key'),
              budgetView(budget),
            ),
          )
        : el('p.quiet', 'No budget limits this key.'),
    ),
  ];
}

function fact(name, value) {
  return el('div', el('dt', name), el('dd', value));
}
