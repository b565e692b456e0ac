// Routes and health: who would be called now, and how the providers are.

import { get } from '../api.js';
import { el, pageHead, show } from '../dom.js';
import { allPrices } from '../models.js';
import { load } from '../states.js';
import { write, ZONE } from '../time.js';
import { askView } from './ask.js';
import { providersView } from './providers.js';
import { routesView } from './routes.js';

const EVERY = 5000;

let timer = null;

/** The view; it asks anew every few seconds while it can be seen. */
export function view() {
  const providers = el('div');
  const routes = el('div.stack');
  const fresh = el('span.quiet.small.numbers');
  const pause = el('input', { type: 'checkbox', checked: true });
  const element = el(
    'div.page',
    pageHead(
      'Routes and health',
      'Who would be called at this moment, at which price, and how the providers are.',
      el('div.fresh-note', fresh, el('label.checkbox.small', pause, 'Keep it fresh')),
    ),
    el('h2', 'Providers'),
    providers,
    el('h2', 'Routes'),
    routes,
    el('section.card.padded.stack', { 'aria-label': 'Ask' }, askView()),
  );

  async function ask() {
    await Promise.all([
      load(providers, async (signal) => (await get('admin/providers', {}, { signal })).data, providersView, {
        lines: 4,
        keep: true,
      }),
      load(routes, questions, routesView, { lines: 8, keep: true }),
    ]);
    show(fresh, `As of ${write(Date.now(), ZONE, { hour: '2-digit', minute: '2-digit', second: '2-digit' })}`);
  }

  ask();
  leave();
  timer = setInterval(() => {
    const reading = element.contains(document.activeElement) && document.activeElement.matches('a, td, summary');
    if (pause.checked && !document.hidden && !reading) {
      ask();
    }
  }, EVERY);
  return element;
}

/** Another view is shown: nothing is to be asked any more. */
export function leave() {
  clearInterval(timer);
}

/** The routes, and of those with a choice which target is taken now and after the next change of a price. */
async function questions(signal) {
  const [{ data }, prices] = await Promise.all([get('admin/routes', {}, { signal }), allPrices(signal)]);
  return Promise.all(
    data.map(async (route) => {
      if (route.targets.length < 2) {
        return { route, now: null, then: null };
      }
      const change = route.strategy === 'cheapest-now' ? nextChange(route, prices) : null;
      const question = { model: route.name, input_tokens: 1000, max_tokens: 500 };
      const [now, then] = await Promise.all([
        get('admin/routes', question, { signal }),
        change && get('admin/routes', { ...question, at: change }, { signal }),
      ]);
      return { route, now, then };
    }),
  );
}

function nextChange(route, prices) {
  const changes = route.targets
    .map(
      (target) =>
        [...prices.values()].find(
          (price) => price.provider === target.provider && price.upstream_model === target.model,
        )?.next_change?.at,
    )
    .filter(Boolean);
  return changes.sort((one, other) => Date.parse(one) - Date.parse(other))[0] ?? null;
}
