// The playground: it is made once for a key, and goes on while another view is looked at.

import { el } from '../dom.js';
import { allModels, allPrices, byKind } from '../models.js';
import { empty, load } from '../states.js';
import { Board } from './board.js';

let kept = null;

addEventListener('tollgate:signed-out', () => {
  kept?.board?.stop();
  kept = null;
});

/** The view; a conversation that was begun goes on. */
export function view() {
  return (kept ??= begin()).page;
}

function begin() {
  const made = { page: el('div.playground'), board: null };
  load(made.page, ask, ({ models, prices }) => content(made, models, prices), { lines: 8 });
  return made;
}

async function ask(signal) {
  // without prices one can talk, too
  const [models, prices] = await Promise.all([allModels(signal), allPrices(signal).catch(() => new Map())]);
  return { models, prices };
}

function content(made, models, prices) {
  const chatting = [...models.values()].filter((model) => model.kind !== 'embedding').sort(byKind);
  if (!chatting.length) {
    return empty('No model to talk to', 'This key may call none, or no provider is switched on.');
  }
  made.board = new Board(models, prices, chatting);
  return made.board.content();
}
