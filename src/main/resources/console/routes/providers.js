// How each provider is: its keys, its calls, how soon its models answer.

import { el, svg } from '../dom.js';
import { providerName } from '../models.js';
import { empty } from '../states.js';
import { duration, span } from '../time.js';
import { stateMeaning, stateWord } from '../words.js';

/** A card for each provider. */
export function providersView(providers) {
  if (!providers.length) {
    return el('div.card', empty('No provider is switched on', 'Set a provider’s key, or start with the simulator.'));
  }
  const slowest = Math.max(1, ...providers.flatMap((provider) => Object.values(provider.first_token_ms)));
  return el(
    'div.providers',
    providers.map((provider) => providerView(provider, slowest)),
  );
}

function providerView(provider, slowest) {
  const [word, look] = stateWord(provider.state);
  const speeds = Object.entries(provider.first_token_ms).sort(([, one], [, other]) => one - other);
  return el(
    'section.card.padded.stack',
    { 'aria-label': provider.name },
    el(
      'div.row.spread',
      el('h3', providerName(provider.name)),
      el('span', { class: `badge ${look}`, title: stateMeaning(provider.state) }, word),
    ),
    el(
      'p.small.numbers',
      `${provider.in_flight.toLocaleString('en')} ${provider.in_flight === 1 ? 'call' : 'calls'} under way of ${provider.max_in_flight.toLocaleString('en')} that may be`,
    ),
    el(
      'ul.key-states',
      { 'aria-label': 'The gateway’s keys there' },
      provider.keys.map((key) => keyView(key)),
    ),
    speeds.length > 0
      ? [
          el('p.label', 'First token, of late'),
          el(
            'dl.speeds',
            speeds.map(([model, milliseconds]) =>
              el(
                'div',
                el('dt', model),
                el(
                  'dd',
                  el(
                    'span.share',
                    { 'aria-hidden': 'true' },
                    svg(
                      'svg',
                      { viewBox: '0 0 100 6', preserveAspectRatio: 'none' },
                      svg('rect', { width: (100 * milliseconds) / slowest, height: 6 }),
                    ),
                  ),
                  el('span.numbers', span(milliseconds)),
                ),
              ),
            ),
          ),
        ]
      : el('p.quiet.small', 'No call has measured a first-token time since the start.'),
  );
}

function keyView(key) {
  const [word, look] = stateWord(key.state);
  return el(
    'li',
    { class: `badge ${look}`, title: stateMeaning(key.state) },
    `Key ${key.key}: ${word.toLowerCase()}${key.rests_for_ms ? ` for ${duration(key.rests_for_ms)}` : ''}`,
  );
}
