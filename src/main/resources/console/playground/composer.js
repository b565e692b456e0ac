// Where the prompt is written, and what it will cost is said before it is sent.

import { send } from '../api.js';
import { debounced, el, show } from '../dom.js';
import { icon } from '../icons.js';
import { amount, dollars, pico, usd } from '../money.js';
import { notice } from '../states.js';
import { duration } from '../time.js';
import { windowLook } from '../words.js';
import { ACCEPTED, filesOf, read, size } from './attachments.js';

/**
 * The composer.
 * @param handlers {{ask: (question) => void, compare: (question) => void, stop: () => void, request: (question) => object|null,
 *     misfits: (attachments) => string[]}}
 */
export function composerView(handlers) {
  let attachments = [];
  const files = el('ul.attachments', { 'aria-label': 'Attached files', hidden: true });
  const said = el('div.stack');
  const estimate = el('p.estimate.quiet.small.numbers', { role: 'status' });
  const prompt = el('textarea.prompt', {
    rows: '2',
    placeholder: 'Ask something…',
    'aria-label': 'Prompt',
    oninput: changed,
    onkeydown: press,
    onpaste: paste,
  });
  const picker = el('input', {
    type: 'file',
    accept: ACCEPTED,
    multiple: true,
    class: 'only-heard',
    tabindex: '-1',
    'aria-hidden': 'true',
    onchange: () => {
      add([...picker.files]);
      picker.value = '';
    },
  });
  const attach = el(
    'button.button.plain.icon-only',
    {
      type: 'button',
      title: 'Attach pictures or sounds',
      'aria-label': 'Attach pictures or sounds',
      onclick: () => picker.click(),
    },
    icon('attach'),
  );
  const compare = el(
    'button.button.compare',
    {
      type: 'button',
      'aria-label': 'Compare at 0.0, 0.7 and 1.5',
      title: 'The first model three times, at temperatures 0.0, 0.7 and 1.5',
      onclick: () => submit(handlers.compare),
    },
    icon('compare'),
    el('span', el('span.wide-only', 'Compare '), '0.0 · 0.7 · 1.5'),
  );
  const ask = el(
    'button.button.primary',
    { type: 'button', onclick: () => submit(handlers.ask) },
    icon('send'),
    'Send',
  );
  const stop = el(
    'button.button.danger',
    { type: 'button', hidden: true, onclick: handlers.stop },
    icon('stop'),
    'Stop',
  );
  const element = el(
    'section.composer',
    { 'aria-label': 'Composer', ondragover: drag, ondragleave: drag, ondrop: drop },
    said,
    files,
    prompt,
    el('div.composer-end', attach, picker, estimate, el('span.composer-buttons', compare, ask, stop)),
  );

  const reckon = debounced(500, async () => {
    const question = { text: prompt.value.trim(), attachments: [] };
    const request = question.text && handlers.request(question);
    if (!request) {
      show(estimate);
      return;
    }
    try {
      const found = await send('POST', 'v1/estimate', request);
      if (prompt.value.trim() === question.text) {
        show(estimate, estimateWords(found));
      }
    } catch {
      // no more than a courtesy: sending says what is wrong
      show(estimate);
    }
  });

  function changed() {
    prompt.style.height = 'auto';
    prompt.style.height = `${Math.min(prompt.scrollHeight + 2, innerHeight * 0.4)}px`;
    reckon();
  }

  function press(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && stop.hidden) {
      event.preventDefault();
      submit(handlers.ask);
    } else if (event.key === 'Escape' && !stop.hidden) {
      handlers.stop();
    }
  }

  function submit(handler) {
    const question = { text: prompt.value.trim(), attachments };
    if (!question.text && !attachments.length) {
      prompt.focus();
      return;
    }
    attachments = [];
    prompt.value = '';
    list();
    changed();
    handler(question);
  }

  function paste(event) {
    const pasted = filesOf(event.clipboardData);
    // a copied table has a picture of itself beside its text
    if (pasted.length && !event.clipboardData.getData('text/plain')) {
      event.preventDefault();
      add(pasted);
    }
  }

  function drag(event) {
    if (event.dataTransfer?.types.includes('Files')) {
      event.preventDefault();
      element.classList.toggle('dropping', event.type === 'dragover');
    }
  }

  function drop(event) {
    event.preventDefault();
    element.classList.remove('dropping');
    add([...event.dataTransfer.files]);
  }

  async function add(chosen) {
    show(said);
    for (const file of chosen) {
      try {
        const attachment = await read(file);
        attachments = [...attachments, attachment];
      } catch (reason) {
        said.append(notice('bad', reason.message));
      }
    }
    list();
    prompt.focus();
  }

  function list() {
    files.hidden = !attachments.length;
    show(
      files,
      attachments.map((attachment) =>
        el(
          'li',
          {},
          attachment.kind === 'image' ? el('img', { src: attachment.url, alt: '' }) : icon('audio'),
          el('span', attachment.name, el('br'), el('span.quiet', size(attachment.size))),
          el(
            'button.button.plain.icon-only.small',
            {
              type: 'button',
              'aria-label': `Remove ${attachment.name}`,
              onclick: () => {
                attachments = attachments.filter((other) => other !== attachment);
                list();
              },
            },
            icon('close', 'small'),
          ),
        ),
      ),
    );
    const words = handlers.misfits(attachments);
    if (words.length) {
      files.hidden = false;
      files.append(el('li.misfit', icon('alert'), words.join(' ')));
    }
  }

  return {
    element,
    refresh: () => {
      list();
      reckon();
    },
    setText(text) {
      prompt.value = text;
      changed();
      prompt.focus();
    },
    running(busy) {
      stop.hidden = !busy;
      ask.hidden = busy;
      compare.hidden = busy;
    },
    comparable(why) {
      compare.disabled = why !== null;
      compare.title = why ?? 'The first model three times, at temperatures 0.0, 0.7 and 1.5';
    },
    focus: () => prompt.focus(),
  };
}

/** What a prompt costs now, and how that changes next. */
function estimateWords(found) {
  const { now, next } = found;
  if (now.per_million === null) {
    return 'The model has no price.';
  }
  const words = [
    `${found.tokens === 'exact' ? '' : 'About '}${found.input_tokens.toLocaleString('en')} tokens: ${usd(now.input_usd)} to ask, ${dollars(
      amount(1000, now.per_million.output),
    )} per 1,000 tokens of answer. `,
  ];
  if (next?.per_million) {
    words.push(
      el('span', { class: `badge ${windowLook(next.window)}` }, next.window),
      ` in ${duration(new Date(next.at) - Date.now())}: ${times(pico(next.per_million.output), pico(now.per_million.output))}.`,
    );
  }
  return words;
}

/** "twice as much", "half as much", "1.3 times as much" */
function times(then, now) {
  if (now === 0n || then === now) {
    return `${dollars(then)} per million`;
  }
  return then === 2n * now
    ? 'twice as much'
    : 2n * then === now
      ? 'half as much'
      : `${(Number((then * 100n) / now) / 100).toLocaleString('en')} times as much`;
}
