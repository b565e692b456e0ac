// The columns side by side, what they share, and the calls under way.

import { el, show } from '../dom.js';
import { icon } from '../icons.js';
import { dollars, sum } from '../money.js';
import { stream } from './call.js';
import { COMPARED, missing, MOST_COLUMNS, newColumn, newSettings, prepare } from './chat.js';
import { columnView, modelOptions } from './column.js';
import { composerView } from './composer.js';
import { settingsView } from './settings.js';
import { welcome } from './welcome.js';

const FIRST_CHOICES = ['deepseek-chat', 'gpt-4o-mini', 'gemini-2.5-flash'];

export class Board {
  #models;
  #prices;
  #options;
  #state;
  #views = [];
  #spent = [];
  #columns = el('div.columns');
  #tally = el('span.quiet.small.numbers');
  #settings;
  #composer;
  #add = button('plus', () => this.#addColumn(), wideOnly('Add a model'), el('span.narrow-only', 'Model'));

  /**
   * @param models {Map} all models by name
   * @param prices {Map} their prices of now
   * @param chatting those that can be talked to, in order
   */
  constructor(models, prices, chatting) {
    this.#models = models;
    this.#prices = prices;
    this.#options = modelOptions(chatting, prices);
    const first = FIRST_CHOICES.find((id) => models.has(id)) ?? chatting[0].id;
    this.#state = { settings: newSettings(), columns: [newColumn(first)], models };
    this.#settings = settingsView(this.#state, () => this.#composer.refresh());
    this.#composer = composerView({
      ask: (question) => this.#ask(question),
      compare: (question) => this.#compare(question),
      stop: () => this.stop(),
      request: (question) => prepare(withoutFiles(this.#first()), this.#state.settings, question).body,
      misfits: (attachments) => this.#misfits(attachments),
    });
    this.#add.setAttribute('aria-label', 'Add a model');
    this.#draw();
  }

  /** What the page shows. */
  content() {
    const fresh = button(null, () => this.#begin(), 'New', wideOnly(' conversation'));
    const panel = el(
      'aside.settings.card',
      { id: 'settings', 'aria-label': 'Settings' },
      el('h2', 'Settings'),
      this.#settings.element,
    );
    const toggle = button(
      'sliders',
      () => {
        toggle.setAttribute('aria-expanded', String(panel.classList.toggle('open')));
      },
      'Settings',
    );
    toggle.classList.add('settings-toggle');
    toggle.setAttribute('aria-expanded', 'false');
    toggle.setAttribute('aria-controls', panel.id);
    return [
      el(
        'div.playground-head',
        el('h1', { tabindex: '-1' }, 'Playground'),
        this.#tally,
        el('span.row.push', this.#add, fresh, toggle),
      ),
      el('div.playground-body', el('div.talk', this.#columns, this.#composer.element), panel),
    ];
  }

  /** Ends the calls under way, and with them those to the providers. */
  stop() {
    this.#state.columns.forEach((column) => column.calling?.abort());
  }

  #first() {
    return this.#state.columns[0];
  }

  /** Draws the columns anew; each keeps its turns. */
  #draw() {
    this.#views = this.#state.columns.map((column, at) => this.#column(column, at));
    show(
      this.#columns,
      this.#views.map((one) => one.element),
    );
    this.#columns.dataset.count = String(this.#views.length);
    if (!this.#state.columns.some((column) => column.turns.length)) {
      this.#views[0].greet(welcome((text) => this.#composer.setText(text)));
    }
    this.#chosen();
    this.#busy();
    this.#addUp();
  }

  #column(column, at) {
    return columnView(column, this.#options, {
      place: at + 1,
      changed: () => this.#chosen(),
      price: (model) => this.#prices.get(model),
      remove: this.#state.columns.length > 1 ? () => this.#remove(column) : null,
    });
  }

  /** Other models have other defaults, prices and abilities. */
  #chosen() {
    this.#settings.update();
    this.#composer.refresh();
    const support = this.#models.get(this.#first().model)?.temperature.support ?? 'accepted';
    this.#composer.comparable(support === 'accepted' ? null : `${this.#first().model} takes no temperature`);
  }

  #addColumn() {
    const { columns } = this.#state;
    const isThere = (id) => columns.some((column) => column.model === id);
    const other = FIRST_CHOICES.find((id) => this.#models.has(id) && !isThere(id));
    columns.push(newColumn(other ?? columns.at(-1).model));
    this.#draw();
  }

  #remove(column) {
    column.calling?.abort();
    this.#state.columns = this.#state.columns.filter((other) => other !== column);
    this.#draw();
  }

  /** A new conversation, with each model once. */
  #begin() {
    this.stop();
    this.#state.columns = [...new Set(this.#state.columns.map((column) => column.model))].map((id) => newColumn(id));
    this.#spent = [];
    this.#draw();
    this.#composer.focus();
  }

  /** The lecture's comparison: the first model three times, each time alone with the prompt. */
  #compare(question) {
    const { model } = this.#first();
    this.#state.columns = COMPARED.map((temperature) => newColumn(model, temperature));
    this.#draw();
    this.#ask(question);
  }

  async #ask(question) {
    await Promise.all(this.#state.columns.map((column, at) => this.#call(column, this.#views[at], question)));
    this.#composer.focus();
  }

  async #call(column, view, question) {
    const turn = { question, answer: prepare(column, this.#state.settings, question) };
    column.turns.push(turn);
    column.calling = new AbortController();
    view.addTurn(turn);
    this.#busy();
    await stream(turn.answer, column.calling.signal, () => turn.grown());
    column.calling = null;
    this.#spent.push(turn.answer.cost?.usd ?? null);
    this.#busy();
    this.#addUp();
  }

  #busy() {
    const calling = this.#state.columns.some((column) => column.calling);
    this.#composer.running(calling);
    this.#add.disabled = calling || this.#state.columns.length >= MOST_COLUMNS;
  }

  #addUp() {
    const known = this.#spent.filter((usd) => usd !== null);
    const answers = known.length === 1 ? 'one answer' : `${known.length} answers`;
    show(this.#tally, known.length > 0 && `${dollars(sum(known))} spent on ${answers}`);
  }

  #misfits(attachments) {
    return [...new Set(this.#state.columns.map((column) => column.model))]
      .map((id) => [id, missing(this.#models.get(id), attachments)])
      .filter(([, kinds]) => kinds)
      .map(([id, kinds]) => `${id} is not known to take ${kinds}.`);
  }
}

/** A button; what is in the element of its words that is for wide pages is left out on phones. */
function button(drawing, onclick, ...words) {
  return el('button.button', { type: 'button', onclick }, drawing && icon(drawing), el('span', words));
}

function wideOnly(text) {
  return el('span.wide-only', text);
}

/** Of a conversation only the words are estimated: pictures need not travel for that. */
function withoutFiles(column) {
  return {
    ...column,
    turns: column.turns.map((turn) => ({ ...turn, question: { ...turn.question, attachments: [] } })),
  };
}
