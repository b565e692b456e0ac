// All there is to say of one model's price: now, next, this week, ever, and for a prompt.

import { get } from '../api.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { dollars, percent, pico, rate } from '../money.js';
import { load, notice } from '../states.js';
import { both, duration } from '../time.js';
import { tokenWord, windowLook } from '../words.js';
import { estimateView } from './estimate.js';
import { historyView } from './history.js';
import { weekView } from './week.js';

/** The cards of a model. */
export function detailView(model) {
  const now = el('section.card.padded', { 'aria-label': 'Price now' });
  const week = el('section.card.padded', { 'aria-label': 'The next seven days' });
  const history = el('section.card.padded', { 'aria-label': 'History' });
  load(
    now,
    (signal) => get('v1/prices', { model }, { signal }),
    (price) => nowView(price),
    { lines: 4 },
  );
  weekView(week, model);
  load(history, (signal) => get('v1/prices/history', { model }, { signal }), historyView, { lines: 5 });
  return [now, week, history, el('section.card.padded', { 'aria-label': 'Estimate' }, estimateView(model))];
}

function nowView(price) {
  const head = el(
    'div.row',
    el('h2', price.model),
    el('span.quiet.small', `${price.provider}/${price.upstream_model}`),
    price.window && el('span', { class: `badge ${windowLook(price.window)} push` }, price.window),
  );
  if (!price.per_million) {
    return [
      head,
      notice('warn', 'No price is known for this model now. Its calls are counted as unpriced, never as free.'),
      changeView(price),
    ];
  }
  return [
    head,
    el(
      'dl.rates.numbers',
      Object.entries(price.per_million).map(([type, usd]) => el('div', el('dt', tokenWord(type)), el('dd', rate(usd)))),
    ),
    price.per_request && el('p.small', `And ${rate(price.per_request)} for each request.`),
    price.above.map((tier) =>
      el(
        'p.small.quiet',
        `With more than ${tier.input_tokens.toLocaleString('en')} tokens of input, all of them at: ${Object.entries(
          tier.per_million,
        )
          .map(([type, usd]) => `${tokenWord(type).toLowerCase()} ${rate(usd)}`)
          .join(', ')}.`,
      ),
    ),
    changeView(price),
    el(
      'p.small.quiet',
      price.billed_at === 'completion'
        ? 'The instant at which an answer is complete decides which price a call has.'
        : 'The instant at which a call starts decides which price it has.',
    ),
  ];
}

/** When the next change comes, and what it saves. */
function changeView(price) {
  const change = price.next_change;
  if (!change) {
    return el('p.change', icon('clock'), el('span', 'No change is known: this is the price at every hour.'));
  }
  const wait = new Date(change.at) - Date.now();
  return el(
    'p.change',
    icon('clock'),
    el(
      'span',
      {},
      'In ',
      el('strong', duration(wait)),
      `, on ${both(change.at)}: `,
      change.window ? el('span', { class: `badge ${windowLook(change.window)}` }, change.window) : 'no price any more',
      change.per_million && ` at ${rate(change.per_million.input)} in, ${rate(change.per_million.output)} out. `,
      saving(price.per_million, change.per_million, wait),
    ),
  );
}

/** What a million tokens of each, in and out, cost less on the cheaper side. */
function saving(now, then, wait) {
  if (!now || !then) {
    return null;
  }
  const total = (rates) => pico(rates.input) + pico(rates.output);
  const difference = total(then) - total(now);
  if (difference === 0n) {
    return 'A million tokens in and out cost the same before and after.';
  }
  const share = percent(difference < 0n ? -difference : difference, difference < 0n ? total(now) : total(then));
  const amount = dollars(difference < 0n ? -difference : difference);
  return el(
    'strong',
    difference > 0n
      ? `Calling before that saves ${share} % (${amount} on a million tokens in and out).`
      : `Waiting ${duration(wait)} saves ${share} % (${amount} on a million tokens in and out).`,
  );
}
