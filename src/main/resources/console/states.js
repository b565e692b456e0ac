// What stands where something is on its way, is missing, or failed.

import { announce, el, show } from './dom.js';
import { icon } from './icons.js';
import { explain } from './words.js';

/** Lines that stand for what comes. */
export function skeleton(lines = 6) {
  return el(
    'div.skeleton',
    { 'aria-hidden': 'true' },
    Array.from({ length: lines }, () => el('i')),
  );
}

/** Nothing there, said kindly, with what to do about it. */
export function empty(title, text, ...actions) {
  return el('div.state', icon('empty'), el('h3', title), el('p.quiet', text), actions);
}

/** A failure in words, and another try. */
export function failed(reason, again) {
  const words = explain(reason);
  return el(
    'div.state.failed',
    { role: 'alert' },
    icon('alert'),
    el('h3', words.title),
    (words.detail || words.again) && el('p.quiet', [words.detail, words.again].filter(Boolean).join(' ')),
    reason.requestId && el('p.quiet.small', 'Request ', el('code', reason.requestId)),
    again && el('button.button', { type: 'button', onclick: again }, icon('reload'), 'Try again'),
  );
}

/** A failure that leaves the rest in place. */
export function notice(look, ...words) {
  return el(
    'div',
    { class: `notice ${look}`, role: look === 'bad' ? 'alert' : null },
    icon(look === '' ? 'info' : 'alert'),
    el('div', words),
  );
}

/** A failure as one line. */
export function failureNotice(reason) {
  const words = explain(reason);
  return notice(
    'bad',
    el('strong', words.title),
    words.detail && `. ${words.detail}`,
    words.again && ` ${words.again}`,
  );
}

/**
 * Shows in an element what a question brings: lines at once, a bar after a second, words
 * after five, then the content or the failure. A later load of the same element wins.
 */
export function load(element, ask, render, { lines = 6, keep = false } = {}) {
  const controller = new AbortController();
  element.loading?.abort();
  element.loading = controller;
  if (!keep || !element.firstChild) {
    show(element, skeleton(lines));
  }
  element.setAttribute('aria-busy', 'true');
  const timers = [
    setTimeout(() => wait('Still asking…'), 1000),
    setTimeout(() => wait('This takes longer than usual. The database may be busy.'), 5000),
  ];
  function wait(text) {
    element.querySelector(':scope > .waiting')?.remove();
    element.append(
      el(
        'div.waiting',
        el('span', text),
        el('span.bar'),
        el('button.button.plain.small', { type: 'button', onclick: () => controller.abort('cancelled') }, 'Cancel'),
      ),
    );
    announce(text);
  }
  const over = (content) => {
    if (element.loading !== controller) {
      return;
    }
    timers.forEach(clearTimeout);
    element.loading = null;
    element.removeAttribute('aria-busy');
    show(element, content);
  };
  const again = () => load(element, ask, render, { lines });
  return Promise.resolve()
    .then(() => ask(controller.signal))
    .then(
      (value) => over(render(value)),
      (reason) => {
        timers.forEach(clearTimeout);
        if (controller.signal.aborted && controller.signal.reason === 'cancelled') {
          over(
            empty(
              'Cancelled',
              'The question was taken back.',
              el('button.button', { type: 'button', onclick: again }, 'Ask again'),
            ),
          );
        } else if (!controller.signal.aborted) {
          over(failed(reason, again));
        }
      },
    );
}
