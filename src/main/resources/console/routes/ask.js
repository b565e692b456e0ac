// Which target a request of some kind would get, and why.

import { get } from '../api.js';
import { combobox } from '../combobox.js';
import { el, field, show } from '../dom.js';
import { allModels, byKind, group } from '../models.js';
import { failureNotice, notice } from '../states.js';
import { table } from '../table.js';
import { utc } from '../time.js';
import { stateMeaning, stateWord } from '../words.js';

const NEEDS = {
  image: 'Pictures',
  audio: 'Sounds',
  video: 'Video',
  file: 'Files',
  tools: 'Tools',
  json_schema: 'JSON schema',
};

/** The form and its answer. */
export function askView() {
  const place = el('div.field', el('span.label', 'Model'), el('span.quiet.small', 'Asking…'));
  const number = (value) => el('input.input', { type: 'number', min: '1', step: '1', inputmode: 'numeric', value });
  const input = number('1000');
  const output = number('500');
  const at = el('input.input', { type: 'datetime-local' });
  const needs = Object.entries(NEEDS).map(([value, label]) =>
    el('label.checkbox.small', el('input', { type: 'checkbox', value }), label),
  );
  const result = el('div.stack', { 'aria-live': 'polite' });
  let picker = null;
  allModels().then(
    (models) => {
      const sorted = [...models.values()].sort(byKind);
      picker = combobox(
        'Model',
        sorted.map((model) => ({
          value: model.id,
          label: model.id,
          group: group(model),
          aside: model.isAlias ? '' : model.provider,
        })),
        sorted[0]?.id,
        () => {},
      );
      show(place, el('span.label', 'Model'), picker.element);
    },
    (reason) => show(place, failureNotice(reason)),
  );
  return [
    el('h2', 'Which target would a request get?'),
    el('p.quiet.small', 'Nobody is called.'),
    el(
      'form.stack',
      { onsubmit: submit },
      el(
        'div.ask-form',
        place,
        field('Tokens in', input),
        field('Most tokens out', output),
        field('At (UTC), empty for now', at),
      ),
      el('fieldset', el('legend.label', 'The request needs'), el('div.checks', needs)),
      el('div', el('button.button.primary', 'Ask')),
    ),
    result,
  ];

  async function submit(event) {
    event.preventDefault();
    const wanted = needs
      .map((label) => label.firstChild)
      .filter((box) => box.checked)
      .map((box) => box.value)
      .join(',');
    try {
      show(
        result,
        answer(
          await get('admin/routes', {
            model: picker?.value,
            input_tokens: input.value,
            max_tokens: output.value,
            needs: wanted,
            at: at.value && `${at.value}:00Z`,
          }),
        ),
      );
    } catch (reason) {
      show(result, failureNotice(reason));
    }
  }
}

function answer(found) {
  return [
    found.taken
      ? notice(
          '',
          'It would go to ',
          el('strong', `${found.taken.provider}/${found.taken.model}`),
          ` (route ${found.route}, ${found.strategy}, ${utc(found.at)}).`,
        )
      : notice('warn', 'No target of this name can serve such a request.'),
    table(
      ['Target', 'Order', 'State', 'Why'],
      found.targets.map((target) => {
        const [word, look] = stateWord(target.state);
        return el(
          'tr',
          el('td', `${target.provider}/${target.model}`),
          el('td', { 'data-label': 'Order' }, target.rank === null ? 'passed over' : String(target.rank)),
          el(
            'td',
            { 'data-label': 'State' },
            el('span', { class: `badge ${look}`, title: stateMeaning(target.state) }, word),
          ),
          el('td', { 'data-label': 'Why' }, el('span.small.quiet', target.reason)),
        );
      }),
    ),
  ];
}
