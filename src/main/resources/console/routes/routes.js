// Each route with its targets, in the order in which they would be tried now.

import { el } from '../dom.js';
import { icon } from '../icons.js';
import { rate } from '../money.js';
import { empty, notice } from '../states.js';
import { numbers, table } from '../table.js';
import { both, span } from '../time.js';
import { stateMeaning, stateWord, windowLook } from '../words.js';

const STRATEGIES = {
  ordered: 'the first that can',
  weighted: 'by chance, as the weights say',
  'cheapest-now': 'the cheapest at this hour’s prices',
  fastest: 'the soonest first token of late',
};

/**
 * A card for each route.
 * @param found {{route: object, now: object|null, then: object|null}[]}
 */
export function routesView(found) {
  if (!found.length) {
    return el(
      'div.card',
      empty('No routes', 'Names of your own for models go into tollgate.routes in application.yml.'),
    );
  }
  const choices = found.filter(({ route }) => route.targets.length > 1);
  const single = found.filter(({ route }) => route.targets.length === 1).map(({ route }) => route);
  return [
    choices.length > 0 &&
      el(
        'p.small.quiet',
        'Who is taken is reckoned for a request of 1,000 tokens in and up to 500 out. Ask below for another.',
      ),
    choices.map(routeView),
    single.length > 0 && singleView(single),
  ];
}

/** Names that lead to one target each. */
function singleView(routes) {
  return el(
    'section.card',
    { 'aria-label': 'Names with one target' },
    el('div.route-head', el('h3', 'Names with one target')),
    table(
      ['Name', 'Target', 'State', numbers('First token'), 'Price now, in / out'],
      routes.map(({ name, targets: [target] }) =>
        el(
          'tr',
          el('td', name),
          el('td', { 'data-label': 'Target' }, `${target.provider}/${target.model}`),
          stateCells(target),
        ),
      ),
    ),
  );
}

function stateCells(target) {
  const [word, look] = stateWord(target.state);
  return [
    el(
      'td',
      { 'data-label': 'State' },
      el('span', { class: `badge ${look}`, title: stateMeaning(target.state) }, word),
    ),
    el('td.number', { 'data-label': 'First token' }, target.first_token_ms ? span(target.first_token_ms) : '–'),
    el(
      'td',
      { 'data-label': 'Price now' },
      target.price_now
        ? el(
            'span.numbers',
            `${rate(target.price_now.per_million.input)} / ${rate(target.price_now.per_million.output)} `,
            el('span', { class: `badge ${windowLook(target.price_now.window)}` }, target.price_now.window),
          )
        : 'no price',
    ),
  ];
}

function routeView({ route, now, then }) {
  return el(
    'section.card',
    { 'aria-label': `Route ${route.name}` },
    el(
      'div.route-head',
      el('h3', route.name),
      el('span.badge', route.strategy),
      el(
        'span.quiet.small',
        [
          STRATEGIES[route.strategy],
          `up to ${route.attempts} ${route.attempts === 1 ? 'attempt' : 'attempts'}`,
          route.deadline && `deadline ${route.deadline.replace('PT', '').toLowerCase()}`,
          route.resume !== 'off' && `resume: ${route.resume}`,
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    ),
    targets(route, now),
    now && takenView(now, then),
  );
}

/** Targets as they would be tried; where nobody was asked, as they are configured. */
function targets(route, now) {
  const find = (considered) =>
    route.targets.find((target) => target.provider === considered.provider && target.model === considered.model);
  const rows = now
    ? now.targets.map((considered) => ({ target: find(considered) ?? considered, considered }))
    : route.targets.map((target) => ({ target, considered: null }));
  const weighted = route.targets.some((target) => target.weight !== 1);
  const grouped = route.targets.some((target) => target.group !== null);
  return table(
    [
      'Target',
      grouped && numbers('Group'),
      weighted && numbers('Weight'),
      'State',
      numbers('First token'),
      'Price now, in / out',
      now && 'Why',
    ],
    rows.map(({ target, considered }) => {
      const taken =
        now?.taken && considered.provider === now.taken.provider && considered.model === now.taken.model;
      return el(
        'tr',
        { class: taken ? 'taken' : null },
        el(
          'td',
          el(
            'span',
            `${target.provider}/${target.model} `,
            taken && el('span.badge.good', icon('check', 'small'), 'taken now'),
          ),
        ),
        grouped && el('td.number', { 'data-label': 'Group' }, String(target.group ?? '–')),
        weighted && el('td.number', { 'data-label': 'Weight' }, String(target.weight)),
        stateCells(target),
        now && el('td', { 'data-label': 'Why' }, el('span.small.quiet', considered.reason)),
      );
    }),
  );
}

function takenView(now, then) {
  const change = then?.taken && then.taken.provider + then.taken.model !== now.taken?.provider + now.taken?.model;
  return el(
    'div.route-note.stack',
    !now.taken && notice('warn', 'No target can serve a request now.'),
    then &&
      el(
        'p.small.change',
        icon('clock'),
        el(
          'span',
          change
            ? [`From ${both(then.at)} on it takes `, el('strong', `${then.taken.provider}/${then.taken.model}`), '.']
            : `The next change of a price, on ${both(then.at)}, changes nothing about that.`,
        ),
      ),
  );
}
