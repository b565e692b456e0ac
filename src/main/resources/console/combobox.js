// A choice from many that can be searched: the ARIA pattern of an editable combobox with a list.

import { el, freshId, show } from './dom.js';
import { icon } from './icons.js';

/**
 * @param label what screen readers call it
 * @param options {{value: string, label: string, group: string, aside: string}[]} in order, groups together
 */
export function combobox(label, options, value, onchoose) {
  const listId = freshId('list');
  let chosen = value;
  let shown = [];
  let active = -1;

  const input = el('input.input', {
    type: 'text',
    role: 'combobox',
    'aria-label': label,
    'aria-expanded': 'false',
    'aria-controls': listId,
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: 'false',
    onfocus: () => input.select(),
    onclick: open,
    oninput: () => open(input.value),
    onkeydown: press,
    onblur: close,
  });
  const list = el('ul', {
    id: listId,
    role: 'listbox',
    'aria-label': label,
    hidden: true,
    onmousedown: (event) => event.preventDefault(),
  });
  const element = el('div.combobox', input, icon('chevron'), list);
  set(value);

  function set(next) {
    chosen = next;
    input.value = options.find((option) => option.value === next)?.label ?? next ?? '';
  }

  function open(search) {
    const words = (typeof search === 'string' ? search : '').toLowerCase().split(/\s+/).filter(Boolean);
    shown = options.filter((option) =>
      words.every((word) => `${option.label} ${option.group}`.toLowerCase().includes(word)),
    );
    active = Math.max(
      0,
      shown.findIndex((option) => option.value === chosen),
    );
    let group = null;
    show(
      list,
      shown.length
        ? shown.map((option, at) => {
            const head = option.group === group ? null : el('li', { role: 'presentation' }, option.group);
            group = option.group;
            return [
              head,
              el(
                'li',
                {
                  role: 'option',
                  id: `${listId}-${at}`,
                  'aria-selected': String(option.value === chosen),
                  onclick: () => choose(at),
                },
                el('span', option.label),
                option.aside && el('span.quiet.small', option.aside),
              ),
            ];
          })
        : el('li', { role: 'presentation' }, 'Nothing of that name'),
    );
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    mark();
  }

  function mark() {
    for (const item of list.querySelectorAll('[role=option]')) {
      item.dataset.active = String(item.id === `${listId}-${active}`);
    }
    const item = document.getElementById(`${listId}-${active}`);
    item?.scrollIntoView({ block: 'nearest' });
    if (item) {
      input.setAttribute('aria-activedescendant', item.id);
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function close() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    set(chosen);
  }

  function choose(at) {
    const option = shown[at];
    if (option) {
      chosen = option.value;
      onchoose(option.value);
    }
    close();
  }

  function press(event) {
    const isOpen = !list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) {
        open();
        return;
      }
      active = Math.min(Math.max(active + (event.key === 'ArrowDown' ? 1 : -1), 0), shown.length - 1);
      mark();
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      close();
    }
  }

  return {
    element,
    input,
    set,
    get value() {
      return chosen;
    },
  };
}
