// Tables in a frame of their own, which fold into cards on a phone.

import { el } from './dom.js';

/** The head of a column of numbers. */
export function numbers(name) {
  return el('th.number', name);
}

/** The head of a column of buttons. */
export function actions() {
  return el('th', el('span.only-heard', 'Actions'));
}

/**
 * Makes a table.
 * @param heads {(string|Node|false)[]} what stands above the columns; false for one that is left out
 * @param rows {Node[]|Node} its rows, or a body whose rows come and go
 * @param more {{foot?: Node, look?: string, region?: string}} the row below the others, its classes, each behind a
 * dot, and a name if one can go there by keys
 */
export function table(heads, rows, { foot, look = '.folds', region } = {}) {
  return el(
    'div.table-frame',
    region ? { tabindex: '0', role: 'region', 'aria-label': region } : {},
    el(
      `table${look}`,
      el(
        'thead',
        el(
          'tr',
          heads.map((head) => (typeof head === 'string' ? el('th', head) : head)),
        ),
      ),
      rows instanceof Node ? rows : el('tbody', rows),
      foot && el('tfoot', foot),
    ),
  );
}
