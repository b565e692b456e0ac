// One request, and why it cost what it cost.

import { get } from '../api.js';
import { copy } from '../dialog.js';
import { el, svg } from '../dom.js';
import { icon } from '../icons.js';
import { amount, pico, plain, rate, usd } from '../money.js';
import { plot, responsive, scale } from '../plot.js';
import { reports, who } from '../session.js';
import { empty, load, notice } from '../states.js';
import { date, duration, IN_UTC, span, utc, write, ZONE } from '../time.js';
import { outcomeWord, tokenWord, windowLook } from '../words.js';

/** The view of a request by its id. */
export function requestView(id) {
  const element = el('div', { class: 'stack' });
  load(element, (signal) => ask(id, signal), ({ request, price }) => (request ? account(request, price)
    : empty('The ledger has no such request', 'A call shows up a moment after it ended; a request that was refused before anything was held has no row.', el('a', { class: 'button', href: '#/cost' }, 'All requests'))), { lines: 12 });
  return el('div', { class: 'page' }, el('header', { class: 'page-head' }, el('div', {}, el('a', { href: '#/cost', class: 'quiet small' }, '← Cost'), el('h1', { tabindex: '-1' }, 'Why this cost what it cost'),
    el('p', { class: 'quiet small code id' }, id, ' ', el('button', { class: 'button plain icon-only small', type: 'button', 'aria-label': 'Copy the id', onclick: () => copy(id) }, icon('copy', 'small'))))), element);
}

/** The request, and what the price list says of the instant that counted, where the key may know it. */
async function ask(id, signal) {
  const request = (await get(`${reports()}/requests`, { id }, { signal })).data[0];
  if (!request?.price_row) {
    return { request, price: null };
  }
  const price = await get('v1/prices', { model: request.requested_model, at: request.completed_at }, { signal }).catch(() => null);
  return { request, price: price?.row === request.price_row ? price : null };
}

function account(request, price) {
  const [outcome, look] = outcomeWord(request.outcome);
  return [
    el('section', { class: 'card padded account-head', 'aria-label': 'Sum' },
      el('div', {}, el('p', { class: 'quiet small' }, 'Cost'), el('p', { class: 'headline numbers' }, request.cost_usd === null ? (request.state === 'reserved' ? 'Not known yet' : 'No price') : `$${request.cost_usd}`),
        request.held_usd && el('p', { class: 'quiet small numbers' }, `$${request.held_usd} is held while it runs, the most that it can cost.`)),
      el('div', { class: 'row' }, request.window && el('span', { class: `badge ${windowLook(request.window)}` }, request.window),
        el('span', { class: `badge ${look}` }, outcome), request.source && el('span', { class: request.source === 'estimated' ? 'badge warn' : 'badge' }, sourceText(request.source)))),
    el('section', { class: 'card', 'aria-label': 'Lines' }, el('div', { class: 'card-head' }, el('h2', {}, 'Line by line')), lines(request)),
    el('section', { class: 'card padded stack', 'aria-label': 'Price' }, el('h2', {}, 'Which price'), priceWords(request, price)),
    el('section', { class: 'card padded stack', 'aria-label': 'Time' }, el('h2', {}, 'When'), responsive((width) => instants(request, width)), attempts(request)),
    el('section', { class: 'card padded', 'aria-label': 'Request' }, el('h2', {}, 'What was asked'), facts(request)),
  ];
}

function sourceText(source) {
  return { provider: 'tokens as the provider reported them', drained: 'read on after the caller left', estimated: 'tokens estimated' }[source] ?? source;
}

function lines(request) {
  if (!request.cost.length) {
    return empty(request.cost_usd === null ? 'There are no lines' : 'Nothing was billed', request.cost_usd === null && request.state !== 'reserved'
      ? 'The price list had no price for this model: the tokens are counted as unpriced.' : request.state === 'reserved' ? 'It is under way.' : 'The provider was not contacted, or answered with an error.');
  }
  const exact = request.cost.every((line) => line.tokens === null || amount(line.tokens, line.usd_per_million) === pico(line.usd));
  const adds = request.cost.reduce((all, line) => all + pico(line.usd), 0n) === pico(request.cost_usd);
  return el('div', { class: 'table-frame' }, el('table', { class: 'folds lines' },
    el('thead', {}, el('tr', {}, el('th', {}, 'Tokens of'), el('th', { class: 'number' }, 'Tokens'), el('th', { class: 'number' }, 'Rate per million'), el('th', { class: 'number' }, 'Amount'))),
    el('tbody', {}, request.cost.map((line) => el('tr', {}, el('td', {}, tokenWord(line.token_type)),
      el('td', { class: 'number', 'data-label': 'Tokens' }, line.tokens === null ? '' : line.tokens.toLocaleString('en')),
      el('td', { class: 'number', 'data-label': 'Rate per million' }, line.usd_per_million === null ? '' : `× ${rate(line.usd_per_million)}`),
      el('td', { class: 'number', 'data-label': 'Amount' }, `$${line.usd}`)))),
    el('tfoot', {}, el('tr', {}, el('th', { scope: 'row' }, 'Sum ', exact && adds && el('span', { class: 'quiet small checked' }, icon('check', 'small'), 'reckoned again here: it adds up')),
      el('td', {}), el('td', {}), el('td', { class: 'number', 'data-label': 'Amount' }, `$${request.cost_usd}`)))));
}

function priceWords(request, price) {
  if (!request.price_row) {
    return el('p', {}, 'No row of the price list applied.');
  }
  const model = request.price_row.slice(0, request.price_row.indexOf('@'));
  const saved = pico(request.saved_usd ?? '0');
  return [el('p', {}, 'The row ', el('a', { href: `#/prices/${encodeURIComponent(model)}` }, el('code', {}, request.price_row)), ', in the window ',
    el('span', { class: `badge ${windowLook(request.window)}` }, request.window), '.'),
  price && billedWords(request, price),
  saved > 0n && notice('', 'In the dearest window of that row the same tokens would have cost ', el('strong', {}, `$${plain(pico(request.cost_usd) + saved)}`), `: $${request.saved_usd} were saved.`)];
}

/** Which instant counted, and how near another price was. */
function billedWords(request, price) {
  const atStart = price.billed_at === 'start';
  const counted = atStart ? request.started_at : request.completed_at;
  const change = price.next_change;
  return el('p', {}, `The instant at which the ${atStart ? 'call started' : 'answer was complete'} counts: `, el('strong', {}, `${date(counted)}, ${precise(counted)}`), '. ',
    change?.window && change.window !== request.window && Date.parse(change.at) > Date.parse(counted)
      && [`From ${utc(change.at)} on, ${duration(Date.parse(change.at) - Date.parse(counted))} later, it would have been `, el('span', { class: `badge ${windowLook(change.window)}` }, change.window), '.']);
}

/** The instants and the attempts on one line of time. */
function instants(request, width) {
  const begin = Date.parse(request.started_at);
  const end = Math.max(begin + 1, ...[request.completed_at, ...request.attempts.map((attempt) => attempt.ended_at)].filter(Boolean).map((instant) => Date.parse(instant)));
  const x = scale(begin, end, 8, width - 8);
  const height = 34 + request.attempts.length * 26;
  const first = request.first_event_at && Date.parse(request.first_event_at);
  return plot(width, height, 'When the request ran; listed below',
    request.attempts.map((attempt, at) => {
      const from = x(Date.parse(attempt.started_at));
      const until = attempt.ended_at ? x(Date.parse(attempt.ended_at)) : width - 8;
      return svg('g', { class: attempt.outcome === 'completed' ? 's1' : 's7' }, svg('rect', { class: 'filled attempt', x: from, y: 6 + at * 26, width: Math.max(3, until - from), height: 18, rx: 3 },
        svg('title', {}, `Attempt ${attempt.attempt} at ${attempt.provider}/${attempt.model}`)));
    }),
    first && [svg('line', { class: 'now', x1: x(first), x2: x(first), y1: 2, y2: height - 26 }), svg('text', { class: 'now-text', x: x(first) + 4, y: height - 26 }, `first token after ${span(first - begin)}`)],
    svg('line', { class: 'axis', x1: 8, x2: width - 8, y1: height - 20, y2: height - 20 }),
    svg('text', { x: 8, y: height - 5 }, 'start'), svg('text', { x: width - 8, y: height - 5, 'text-anchor': 'end' }, `${request.completed_at ? 'complete' : 'running'}, ${span(end - begin)}`));
}

function attempts(request) {
  return el('div', { class: 'table-frame' }, el('table', { class: 'folds' },
    el('thead', {}, el('tr', {}, ['Attempt', 'Provider', 'Started', 'Took', 'Ended', 'Tokens', 'Cost'].map((name, at) => el('th', { class: at > 4 ? 'number' : null }, name)))),
    el('tbody', {}, request.attempts.map((attempt) => {
      const [outcome, look] = outcomeWord(attempt.outcome);
      return el('tr', {}, el('td', {}, `Attempt ${attempt.attempt}`), el('td', { 'data-label': 'Provider' }, `${attempt.provider}/${attempt.model}`),
        el('td', { 'data-label': 'Started' }, precise(attempt.started_at)), el('td', { 'data-label': 'Took' }, attempt.ended_at ? span(Date.parse(attempt.ended_at) - Date.parse(attempt.started_at)) : '–'),
        el('td', { 'data-label': 'Ended' }, el('span', { class: `badge ${look}` }, outcome, attempt.status ? ` ${attempt.status}` : '')),
        el('td', { class: 'number', 'data-label': 'Tokens' }, `${(attempt.usage.input ?? 0).toLocaleString('en')} / ${(attempt.usage.output ?? 0).toLocaleString('en')}`),
        el('td', { class: 'number', 'data-label': 'Cost' }, usd(attempt.cost_usd)));
    }))));
}

function precise(instant) {
  return `${write(instant, 'UTC', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 })} UTC`;
}

function facts(request) {
  const here = (instant) => (IN_UTC ? '' : `, ${write(instant, ZONE, { hour: '2-digit', minute: '2-digit' })} here`);
  const rows = [
    ['Model asked for', request.requested_model], ['Route', request.route], ['Sent to', `${request.provider}/${request.upstream_model}`], ['Ran', request.response_model],
    ['Started', utc(request.started_at) + here(request.started_at)], ['Complete', request.completed_at && utc(request.completed_at) + here(request.completed_at)],
    ['Streamed', request.streamed ? 'yes' : 'no'], ['Status', request.status === 499 ? '499, the caller left' : request.status],
    ['Key', who().administrator ? request.key : null], ['Team', request.team === 'none' ? null : request.team], ['Your own id', request.client_request_id],
    ['Tags', Object.entries(request.tags).map(([name, value]) => `${name}=${value}`).join(', ')],
  ];
  return el('dl', { class: 'facts' }, rows.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, String(value)))));
}
