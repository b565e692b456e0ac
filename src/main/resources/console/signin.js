// The door: it asks for the key.

import { el, field, show } from './dom.js';
import { failureNotice, notice } from './states.js';
import { themeButton } from './theme-button.js';

/** The page that asks for a key; the message says why the last one is no longer taken. */
export function signInPage(message, accept) {
  const said = el('div.said', message && notice('bad', el('strong', 'You were signed out.'), ` ${message}`));
  const input = el('input.input.code', {
    type: 'password',
    name: 'key',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'tg-…',
    required: true,
  });
  const button = el('button.button.primary', 'Sign in');
  const form = el(
    'form.card',
    { onsubmit: submit },
    el('h1', { tabindex: '-1' }, 'Sign in to the console'),
    said,
    field(
      'Your key',
      input,
      'It stays in this tab and goes with each question to this gateway. Closing the tab forgets it.',
    ),
    button,
    el(
      'details.small',
      el('summary', 'Where do I get a key?'),
      el(
        'p.quiet',
        'The gateway’s first start prints the administrator’s key in its log. An administrator makes further ones. The key that your services call the gateway with works here, too.',
      ),
    ),
  );
  queueMicrotask(() => input.focus());
  return el(
    'main.sign-in',
    el('p.brand', el('img', { src: new URL('icon.svg', import.meta.url), alt: '' }), 'Tollgate'),
    form,
    themeButton(),
  );

  async function submit(event) {
    event.preventDefault();
    const key = input.value.trim();
    if (!key) {
      return;
    }
    button.disabled = true;
    show(button, 'Asking the gateway…');
    try {
      await accept(key);
    } catch (reason) {
      show(
        said,
        reason.status === 401
          ? notice('bad', el('strong', 'This key is not accepted.'), ` ${reason.message}`)
          : failureNotice(reason),
      );
      input.setAttribute('aria-invalid', 'true');
      input.select();
      input.focus();
    } finally {
      button.disabled = false;
      show(button, 'Sign in');
    }
  }
}
