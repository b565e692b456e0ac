// Cost: what was spent, by what, and each request of it.

import { choice, el, field, pageHead } from '../dom.js';
import { DAY, midnight } from '../time.js';
import { requestsView } from './requests.js';
import { requestView } from './request.js';
import { spendView } from './spend.js';

const PERIODS = [
  { value: 'today', label: 'Today', days: 1 },
  { value: '7d', label: '7 days', days: 7 },
  { value: '30d', label: '30 days', days: 30 },
  { value: '90d', label: '90 days', days: 90 },
  { value: 'own', label: 'From – to' },
];

/** The view: the reports, or one request where the address names it. */
export function view({ detail, query }) {
  return detail ? requestView(detail) : reports(query);
}

function reports(query) {
  const state = {
    period: PERIODS.some((one) => one.value === query.get('period')) ? query.get('period') : '7d',
    from: query.get('from') ?? day(-6),
    to: query.get('to') ?? day(0),
    by: query.get('by') ?? 'provider',
  };
  const spend = el('div.stack');
  const requests = el('section.card', { 'aria-label': 'Requests' });
  const from = el('input.input', { type: 'date', value: state.from, onchange: () => own('from', from) });
  const to = el('input.input', { type: 'date', value: state.to, onchange: () => own('to', to) });
  const dates = el(
    'div.row.own-dates',
    { hidden: state.period !== 'own' },
    field('From', from),
    field('To (included)', to),
    el('span.quiet.small', 'Days in UTC'),
  );

  function own(name, input) {
    if (input.value) {
      state[name] = input.value;
      ask();
    }
  }

  /** Asks anew; the address keeps what was asked, so that it can be sent to somebody. */
  function ask() {
    const words = {
      period: state.period,
      by: state.by,
      ...(state.period === 'own' && { from: state.from, to: state.to }),
    };
    history.replaceState(null, '', `#/cost?${new URLSearchParams(words)}`);
    const asked = span(state);
    spendView(spend, asked, state.by, (by) => {
      state.by = by;
      ask();
    });
    requestsView(requests, asked);
  }

  ask();
  return el(
    'div.page',
    pageHead(
      'Cost',
      'What was spent, to the last fraction of a cent, as the ledger has it.',
      choice(
        'Period',
        PERIODS,
        state.period,
        (period) => {
          state.period = period;
          dates.hidden = period !== 'own';
          ask();
        },
        'segments',
      ),
    ),
    dates,
    spend,
    requests,
  );
}

/** A day in UTC, as the API reads it. */
function day(ahead) {
  return new Date(midnight(Date.now(), 'UTC', ahead)).toISOString().slice(0, 10);
}

/** The span of a choice: whole days in UTC, the end excluded. */
function span(state) {
  const { days } = PERIODS.find((one) => one.value === state.period);
  if (days) {
    return { from: day(1 - days), to: day(1), hourly: days === 1 };
  }
  const to = new Date(Date.parse(state.to) + DAY).toISOString().slice(0, 10);
  return { from: state.from, to, hourly: Date.parse(to) - Date.parse(state.from) <= DAY };
}
