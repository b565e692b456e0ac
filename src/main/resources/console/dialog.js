// Dialogs and tabs.

import { el, freshId, show, toast } from './dom.js';
import { icon } from './icons.js';

/** Opens a dialog that is gone when it is closed; the browser keeps the focus in it. */
export function openDialog(title, ...content) {
  const id = freshId('dialog');
  const dialog = el(
    'dialog',
    {
      'aria-labelledby': id,
      onclose: () => dialog.remove(),
      onclick: (event) => event.target === dialog && dialog.close(),
    },
    el(
      'div.dialog-head',
      el('h2', { id }, title),
      el(
        'button.button.plain.icon-only',
        { type: 'button', 'aria-label': 'Close', onclick: () => dialog.close() },
        icon('close'),
      ),
    ),
    el('div.dialog-body', content),
  );
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Tabs over one panel.
 * @param tabs {{label: string, render: () => Node}[]}
 */
export function tabs(label, tabs, chosen = 0, onchoose = () => {}) {
  const panelId = freshId('panel');
  const panel = el('div', { id: panelId, role: 'tabpanel', class: 'stack', tabindex: '0' });
  const buttons = tabs.map((tab, at) =>
    el(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `${panelId}-${at}`,
        'aria-controls': panelId,
        onclick: () => choose(at),
        onkeydown: press,
      },
      tab.label,
    ),
  );

  function choose(at) {
    buttons.forEach((button, other) => {
      button.setAttribute('aria-selected', String(other === at));
      button.tabIndex = other === at ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', buttons[at].id);
    show(panel, tabs[at].render());
    onchoose(at);
  }

  function press(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = (buttons.indexOf(event.currentTarget) + step + buttons.length) % buttons.length;
      choose(next);
      buttons[next].focus();
    }
  }

  choose(chosen);
  return el('div.stack', el('div.tabs', { role: 'tablist', 'aria-label': label }, buttons), panel);
}

/** A button that copies a text. */
export function copyButton(text, label = 'Copy', look = 'button small') {
  return el(
    'button',
    { class: look, type: 'button', onclick: () => copy(typeof text === 'function' ? text() : text) },
    icon('copy'),
    label,
  );
}

/** Copies a text; where the browser has no clipboard, as without TLS, it is selected instead. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied');
  } catch {
    const area = el('textarea.only-heard', { 'aria-hidden': 'true' }, text);
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    toast(document.execCommand('copy') ? 'Copied' : 'This browser does not let the page copy');
    area.remove();
  }
}
