// Why a request cost what it cost: its tokens line by line, and the price that applied.

import { el } from '../dom.js';
import { icon } from '../icons.js';
import { amount, pico, plain, rate } from '../money.js';
import { empty, notice } from '../states.js';
import { numbers, table } from '../table.js';
import { date, duration, precise, utc } from '../time.js';
import { tokenWord, windowLook } from '../words.js';

/** Each kind of tokens with its rate and amount, and the sum, reckoned again. */
export function lines(request) {
  if (!request.cost.length) {
    return empty(
      request.cost_usd === null ? 'There are no lines' : 'Nothing was billed',
      request.cost_usd === null && request.state !== 'reserved'
        ? 'The price list had no price for this model: the tokens are counted as unpriced.'
        : request.state === 'reserved'
          ? 'It is under way.'
          : 'The provider was not contacted, or answered with an error.',
    );
  }
  const exact = request.cost.every(
    (line) => line.tokens === null || amount(line.tokens, line.usd_per_million) === pico(line.usd),
  );
  const adds = request.cost.reduce((all, line) => all + pico(line.usd), 0n) === pico(request.cost_usd);
  return table(
    ['Tokens of', numbers('Tokens'), numbers('Rate per million'), numbers('Amount')],
    request.cost.map((line) =>
      el(
        'tr',
        el('td', tokenWord(line.token_type)),
        el('td.number', { 'data-label': 'Tokens' }, line.tokens === null ? '' : line.tokens.toLocaleString('en')),
        el(
          'td.number',
          { 'data-label': 'Rate per million' },
          line.usd_per_million === null ? '' : `× ${rate(line.usd_per_million)}`,
        ),
        el('td.number', { 'data-label': 'Amount' }, `$${line.usd}`),
      ),
    ),
    {
      foot: el(
        'tr',
        el(
          'th',
          { scope: 'row' },
          'Sum ',
          exact && adds && el('span.quiet.small.checked', icon('check', 'small'), 'reckoned again here: it adds up'),
        ),
        el('td'),
        el('td'),
        el('td.number', { 'data-label': 'Amount' }, `$${request.cost_usd}`),
      ),
      look: '.folds.lines',
    },
  );
}

/** The row and the window of the price list, and why it was those. */
export function priceWords(request, price) {
  if (!request.price_row) {
    return el('p', 'No row of the price list applied.');
  }
  const model = request.price_row.slice(0, request.price_row.indexOf('@'));
  const saved = pico(request.saved_usd ?? '0');
  return [
    el(
      'p',
      'The row ',
      el('a', { href: `#/prices/${encodeURIComponent(model)}` }, el('code', request.price_row)),
      ', in the window ',
      el('span', { class: `badge ${windowLook(request.window)}` }, request.window),
      '.',
    ),
    price && billedWords(request, price),
    saved > 0n &&
      notice(
        '',
        'In the dearest window of that row the same tokens would have cost ',
        el('strong', `$${plain(pico(request.cost_usd) + saved)}`),
        `: $${request.saved_usd} were saved.`,
      ),
  ];
}

/** Which instant counted, and how near another price was. */
function billedWords(request, price) {
  const atStart = price.billed_at === 'start';
  const counted = atStart ? request.started_at : request.completed_at;
  const change = price.next_change;
  return el(
    'p',
    `The instant at which the ${atStart ? 'call started' : 'answer was complete'} counts: `,
    el('strong', `${date(counted)}, ${precise(counted)}`),
    '. ',
    change?.window &&
      change.window !== request.window &&
      Date.parse(change.at) > Date.parse(counted) && [
        `From ${utc(change.at)} on, ${duration(Date.parse(change.at) - Date.parse(counted))} later, it would have been `,
        el('span', { class: `badge ${windowLook(change.window)}` }, change.window),
        '.',
      ],
  );
}
