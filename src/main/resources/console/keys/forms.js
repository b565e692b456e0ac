// Dialogs that make and change keys and teams.

import { send } from '../api.js';
import { combobox } from '../combobox.js';
import { copy, openDialog } from '../dialog.js';
import { el, field, show, toast } from '../dom.js';
import { icon } from '../icons.js';
import { byKind, group, providerName } from '../models.js';
import { failureNotice, notice } from '../states.js';

const PERIODS = [
  ['month', 'a month'],
  ['week', 'a week'],
  ['day', 'a day'],
  ['total', 'in all'],
];

/**
 * Makes a key, or changes one.
 * @param key null for a new one
 * @param state {{teams: object[], models: Map, ask: () => void}}
 */
export function keyDialog(key, state) {
  const inputs = {
    name: key ? null : text({ required: true, maxlength: '64', placeholder: 'such as web or nightly-reports' }),
    team: el(
      'select.input',
      el('option', { value: '' }, 'no team'),
      state.teams.map((team) => el('option', { value: team.name, selected: team.name === key?.team }, team.name)),
    ),
    requests_per_minute: number(key?.requests_per_minute),
    tokens_per_minute: number(key?.tokens_per_minute),
    concurrency: number(key?.concurrency),
    ...budgetInputs(key),
    expires_at: el('input.input', { type: 'datetime-local', value: key?.expires_at?.slice(0, 16) ?? '' }),
  };
  const models = modelsField(key?.models ?? [], state.models);
  formDialog(
    key ? `Change ${key.name}` : 'New key',
    inputs,
    key ? 'Save' : 'Make the key',
    [
      inputs.name && field('Name', inputs.name, 'It stands in the ledger for ever, and is never given twice.'),
      field('Team', inputs.team),
      models.element,
      el(
        'div.form-grid',
        field('Requests a minute', inputs.requests_per_minute),
        field('Tokens a minute', inputs.tokens_per_minute),
        field('Calls at once', inputs.concurrency),
      ),
      budgetFields(inputs),
      field('Expires (UTC)', inputs.expires_at, 'Empty: never.'),
    ],
    async () => {
      const wanted = {
        ...(inputs.name && { name: inputs.name.value.trim() }),
        team: inputs.team.value || null,
        models: models.chosen().length ? models.chosen() : null,
        requests_per_minute: whole(inputs.requests_per_minute),
        tokens_per_minute: whole(inputs.tokens_per_minute),
        concurrency: whole(inputs.concurrency),
        ...budget(inputs),
        expires_at: inputs.expires_at.value ? `${inputs.expires_at.value}:00Z` : null,
      };
      const answer = key
        ? await send('PATCH', `admin/keys/${key.id}`, wanted)
        : await send('POST', 'admin/keys', without(wanted));
      state.ask();
      if (key) {
        toast(`${key.name} is changed`);
      } else {
        shownOnce(answer);
      }
    },
  );
}

/** Makes a team, or changes its budget. */
export function teamDialog(team, changed) {
  const inputs = { name: team ? null : text({ required: true, maxlength: '64' }), ...budgetInputs(team) };
  formDialog(
    team ? `Change ${team.name}` : 'New team',
    inputs,
    team ? 'Save' : 'Make the team',
    [inputs.name && field('Name', inputs.name), budgetFields(inputs)],
    async () => {
      const wanted = { ...(inputs.name && { name: inputs.name.value.trim() }), ...budget(inputs) };
      await (team ? send('PATCH', `admin/teams/${team.id}`, wanted) : send('POST', 'admin/teams', without(wanted)));
      changed();
    },
  );
}

/** A key that was just made: it is shown this once. */
function shownOnce(made) {
  const dialog = openDialog(
    `The key ${made.name}`,
    notice('warn', el('strong', 'Copy it now.'), ' It is shown this once; the gateway keeps only its hash.'),
    el(
      'div.secret',
      el('code.code', made.key),
      el('button.button.primary', { type: 'button', onclick: () => copy(made.key) }, icon('copy'), 'Copy'),
    ),
    el('div.dialog-end', el('button.button', { type: 'button', onclick: () => dialog.close() }, 'I have it')),
  );
}

/** A dialog with a form: a failure is told in it, at the field where it is known. */
function formDialog(title, inputs, label, content, save) {
  const said = el('div.said');
  const button = el('button.button.primary', label);
  const dialog = openDialog(
    title,
    el(
      'form.stack',
      { onsubmit: submit },
      content,
      said,
      el('div.dialog-end', el('button.button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'), button),
    ),
  );

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    Object.values(inputs).forEach((input) => input?.removeAttribute('aria-invalid'));
    try {
      await save();
      dialog.close();
    } catch (reason) {
      show(said, failureNotice(reason));
      inputs[reason.param]?.setAttribute('aria-invalid', 'true');
      inputs[reason.param]?.focus();
    } finally {
      button.disabled = false;
    }
  }
}

function text(properties) {
  return el('input.input', { type: 'text', autocomplete: 'off', ...properties });
}

function number(value) {
  return el('input.input', {
    type: 'number',
    min: '1',
    step: '1',
    inputmode: 'numeric',
    placeholder: 'no limit',
    value: value ?? null,
  });
}

function whole(input) {
  return input.value === '' ? null : Number(input.value);
}

function budgetInputs(owner) {
  return {
    budget_usd: text({
      inputmode: 'decimal',
      pattern: '[0-9]+(\\.[0-9]{1,12})?',
      placeholder: 'no budget',
      value: owner?.budget_usd ?? null,
      title: 'Dollars, such as 25 or 0.50',
    }),
    budget_period: el(
      'select.input',
      PERIODS.map(([period, label]) =>
        el('option', { value: period, selected: period === owner?.budget_period }, label),
      ),
    ),
  };
}

function budgetFields(inputs) {
  return el('div.form-grid', field('Budget in dollars', inputs.budget_usd), field('For', inputs.budget_period));
}

/** The budget as it is sent: a decimal string, never a number. */
function budget(inputs) {
  const limit = inputs.budget_usd.value.trim();
  return limit
    ? { budget_usd: limit, budget_period: inputs.budget_period.value }
    : { budget_usd: null, budget_period: null };
}

function without(wanted) {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null));
}

/** Which models a key may call: chosen one by one, or a provider's all. */
function modelsField(allowed, models) {
  let chosen = [...allowed];
  const list = el('ul.picked', { 'aria-label': 'Models that may be called' });
  const known = [...models.values()].sort(byKind);
  const options = [...new Set(known.map((model) => model.provider))]
    .map((provider) => ({
      value: `${provider}/*`,
      label: `${provider}/*`,
      group: 'All of a provider',
      aside: providerName(provider),
    }))
    .concat(
      known.map((model) => ({
        value: model.id,
        label: model.id,
        group: group(model),
        aside: model.isAlias ? '' : model.provider,
      })),
    );
  const picker = combobox('Add a model', options, '', (model) => {
    chosen = [...new Set([...chosen, model])];
    fill();
    queueMicrotask(() => picker.set(''));
  });
  picker.input.placeholder = 'Add a model';

  function fill() {
    show(
      list,
      chosen.length
        ? chosen.map((model) =>
            el(
              'li.badge',
              model,
              el(
                'button',
                {
                  type: 'button',
                  'aria-label': `Remove ${model}`,
                  onclick: () => {
                    chosen = chosen.filter((other) => other !== model);
                    fill();
                  },
                },
                icon('close', 'small'),
              ),
            ),
          )
        : el('li.quiet.small', 'All models'),
    );
  }

  fill();
  return { element: el('div.field', el('span.label', 'Models'), list, picker.element), chosen: () => chosen };
}
