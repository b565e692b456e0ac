// One request, and why it cost what it cost.

import { get } from '../api.js';
import { copy } from '../dialog.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { responsive } from '../plot.js';
import { reports, who } from '../session.js';
import { empty, load } from '../states.js';
import { IN_UTC, utc, write, ZONE } from '../time.js';
import { outcomeWord, windowLook } from '../words.js';
import { lines, priceWords } from './explanation.js';
import { attempts, instants } from './instants.js';

/** The view of a request by its id. */
export function requestView(id) {
  const element = el('div.stack');
  load(
    element,
    (signal) => ask(id, signal),
    ({ request, price }) =>
      request
        ? account(request, price)
        : empty(
            'The ledger has no such request',
            'A call shows up a moment after it ended; a request that was refused before anything was held has no row.',
            el('a.button', { href: '#/cost' }, 'All requests'),
          ),
    { lines: 12 },
  );
  return el(
    'div.page',
    el(
      'header.page-head',
      el(
        'div',
        el('a', { href: '#/cost', class: 'quiet small' }, '← Cost'),
        el('h1', { tabindex: '-1' }, 'Why this cost what it cost'),
        el(
          'p.quiet.small.code.id',
          id,
          ' ',
          el(
            'button.button.plain.icon-only.small',
            { type: 'button', 'aria-label': 'Copy the id', onclick: () => copy(id) },
            icon('copy', 'small'),
          ),
        ),
      ),
    ),
    element,
  );
}

/** The request, and what the price list says of the instant that counted, where the key may know it. */
async function ask(id, signal) {
  const request = (await get(`${reports()}/requests`, { id }, { signal })).data[0];
  if (!request?.price_row) {
    return { request, price: null };
  }
  const price = await get('v1/prices', { model: request.requested_model, at: request.completed_at }, { signal }).catch(
    () => null,
  );
  return { request, price: price?.row === request.price_row ? price : null };
}

function account(request, price) {
  const [outcome, look] = outcomeWord(request.outcome);
  return [
    el(
      'section.card.padded.account-head',
      { 'aria-label': 'Sum' },
      el(
        'div',
        el('p.quiet.small', 'Cost'),
        el(
          'p.headline.numbers',
          request.cost_usd === null
            ? request.state === 'reserved'
              ? 'Not known yet'
              : 'No price'
            : `$${request.cost_usd}`,
        ),
        request.held_usd &&
          el('p.quiet.small.numbers', `$${request.held_usd} is held while it runs, the most that it can cost.`),
      ),
      el(
        'div.row',
        request.window && el('span', { class: `badge ${windowLook(request.window)}` }, request.window),
        el('span', { class: `badge ${look}` }, outcome),
        request.source &&
          el('span', { class: request.source === 'estimated' ? 'badge warn' : 'badge' }, sourceText(request.source)),
      ),
    ),
    el('section.card', { 'aria-label': 'Lines' }, el('div.card-head', el('h2', 'Line by line')), lines(request)),
    el('section.card.padded.stack', { 'aria-label': 'Price' }, el('h2', 'Which price'), priceWords(request, price)),
    el(
      'section.card.padded.stack',
      { 'aria-label': 'Time' },
      el('h2', 'When'),
      responsive((width) => instants(request, width)),
      attempts(request),
    ),
    el('section.card.padded', { 'aria-label': 'Request' }, el('h2', 'What was asked'), facts(request)),
  ];
}

function sourceText(source) {
  return (
    {
      provider: 'tokens as the provider reported them',
      drained: 'read on after the caller left',
      estimated: 'tokens estimated',
    }[source] ?? source
  );
}

function facts(request) {
  const here = (instant) => (IN_UTC ? '' : `, ${write(instant, ZONE, { hour: '2-digit', minute: '2-digit' })} here`);
  const rows = [
    ['Model asked for', request.requested_model],
    ['Route', request.route],
    ['Sent to', `${request.provider}/${request.upstream_model}`],
    ['Ran', request.response_model],
    ['Started', utc(request.started_at) + here(request.started_at)],
    ['Complete', request.completed_at && utc(request.completed_at) + here(request.completed_at)],
    ['Streamed', request.streamed ? 'yes' : 'no'],
    ['Status', request.status === 499 ? '499, the caller left' : request.status],
    ['Key', who().administrator ? request.key : null],
    ['Team', request.team === 'none' ? null : request.team],
    ['Your own id', request.client_request_id],
    [
      'Tags',
      Object.entries(request.tags)
        .map(([name, value]) => `${name}=${value}`)
        .join(', '),
    ],
  ];
  return el(
    'dl.facts',
    rows
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => el('div', el('dt', name), el('dd', String(value)))),
  );
}
