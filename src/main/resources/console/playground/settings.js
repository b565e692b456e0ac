// What all columns share: temperature, task, system prompt, JSON, length.

import { choice, el, field, freshId, show } from '../dom.js';
import { sourceWord } from '../words.js';
import { effectiveTemperature } from './chat.js';

const TASKS = {
  coding: 'Coding',
  'data-analysis': 'Data analysis',
  conversation: 'Conversation',
  translation: 'Translation',
  'creative-writing': 'Creative writing',
  factual: 'Factual',
};

const SUPPORT = {
  rejected: 'rejects a temperature, so that none is sent',
  ignored: 'ignores temperatures, so that none is sent',
  deprecated: 'no longer wants a temperature, so that none is sent',
};

/**
 * The panel of settings; update() is to be called when columns changed.
 * @param state {{settings, columns, models: Map}}
 */
export function settingsView(state, onchange) {
  const { settings } = state;
  const value = el('output.temperature-value.numbers');
  const slider = el('input', {
    type: 'range',
    min: '0',
    max: '2',
    step: '0.1',
    id: freshId('temperature'),
    oninput: () => setTemperature(Number(slider.value)),
  });
  value.htmlFor = slider.id;
  const reset = el(
    'button.button.plain.small',
    { type: 'button', onclick: () => setTemperature(null) },
    'Use the default',
  );
  const sources = el('ul.sources', { id: `${slider.id}-sources` });
  slider.setAttribute('aria-describedby', sources.id);

  function setTemperature(next) {
    settings.temperature = next;
    update();
    onchange();
  }

  function update() {
    const first = state.columns[0];
    const model = state.models.get(first?.model);
    const effective = model && effectiveTemperature({ ...first, temperature: null }, settings, model);
    const chosen = settings.temperature !== null;
    slider.value = String(settings.temperature ?? effective?.value ?? 1);
    slider.classList.toggle('by-default', !chosen);
    value.textContent = chosen ? settings.temperature.toFixed(1) : 'default';
    slider.setAttribute(
      'aria-valuetext',
      chosen ? settings.temperature.toFixed(1) : `default, ${effective ? effective.value : 'none'}`,
    );
    reset.hidden = !chosen;
    show(sources, lines());
  }

  function lines() {
    const seen = new Set();
    return state.columns.map((column) => {
      const model = state.models.get(column.model);
      const line = model && sentence(column, model);
      if (!line || seen.has(line)) {
        return null;
      }
      seen.add(line);
      return el('li', line);
    });
  }

  function sentence(column, model) {
    const effective = effectiveTemperature(column, settings, model);
    if (effective === null) {
      return `${model.id} ${SUPPORT[model.temperature.support] ?? 'has no default, so that none is sent'}.`;
    }
    if (effective.source !== 'request') {
      const task = effective.source === 'task' ? ` “${TASKS[settings.task] ?? settings.task}”` : '';
      return `${model.id}: ${effective.value.toFixed(1)}, from ${sourceWord(effective.source)}${task}.`;
    }
    return `${model.id}: ${effective.value.toFixed(1)}, from ${column.temperature === null ? 'this slider' : 'the comparison'}${
      SUPPORT[model.temperature.support]
        ? `; the model ${model.temperature.support === 'ignored' ? 'ignores it' : 'may refuse it'}`
        : ''
    }.`;
  }

  const system = el('textarea.input', {
    rows: '3',
    placeholder: 'You are …',
    oninput: () => {
      settings.system = system.value;
      onchange();
    },
  });
  const most = el('input.input', {
    type: 'number',
    min: '1',
    step: '1',
    inputmode: 'numeric',
    placeholder: 'the model’s own',
    oninput: () => {
      settings.maxTokens = most.value && most.checkValidity() ? Number(most.value) : null;
      onchange();
    },
  });
  const json = el('input', {
    type: 'checkbox',
    onchange: () => {
      settings.json = json.checked;
      jsonHint.hidden = !json.checked;
      onchange();
    },
  });
  const jsonHint = el('p.quiet.small', { hidden: true }, 'Say “JSON” in the prompt: OpenAI and DeepSeek ask for it.');

  update();
  return {
    element: el(
      'div.stack.settings-body',
      el(
        'div.field',
        el('div.row.spread', el('label', { for: slider.id }, 'Temperature'), value),
        slider,
        el('div.row.spread.quiet.small', { 'aria-hidden': 'true' }, el('span', 'Focused'), el('span', 'Creative')),
        sources,
        reset,
      ),
      choice(
        'Task',
        [{ value: '', label: 'None' }, ...Object.entries(TASKS).map(([task, label]) => ({ value: task, label }))],
        settings.task ?? '',
        (task) => {
          settings.task = task || null;
          update();
          onchange();
        },
      ),
      field('System prompt', system),
      field('Most tokens of an answer', most),
      el('div', el('label.checkbox', json, 'Answer in JSON'), jsonHint),
    ),
    update,
  };
}
