// Light, dark, or as the system has it; the choice is kept.

import { announce, el, show } from './dom.js';
import { icon } from './icons.js';

const THEMES = [
  { value: 'system', icon: 'system', label: 'Theme: as the system' },
  { value: 'light', icon: 'sun', label: 'Theme: light' },
  { value: 'dark', icon: 'moon', label: 'Theme: dark' },
];

export function themeButton() {
  const button = el('button.button.plain.icon-only', {
    type: 'button',
    onclick: () => set((chosen() + 1) % THEMES.length, true),
  });
  set(chosen(), false);
  return button;

  function set(at, said) {
    const theme = THEMES[at];
    if (theme.value === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme.value;
    }
    localStorage.setItem('tollgate.theme', theme.value);
    show(button, icon(theme.icon));
    button.title = theme.label;
    button.setAttribute('aria-label', theme.label);
    if (said) {
      announce(theme.label);
    }
  }
}

function chosen() {
  return Math.max(
    0,
    THEMES.findIndex((theme) => theme.value === localStorage.getItem('tollgate.theme')),
  );
}
