// The requests of the ledger, newest first.

import { get } from '../api.js';
import { debounced, el, show } from '../dom.js';
import { icon } from '../icons.js';
import { usd } from '../money.js';
import { reports, who } from '../session.js';
import { empty, failureNotice, load } from '../states.js';
import { numbers, table } from '../table.js';
import { stamp } from '../time.js';
import { outcomeWord, windowLook } from '../words.js';
import { exportButton } from './sums.js';

const PAGE = 25;

/** Fills an element with the requests of a span, and the ways to find one. */
export function requestsView(element, span) {
  const filter = { words: '', key: '', team: '' };
  const rows = el('div');
  const csv = el('span');
  const text = (name, placeholder) =>
    el('input.input', {
      type: 'search',
      placeholder,
      'aria-label': placeholder,
      oninput: debounced(350, (event) => {
        filter[name] = event.target.value.trim();
        ask();
      }),
    });

  function query() {
    const id = /^req_[0-9a-f]{32}$/.test(filter.words);
    return {
      from: span.from,
      to: span.to,
      key: filter.key,
      team: filter.team,
      [id ? 'id' : 'client_request_id']: filter.words,
    };
  }

  function ask() {
    show(csv, exportButton('Requests as CSV', 'requests', query()));
    load(
      rows,
      (signal) => get(`${reports()}/requests`, { ...query(), limit: PAGE }, { signal }),
      (page) => list(page, query()),
      { lines: 8, keep: true },
    );
  }

  show(
    element,
    el('div.row.spread.card-head', el('h2', 'Requests'), csv),
    el(
      'div.filters',
      text('words', 'Request id, or your own id'),
      who().administrator && [text('key', 'Key'), text('team', 'Team')],
      el(
        'button.button.plain.icon-only',
        { type: 'button', 'aria-label': 'Ask again', title: 'Ask again', onclick: ask },
        icon('reload'),
      ),
    ),
    rows,
  );
  ask();
}

function list(page, query) {
  if (!page.data.length) {
    return empty(
      'No requests',
      query.client_request_id || query.id || query.key || query.team
        ? 'None in this time fits the filter.'
        : 'None in this time.',
    );
  }
  const body = el('tbody', page.data.map(row));
  const end = el('div.list-end');
  const more = (cursor) =>
    show(
      end,
      cursor
        ? el(
            'button.button',
            {
              type: 'button',
              onclick: async (event) => {
                event.currentTarget.disabled = true;
                show(event.currentTarget, 'Asking…');
                try {
                  const next = await get(`${reports()}/requests`, { ...query, limit: PAGE, cursor });
                  body.append(...next.data.map(row));
                  more(next.next_cursor);
                } catch (reason) {
                  more(cursor);
                  end.prepend(failureNotice(reason));
                }
              },
            },
            'Older requests',
          )
        : el('span.quiet.small', 'These are all.'),
    );
  more(page.next_cursor);
  return [
    table(
      [
        'Started',
        'Model',
        who().administrator && 'Key, team',
        numbers('Tokens'),
        'Window',
        numbers('Cost'),
        'Ended',
      ],
      body,
      { look: '.folds.requests' },
    ),
    end,
  ];
}

function row(request) {
  const [outcome, look] = outcomeWord(request.outcome);
  const ran = request.upstream_model && `${request.provider}/${request.upstream_model}`;
  return el(
    'tr.can-open',
    el('td.started', el('a.plain-link', { href: `#/cost/${request.id}` }, stamp(request.started_at))),
    el(
      'td.model',
      { 'data-label': 'Model' },
      el(
        'span',
        request.requested_model,
        ran && ran !== request.requested_model && el('span.quiet.small.upstream', ran),
      ),
    ),
    who().administrator &&
      el(
        'td.payer',
        { 'data-label': 'Key, team' },
        el('span', request.key, request.team !== 'none' && el('span.quiet.small.upstream', request.team)),
      ),
    el(
      'td.number.tokens',
      { 'data-label': 'Tokens' },
      el(
        'span',
        `${(request.usage.input ?? 0).toLocaleString('en')} / ${(request.usage.output ?? 0).toLocaleString('en')}`,
      ),
    ),
    el(
      'td.window',
      { 'data-label': 'Window' },
      request.window && el('span', { class: `badge ${windowLook(request.window)}` }, request.window),
    ),
    el(
      'td.number.amount',
      { 'data-label': 'Cost' },
      el(
        'span',
        { title: request.cost_usd ?? 'The model has no price' },
        request.cost_usd === null ? (request.state === 'reserved' ? '…' : 'no price') : usd(request.cost_usd),
      ),
    ),
    el('td.ended', { 'data-label': 'Ended' }, el('span', { class: `badge ${look}` }, outcome)),
  );
}
