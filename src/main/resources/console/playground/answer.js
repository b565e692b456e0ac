// An answer as it grows, and what it cost.

import { el, show } from '../dom.js';
import { copyButton } from '../dialog.js';
import { icon } from '../icons.js';
import { render } from '../markdown.js';
import { usd } from '../money.js';
import { failureNotice, notice } from '../states.js';
import { span } from '../time.js';
import { tokenWord, windowLook } from '../words.js';
import { tokensPerSecond } from './call.js';
import { codeDialog, rawDialog } from './details.js';

/**
 * The element of an answer; update() is to be called whenever it changed.
 * @param answer see call.js
 * @param attachments what its request has of files
 */
export function answerView(answer, attachments) {
  const thoughts = el('p.thoughts-text');
  const reasoning = el('details.thoughts', { hidden: true }, el('summary', 'Reasoning'), thoughts);
  const text = el('div.prose');
  const end = el('div.stack');
  const element = el(
    'article.answer',
    { 'aria-label': `Answer of ${answer.body.model}`, 'aria-busy': 'true' },
    reasoning,
    text,
    end,
  );
  const begun = performance.now();
  const waited = el('span.small.quiet.numbers', { 'aria-hidden': 'true' });
  const ticking = setInterval(tick, 1000);
  let painted = 0;
  let waiting = null;

  /** Says for how long nothing has come, once that is long. */
  function tick() {
    const seconds = Math.floor((performance.now() - begun) / 1000);
    waited.textContent = seconds > 1 ? `${seconds} s` : '';
    if (!isBusy() || answer.text) {
      clearInterval(ticking);
    }
  }

  function isBusy() {
    return answer.state === 'waiting' || answer.state === 'streaming';
  }

  /** Long answers are drawn less often: each time all of it is. */
  function update() {
    const due = painted + Math.min(500, 40 + answer.text.length / 100);
    if (answer.state !== 'streaming' || performance.now() >= due) {
      paint();
    } else {
      waiting ??= setTimeout(paint, due - performance.now());
    }
  }

  function paint() {
    clearTimeout(waiting);
    waiting = null;
    painted = performance.now();
    const busy = isBusy();
    element.setAttribute('aria-busy', String(busy));
    reasoning.hidden = !answer.reasoning;
    thoughts.textContent = answer.reasoning;
    reasoning.firstChild.textContent = busy && !answer.text ? 'Reasoning…' : 'Reasoning';
    show(
      text,
      answer.text
        ? content()
        : busy &&
            el(
              'p.typing',
              { role: 'status' },
              el('span.only-heard', 'Waiting for the first token'),
              el('i'),
              el('i'),
              el('i'),
              waited,
            ),
    );
    text.classList.toggle('growing', answer.state === 'streaming' && answer.text !== '');
    show(end, busy ? null : [ending(answer), figures(answer), tools(answer, attachments)]);
  }

  function content() {
    if (answer.body.response_format && answer.state === 'completed') {
      try {
        return el('pre.code.wraps', JSON.stringify(JSON.parse(answer.text), null, 2));
      } catch {
        // not JSON after all: shown as it is
      }
    }
    return render(answer.text);
  }

  paint();
  return { element, update };
}

const FINISHES = {
  length: 'The answer was cut: it reached the most tokens that it may have.',
  content_filter: 'The provider’s content filter ended the answer.',
};

function ending(answer) {
  if (answer.state === 'failed') {
    return failureNotice(answer.failure);
  }
  if (answer.state === 'stopped') {
    return notice('', 'Stopped. The call to the provider ended with it; what had come until then is billed.');
  }
  return [
    FINISHES[answer.finish] && notice('warn', FINISHES[answer.finish]),
    !answer.text && answer.finish !== 'content_filter' && notice('', 'The answer has no text.'),
    answer.dropped && notice('warn', 'Left out on the way to the provider: ', el('code', answer.dropped)),
  ];
}

/** First-token time, speed, tokens by kind, cost, window, attempts. */
function figures(answer) {
  const speed = tokensPerSecond(answer);
  const counts = Object.entries(answer.usage ?? {});
  const whole = counts
    .filter(([type]) => type === 'input' || type === 'output')
    .map(([type, count]) => `${count.toLocaleString('en')} ${type === 'input' ? 'in' : 'out'}`);
  const parts = counts
    .filter(([type]) => type !== 'input' && type !== 'output')
    .map(([type, count]) => `${count.toLocaleString('en')} ${tokenWord(type).toLowerCase()}`);
  return el(
    'dl.figures.numbers',
    answer.cost &&
      figure(
        'Cost',
        el(
          'strong',
          { title: answer.cost.usd === null ? 'The model has no price' : `${answer.cost.usd} USD` },
          answer.cost.usd === null ? 'No price' : usd(answer.cost.usd),
        ),
        answer.cost.source === 'estimated' &&
          el('span.badge.warn', { title: 'The provider did not report the tokens: they were counted' }, 'estimated'),
      ),
    answer.window && figure('Price window', el('span', { class: `badge ${windowLook(answer.window)}` }, answer.window)),
    whole.length > 0 &&
      figure('Tokens', whole.join(' · '), parts.length > 0 && el('span.quiet', `(${parts.join(', ')})`)),
    answer.firstMs !== null && figure('First token', span(answer.firstMs)),
    speed !== null && figure('Speed', `${speed < 10 ? speed.toFixed(1) : Math.round(speed)} tokens/s`),
    answer.attempts !== null && figure('Attempts', String(answer.attempts)),
    answer.model && figure('Ran', answer.provider ? `${answer.provider}/${answer.model}` : answer.model),
  );
}

function figure(name, ...value) {
  return el('div', el('dt', name), el('dd', value));
}

function tools(answer, attachments) {
  return el(
    'div.tools',
    answer.text && copyButton(() => answer.text, 'Copy', 'button plain small'),
    el(
      'button.button.plain.small',
      { type: 'button', onclick: () => codeDialog(answer, attachments) },
      icon('code'),
      'Code',
    ),
    el('button.button.plain.small', { type: 'button', onclick: () => rawDialog(answer) }, icon('raw'), 'Raw'),
    answer.requestId &&
      (answer.cost || answer.usage) &&
      el('a.button.plain.small', { href: `#/cost/${answer.requestId}` }, icon('receipt'), 'Why this cost'),
  );
}
