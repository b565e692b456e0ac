// Keys and teams, for administrators.

import { get, send } from '../api.js';
import { openDialog } from '../dialog.js';
import { el, pageHead, show, toast } from '../dom.js';
import { icon } from '../icons.js';
import { allModels } from '../models.js';
import { empty, failureNotice, load, notice } from '../states.js';
import { actions, table } from '../table.js';
import { date, stamp } from '../time.js';
import { budgetView } from './budget.js';
import { keyDialog, teamDialog } from './forms.js';

const PAGE = 100;

/** The view. */
export function view() {
  const keys = el('section.card', { 'aria-label': 'Keys' });
  const teams = el('section.card', { 'aria-label': 'Teams' });
  const state = { teams: [], models: new Map(), ask };

  function ask() {
    load(
      teams,
      async (signal) => {
        const [found, models] = await Promise.all([all('admin/teams', signal), allModels(signal)]);
        Object.assign(state, { teams: found, models });
        return found;
      },
      (found) => teamsView(found, ask),
      { lines: 3, keep: true },
    );
    load(
      keys,
      (signal) => all('admin/keys', signal),
      (found) => keysView(found, state),
      { lines: 6, keep: true },
    );
  }

  ask();
  return el(
    'div.page',
    pageHead(
      'Keys',
      'Who may call, which models, how much, and what remains.',
      el(
        'div.row',
        el('button.button', { type: 'button', onclick: () => teamDialog(null, ask) }, icon('people'), 'New team'),
        el('button.button.primary', { type: 'button', onclick: () => keyDialog(null, state) }, icon('plus'), 'New key'),
      ),
    ),
    keys,
    teams,
  );
}

/** All pages of a list. */
async function all(path, signal) {
  const found = [];
  let cursor = null;
  do {
    const page = await get(path, { limit: PAGE, cursor }, { signal });
    found.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

const STATUS = { active: 'good', expired: 'warn', revoked: 'bad' };

function keysView(keys, state) {
  const body = el('tbody');
  const withEnded = el('input', { type: 'checkbox', onchange: fill });
  const ended = keys.filter((key) => key.status === 'revoked').length;

  function fill() {
    show(
      body,
      keys.filter((key) => withEnded.checked || key.status !== 'revoked').map((key) => keyRow(key, state)),
    );
  }

  fill();
  const head = el(
    'div.row.spread.card-head',
    el('h2', 'Keys'),
    ended > 0 && el('label.checkbox.small', withEnded, `Show ${ended} revoked`),
  );
  if (!keys.length) {
    return [
      head,
      empty(
        'No keys yet',
        'Until you make one, the administrator’s key is the only one. Services are better off with one of their own: it has limits, a budget and an end.',
        el('button.button.primary', { type: 'button', onclick: () => keyDialog(null, state) }, icon('plus'), 'New key'),
      ),
    ];
  }
  return [
    head,
    table(
      ['Name', 'Status', 'Team', 'Models', 'Limits', 'Budget', 'Expires', actions()],
      body,
    ),
  ];
}

function keyRow(key, state) {
  const over = key.status === 'revoked';
  return el(
    'tr',
    {},
    el('td', el('span', el('strong', key.name), el('span.quiet.small.upstream.code', key.hint))),
    el('td', { 'data-label': 'Status' }, el('span', { class: `badge ${STATUS[key.status] ?? ''}` }, key.status)),
    el('td', { 'data-label': 'Team' }, key.team ?? ''),
    el(
      'td',
      { 'data-label': 'Models' },
      el('span', { title: key.models?.join(', ') ?? null }, key.models ? shortList(key.models) : 'all'),
    ),
    el('td', { 'data-label': 'Limits' }, el('span.small.numbers', limits(key).join(', ') || 'none')),
    el(
      'td',
      { 'data-label': 'Budget' },
      key.budget_usd
        ? budgetView({ ...key, limit_usd: key.budget_usd, period: key.budget_period })
        : el('span.quiet', 'none'),
    ),
    el(
      'td',
      { 'data-label': 'Expires' },
      key.expires_at ? stamp(key.expires_at, date(key.expires_at)) : el('span.quiet', 'never'),
    ),
    el(
      'td.actions',
      !over &&
        el(
          'span.row',
          el(
            'button.button.small',
            { type: 'button', 'aria-label': `Change ${key.name}`, onclick: () => keyDialog(key, state) },
            'Change',
          ),
          el(
            'button.button.small.danger',
            { type: 'button', 'aria-label': `Revoke ${key.name}`, onclick: () => revokeDialog(key, state.ask) },
            'Revoke',
          ),
        ),
    ),
  );
}

function shortList(models) {
  return models.length > 2 ? `${models.slice(0, 2).join(', ')} and ${models.length - 2} more` : models.join(', ');
}

/** The limits of a key in words. */
export function limits(key) {
  return [
    key.requests_per_minute && `${key.requests_per_minute.toLocaleString('en')} requests a minute`,
    key.tokens_per_minute && `${key.tokens_per_minute.toLocaleString('en')} tokens a minute`,
    key.concurrency && `${key.concurrency.toLocaleString('en')} at once`,
  ].filter(Boolean);
}

function revokeDialog(key, changed) {
  const said = el('div.said');
  const button = el('button.button.danger', { type: 'button', onclick: revoke }, 'Revoke for ever');
  const dialog = openDialog(
    `Revoke ${key.name}?`,
    notice(
      'warn',
      'Who calls with it is refused from now on, by every replica within 5 seconds. This cannot be undone, and the name is not given again. The ledger keeps what it spent.',
    ),
    said,
    el('div.dialog-end', el('button.button', { type: 'button', onclick: () => dialog.close() }, 'Keep it'), button),
  );

  async function revoke() {
    button.disabled = true;
    try {
      await send('DELETE', `admin/keys/${key.id}`);
      dialog.close();
      toast(`${key.name} is revoked`);
      changed();
    } catch (reason) {
      button.disabled = false;
      show(said, failureNotice(reason));
    }
  }
}

function teamsView(teams, changed) {
  const head = el('div.card-head', el('h2', 'Teams'));
  if (!teams.length) {
    return [head, empty('No teams yet', 'The keys of a team share its budget, and reports can be apart by team.')];
  }
  return [
    head,
    table(
      ['Name', 'Budget', 'Made', actions()],
      teams.map((team) =>
        el(
          'tr',
          el('td', el('strong', team.name)),
          el(
            'td',
            { 'data-label': 'Budget' },
            team.budget_usd
              ? budgetView({ ...team, limit_usd: team.budget_usd, period: team.budget_period })
              : el('span.quiet', 'none'),
          ),
          el('td', { 'data-label': 'Made' }, stamp(team.created_at, date(team.created_at))),
          el(
            'td.actions',
            el(
              'button.button.small',
              { type: 'button', 'aria-label': `Change ${team.name}`, onclick: () => teamDialog(team, changed) },
              'Change',
            ),
          ),
        ),
      ),
    ),
  ];
}
