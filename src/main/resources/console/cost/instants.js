// When a request ran, attempt by attempt.

import { el, svg } from '../dom.js';
import { usd } from '../money.js';
import { plot, scale } from '../plot.js';
import { numbers, table } from '../table.js';
import { precise, span } from '../time.js';
import { outcomeWord } from '../words.js';

/** The instants and the attempts on one line of time. */
export function instants(request, width) {
  const begin = Date.parse(request.started_at);
  const end = Math.max(
    begin + 1,
    ...[request.completed_at, ...request.attempts.map((attempt) => attempt.ended_at)]
      .filter(Boolean)
      .map((instant) => Date.parse(instant)),
  );
  const x = scale(begin, end, 8, width - 8);
  const height = 34 + request.attempts.length * 26;
  const first = request.first_event_at && Date.parse(request.first_event_at);
  return plot(
    width,
    height,
    'When the request ran; listed below',
    request.attempts.map((attempt, at) => {
      const from = x(Date.parse(attempt.started_at));
      const until = attempt.ended_at ? x(Date.parse(attempt.ended_at)) : width - 8;
      return svg(
        'g',
        { class: attempt.outcome === 'completed' ? 's1' : 's7' },
        svg(
          'rect.filled.attempt',
          { x: from, y: 6 + at * 26, width: Math.max(3, until - from), height: 18, rx: 3 },
          svg('title', `Attempt ${attempt.attempt} at ${attempt.provider}/${attempt.model}`),
        ),
      );
    }),
    first && [
      svg('line.now', { x1: x(first), x2: x(first), y1: 2, y2: height - 26 }),
      svg('text.now-text', { x: x(first) + 4, y: height - 26 }, `first token after ${span(first - begin)}`),
    ],
    svg('line.axis', { x1: 8, x2: width - 8, y1: height - 20, y2: height - 20 }),
    svg('text', { x: 8, y: height - 5 }, 'start'),
    svg(
      'text',
      { x: width - 8, y: height - 5, 'text-anchor': 'end' },
      `${request.completed_at ? 'complete' : 'running'}, ${span(end - begin)}`,
    ),
  );
}

/** The attempts as a table. */
export function attempts(request) {
  return table(
    ['Attempt', 'Provider', 'Started', 'Took', 'Ended', numbers('Tokens'), numbers('Cost')],
    request.attempts.map((attempt) => {
      const [outcome, look] = outcomeWord(attempt.outcome);
      return el(
        'tr',
        el('td', `Attempt ${attempt.attempt}`),
        el('td', { 'data-label': 'Provider' }, `${attempt.provider}/${attempt.model}`),
        el('td', { 'data-label': 'Started' }, precise(attempt.started_at)),
        el(
          'td',
          { 'data-label': 'Took' },
          attempt.ended_at ? span(Date.parse(attempt.ended_at) - Date.parse(attempt.started_at)) : '–',
        ),
        el(
          'td',
          { 'data-label': 'Ended' },
          el('span', { class: `badge ${look}` }, outcome, attempt.status ? ` ${attempt.status}` : ''),
        ),
        el(
          'td.number',
          { 'data-label': 'Tokens' },
          `${(attempt.usage.input ?? 0).toLocaleString('en')} / ${(attempt.usage.output ?? 0).toLocaleString('en')}`,
        ),
        el('td.number', { 'data-label': 'Cost' }, usd(attempt.cost_usd)),
      );
    }),
  );
}
