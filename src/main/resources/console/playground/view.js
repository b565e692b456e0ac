// The playground: one to three models side by side.

import { el, show } from '../dom.js';
import { icon } from '../icons.js';
import { allModels, allPrices, byKind } from '../models.js';
import { dollars, sum } from '../money.js';
import { who } from '../session.js';
import { empty, load } from '../states.js';
import { stream } from './call.js';
import { COMPARED, missing, MOST_COLUMNS, newColumn, newSettings, prepare } from './chat.js';
import { columnView, modelOptions } from './column.js';
import { composerView } from './composer.js';
import { settingsView } from './settings.js';

const EXAMPLES = [
  { title: 'Explain', text: 'Why is the sky blue? Answer in three sentences.' },
  { title: 'Write code', text: 'Write a function in Python that merges two sorted lists, with a short explanation.' },
  { title: 'Be creative', text: 'Invent a name and a slogan for a coffee shop on the Moon.' },
  { title: 'Think', text: 'A bat and a ball cost 1.10 together. The bat costs 1.00 more than the ball. What does the ball cost?' },
];

const FIRST_CHOICES = ['deepseek-chat', 'gpt-4o-mini', 'gemini-2.5-flash'];

// the conversation outlives a look at another view, and is for one key
let kept = null;

/** The view; a conversation that was begun goes on. */
export function view() {
  const page = el('div', { class: 'playground' });
  if (kept?.owner === who()) {
    return kept.page;
  }
  kept = { owner: who(), page };
  load(page, async (signal) => {
    const [models, prices] = await Promise.all([allModels(signal), allPrices(signal).catch(() => new Map())]);
    return { models, prices };
  }, ({ models, prices }) => playground(models, prices), { lines: 8 });
  return page;
}

function playground(models, prices) {
  const chatting = [...models.values()].filter((model) => model.kind !== 'embedding').sort(byKind);
  if (!chatting.length) {
    return empty('No model to talk to', 'This key may call none, or no provider is switched on.');
  }
  const first = FIRST_CHOICES.find((id) => models.has(id)) ?? chatting[0].id;
  const state = { settings: newSettings(), columns: [newColumn(first)], models, spent: [] };
  const options = modelOptions(chatting, prices);
  const columns = el('div', { class: 'columns' });
  const spent = el('span', { class: 'quiet small numbers' });
  let views = [];

  const settings = settingsView(state, () => composer.refresh());
  const composer = composerView({
    ask: run, compare, stop, request: (question) => prepare(withoutFiles(state.columns[0]), state.settings, question).body,
    misfits: (attachments) => [...new Set(state.columns.map((column) => column.model))].map((id) => [id, missing(models.get(id), attachments)])
      .filter(([, kinds]) => kinds).map(([id, kinds]) => `${id} is not known to take ${kinds}.`),
  });
  const add = el('button', { class: 'button', type: 'button', onclick: () => {
    const others = FIRST_CHOICES.filter((id) => models.has(id) && !state.columns.some((column) => column.model === id));
    state.columns.push(newColumn(others[0] ?? state.columns.at(-1).model));
    changed();
  } }, icon('plus'), el('span', {}, el('span', { class: 'wide-only' }, 'Add a '), 'model'));
  const fresh = el('button', { class: 'button', type: 'button', onclick: () => {
    stop();
    state.columns = state.columns.map((column) => newColumn(column.model)).filter((column, at, all) => all.findIndex((other) => other.model === column.model) === at);
    state.spent = [];
    changed();
    composer.focus();
  } }, el('span', {}, 'New', el('span', { class: 'wide-only' }, ' conversation')));
  const panel = el('aside', { class: 'settings card', id: 'settings', 'aria-label': 'Settings' }, el('h2', {}, 'Settings'), settings.element);
  const toggle = el('button', { class: 'button settings-toggle', type: 'button', 'aria-expanded': 'false', 'aria-controls': 'settings', onclick: () => {
    toggle.setAttribute('aria-expanded', String(panel.classList.toggle('open')));
  } }, icon('sliders'), 'Settings');

  /** Draws the columns anew; each keeps its turns. */
  function changed() {
    views = state.columns.map((column, at) => columnView(column, options, {
      changed: () => { settings.update(); composer.refresh(); comparable(); },
      price: (model) => prices.get(model),
      remove: state.columns.length > 1 ? () => { column.calling?.abort(); state.columns.splice(at, 1); changed(); } : null,
    }));
    const begun = state.columns.some((column) => column.turns.length);
    show(columns, views.map((one) => one.element));
    columns.dataset.count = String(views.length);
    if (!begun) {
      views[0].element.querySelector('.transcript').append(welcome());
    }
    busy();
    settings.update();
    composer.refresh();
    comparable();
    tally();
  }

  function welcome() {
    return el('div', { class: 'welcome' }, el('h2', {}, 'Ask a model, and see what it costs'),
      el('p', { class: 'quiet' }, 'The answer streams in; below it stand its first-token time, its tokens and its exact cost at the price of this hour.'),
      el('ul', { class: 'examples' }, EXAMPLES.map((example) => el('li', {}, el('button', { type: 'button', onclick: () => composer.setText(example.text) },
        el('strong', {}, example.title), el('span', { class: 'quiet' }, example.text))))));
  }

  function isComparable() {
    return (models.get(state.columns[0].model)?.temperature.support ?? 'accepted') === 'accepted';
  }

  function comparable() {
    composer.comparable(isComparable() ? null : `${state.columns[0].model} takes no temperature`);
  }

  /** The lecture's comparison: the first model three times, each time alone with the prompt. */
  function compare(question) {
    state.columns = COMPARED.map((temperature) => newColumn(state.columns[0].model, temperature));
    changed();
    run(question);
  }

  async function run(question) {
    const turns = state.columns.map((column) => ({ question, answer: prepare(column, state.settings, question) }));
    await Promise.all(state.columns.map(async (column, at) => {
      column.turns.push(turns[at]);
      column.calling = new AbortController();
      views[at].addTurn(turns[at]);
      busy();
      await stream(turns[at].answer, column.calling.signal, () => turns[at].grown());
      column.calling = null;
      state.spent.push(turns[at].answer.cost?.usd ?? null);
      busy();
      tally();
    }));
    composer.focus();
  }

  function stop() {
    state.columns.forEach((column) => column.calling?.abort());
  }

  function busy() {
    const calling = state.columns.some((column) => column.calling);
    composer.running(calling);
    add.disabled = calling || state.columns.length >= MOST_COLUMNS;
  }

  function tally() {
    const known = state.spent.filter((usd) => usd !== null);
    show(spent, known.length > 0 && `${dollars(sum(known))} spent on ${known.length === 1 ? 'one answer' : `${known.length} answers`}`);
  }

  changed();
  return [el('div', { class: 'playground-head' }, el('h1', { tabindex: '-1' }, 'Playground'), spent,
    el('span', { class: 'row push' }, add, fresh, toggle)),
  el('div', { class: 'playground-body' }, el('div', { class: 'talk' }, columns, composer.element), panel)];
}

/** Of a conversation only the words are estimated: pictures need not travel for that. */
function withoutFiles(column) {
  return { ...column, turns: column.turns.map((turn) => ({ ...turn, question: { ...turn.question, attachments: [] } })) };
}
