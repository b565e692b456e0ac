// Sums as a table, and reports as files.

import { download } from '../api.js';
import { el, show, svg, toast } from '../dom.js';
import { icon } from '../icons.js';
import { dollars, percent, plain } from '../money.js';
import { reports } from '../session.js';
import { numbers, table } from '../table.js';
import { explain, windowLook } from '../words.js';
import { GROUPS } from './groups.js';

/** The table of the groups, and what all of them come to. */
export function sums(groups, by, asked) {
  const whole = groups.reduce((all, group) => all + group.cost, 0n);
  const number = (label, text, title = null) => el('td.number', { 'data-label': label, title }, el('span', text));
  return el(
    'section.card',
    { 'aria-label': 'Sums' },
    el(
      'div.row.spread.card-head',
      el('h2', `By ${(GROUPS[by] ?? by.replace('tag:', 'tag ')).toLowerCase()}`),
      exportButton('Costs as CSV', 'costs', { group_by: `day,${by}`, from: asked.from, to: asked.to }),
    ),
    table(
      [GROUPS[by] ?? 'Value', ...['Requests', 'Tokens in', 'Tokens out', 'Saved', 'Cost', 'Share'].map(numbers)],
      groups.map((group) =>
        el(
          'tr',
          {},
          el(
            'td',
            by === 'window' ? el('span', { class: `badge ${windowLook(group.name)}` }, group.name) : group.name,
          ),
          number('Requests', group.requests.toLocaleString('en')),
          number('Tokens in', group.input.toLocaleString('en')),
          number('Tokens out', group.output.toLocaleString('en')),
          number('Saved', dollars(group.saved), plain(group.saved)),
          number('Cost', dollars(group.cost), plain(group.cost)),
          el('td.number', { 'data-label': 'Share' }, share(percent(group.cost, whole))),
        ),
      ),
      {
        foot: el(
          'tr',
          el('th', { scope: 'row' }, 'All'),
          number('Requests', groups.reduce((all, group) => all + group.requests, 0).toLocaleString('en')),
          number('Tokens in', groups.reduce((all, group) => all + group.input, 0).toLocaleString('en')),
          number('Tokens out', groups.reduce((all, group) => all + group.output, 0).toLocaleString('en')),
          number('Saved', dollars(groups.reduce((all, group) => all + group.saved, 0n))),
          number('Cost', dollars(whole), plain(whole)),
          el('td'),
        ),
      },
    ),
  );
}

function share(value) {
  return el(
    'span',
    `${value} % `,
    el(
      'span.share',
      { 'aria-hidden': 'true' },
      svg('svg', { viewBox: '0 0 100 6', preserveAspectRatio: 'none' }, svg('rect', { width: value, height: 6 })),
    ),
  );
}

/** A button that saves a report, and tells how far it is. */
export function exportButton(label, report, query) {
  const words = el('span', label);
  const button = el('button.button.small', { type: 'button', onclick: save }, icon('download'), words);
  return button;

  async function save() {
    button.disabled = true;
    try {
      await download(`${reports()}/${report}`, query, `tollgate-${report}.csv`, (size) =>
        show(words, `${Math.ceil(size / 1024).toLocaleString('en')} KB…`),
      );
      toast('Saved');
    } catch (reason) {
      toast(explain(reason).title);
    } finally {
      button.disabled = false;
      show(words, label);
    }
  }
}
