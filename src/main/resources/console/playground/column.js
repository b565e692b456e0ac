// One model's side of the conversation.

import { combobox } from '../combobox.js';
import { el, show } from '../dom.js';
import { icon } from '../icons.js';
import { group } from '../models.js';
import { rate } from '../money.js';
import { bothHours, duration } from '../time.js';
import { windowLook } from '../words.js';
import { answerView } from './answer.js';

/** What a picker of models offers. */
export function modelOptions(models, prices) {
  return models.map((model) => {
    const price = prices?.get(model.id)?.per_million;
    return {
      value: model.id,
      label: model.id,
      group: group(model),
      aside: price ? `${rate(price.input)} / ${rate(price.output)}` : 'no price',
    };
  });
}

/**
 * The element of a column.
 * @param column see chat.js
 * @param options what the picker offers
 * @param handlers {{place: number, changed: () => void, remove: (() => void)|null, price: (model) => object|undefined}}
 */
export function columnView(column, options, handlers) {
  const transcript = el('div.transcript', { tabindex: '0', role: 'log', 'aria-label': 'Conversation' });
  const aside = el('div.column-price.small.quiet.numbers');
  const picker = combobox('Model', options, column.model, (model) => {
    column.model = model;
    update();
    handlers.changed();
  });
  const head = el('header.column-head');
  const element = el('section.column.card', head, transcript);

  function update() {
    element.setAttribute('aria-label', handlers.remove ? `Column ${handlers.place}, ${column.model}` : column.model);
    show(
      head,
      el(
        'div.column-name',
        picker.element,
        handlers.remove &&
          el(
            'button.button.plain.icon-only.small',
            { type: 'button', 'aria-label': `Remove ${column.model}`, title: 'Remove', onclick: handlers.remove },
            icon('close'),
          ),
      ),
      aside,
    );
    show(
      aside,
      column.temperature !== null && [
        el('span.badge.temperature', `Temperature ${column.temperature.toFixed(1)}`),
        ' ',
      ],
      priceWords(handlers.price(column.model)),
    );
  }

  /** Shows a turn; whenever its answer grew, turn.grown() is to be called. */
  function addTurn(turn) {
    const view = answerView(turn.answer, turn.question.attachments);
    transcript.querySelector('.welcome')?.remove();
    transcript.append(questionView(turn.question), view.element);
    toEnd();
    turn.grown = () => {
      const follow = isAtEnd();
      view.update();
      if (follow) {
        toEnd();
      }
    };
  }

  // on phones the page scrolls, not the transcript
  function scroller() {
    return getComputedStyle(transcript).overflowY === 'visible' ? document.scrollingElement : transcript;
  }

  function isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = scroller();
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  function toEnd() {
    const element = scroller();
    element.scrollTop = element.scrollHeight;
  }

  column.turns.forEach(addTurn);
  update();
  return { element, update, addTurn, greet: (greeting) => transcript.append(greeting) };
}

function questionView({ text, attachments }) {
  return el(
    'div.question',
    attachments.length > 0 &&
      el(
        'div.question-files',
        attachments.map((attachment) =>
          attachment.kind === 'image'
            ? el('img', { src: attachment.url, alt: attachment.name })
            : el('audio', { controls: true, src: attachment.url, 'aria-label': attachment.name }),
        ),
      ),
    text && el('p', text),
  );
}

/** "$0.15 in, $0.60 out a million; standard for 3 h, then peak" */
function priceWords(price) {
  if (!price) {
    return null;
  }
  if (!price.per_million) {
    return 'No price is known: calls count as unpriced.';
  }
  const next = price.next_change;
  return [
    `${rate(price.per_million.input)} in · ${rate(price.per_million.output)} out per million `,
    el('span', { class: `badge ${windowLook(price.window)}` }, price.window),
    next &&
      el(
        'span',
        ` until ${bothHours(next.at)} (${duration(new Date(next.at) - Date.now())})`,
        next.window &&
          next.window !== price.window && [
            ', then ',
            el('span', { class: `badge ${windowLook(next.window)}` }, next.window),
          ],
      ),
  ];
}
