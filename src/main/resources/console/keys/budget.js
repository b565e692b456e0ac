// How it stands with a budget.

import { el, svg } from '../dom.js';
import { percent, pico, usd } from '../money.js';
import { date, stamp } from '../time.js';

const PERIODS = { day: 'a day', week: 'a week', month: 'a month', total: 'in all' };

/**
 * A bar of what was spent and what calls under way may cost, and what remains in words.
 * @param budget {{limit_usd, spent_usd, held_usd, remaining_usd, period, resets_at}}
 */
export function budgetView(budget) {
  const limit = pico(budget.limit_usd);
  const known = budget.spent_usd !== null && budget.spent_usd !== undefined;
  const spent = known ? percent(pico(budget.spent_usd), limit) : 0;
  const held = known ? percent(pico(budget.held_usd ?? '0'), limit) : 0;
  const low = known && spent + held >= 90;
  return el(
    'span.budget.numbers',
    el(
      'span',
      known
        ? [
            el('strong', { title: `${budget.remaining_usd} USD` }, `${usd(budget.remaining_usd)} left`),
            ` of ${usd(budget.limit_usd)} ${PERIODS[budget.period] ?? ''}`,
          ]
        : `${usd(budget.limit_usd)} ${PERIODS[budget.period] ?? ''}`,
    ),
    known &&
      svg(
        'svg',
        {
          class: low ? 'budget-bar low' : 'budget-bar',
          viewBox: '0 0 100 6',
          preserveAspectRatio: 'none',
          role: 'img',
          'aria-label': `${spent} % spent, ${held} % held by calls under way`,
        },
        svg('rect.spent', { width: Math.min(100, spent), height: 6 }),
        svg('rect.held', { x: Math.min(100, spent), width: Math.min(100 - Math.min(100, spent), held), height: 6 }),
      ),
    budget.resets_at && el('span.quiet.small', 'whole again ', stamp(budget.resets_at, date(budget.resets_at))),
  );
}
