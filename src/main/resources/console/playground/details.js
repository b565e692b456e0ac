// What is behind an answer: the request and the answer as they were, and the call in other languages.

import { copyButton, openDialog, tabs } from '../dialog.js';
import { el } from '../dom.js';
import { LANGUAGES, snippet } from './snippets.js';

/** Longer texts in a request are shown by their beginning: pictures are. */
const SHOWN = 400;

let language = 0;

/** The call as curl, Python, Node, Java. */
export function codeDialog(answer, attachments) {
  openDialog(
    'The same call from your code',
    el(
      'p.quiet',
      'Put your key into the environment variable ',
      el('code', 'TOLLGATE_KEY'),
      '. Nothing needs to be installed. ',
      attachments.length > 0 && 'The files are read from the folder in which you run it.',
    ),
    tabs(
      'Languages',
      LANGUAGES.map((one) => ({
        label: one.label,
        render: () => code(snippet(one, answer, attachments)),
      })),
      language,
      (at) => {
        language = at;
      },
    ),
  );
}

/** The request, the headers and the events as they were. */
export function rawDialog(answer) {
  const request = JSON.stringify(answer.body, null, 2);
  const headers = answer.answerHeaders.map(([name, value]) => `${name}: ${value}`).join('\n');
  openDialog(
    'The raw request and answer',
    tabs('Raw', [
      {
        label: 'Request',
        render: () =>
          code(
            `POST /v1/chat/completions\n${Object.entries(answer.headers)
              .map(([name, value]) => `${name}: ${value}\n`)
              .join('')}\n${JSON.stringify(answer.body, shorten, 2)}`,
            request,
          ),
      },
      {
        label: 'Answer',
        render: () =>
          code(
            (answer.raw || 'Nothing came.') + (answer.rawLeftOut ? `\n… and ${answer.rawLeftOut} characters more` : ''),
          ),
      },
      { label: 'Headers', render: () => code(`${answer.status ?? 'No status'}\n${headers}`) },
    ]),
  );
}

function shorten(name, value) {
  return typeof value === 'string' && value.length > SHOWN && /^(data:|[A-Za-z0-9+/]+=*$)/.test(value)
    ? `${value.slice(0, 60)}… (${value.length} characters)`
    : value;
}

function code(text, whole = text) {
  return [
    el('div.row', el('span.push', copyButton(whole))),
    el('pre.code', { tabindex: '0', role: 'region', 'aria-label': 'Text' }, text),
  ];
}
