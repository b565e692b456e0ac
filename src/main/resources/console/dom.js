// Elements without HTML in strings: texts can never become markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element: el('p.quiet.small', { id }, 'text', child). Properties may be left out; those that are
 * functions are listeners ("onclick"), null and false are left out, true is an empty attribute, all else are
 * attributes.
 */
export function el(name, ...content) {
  const [tag, ...classes] = name.split('.');
  return fill(document.createElement(tag), classes, content);
}

/** Makes an element of SVG, likewise. */
export function svg(name, ...content) {
  const [tag, ...classes] = name.split('.');
  return fill(document.createElementNS(SVG, tag), classes, content);
}

function fill(element, classes, content) {
  const [first, ...rest] = content;
  const given = typeof first === 'object' && first !== null && Object.getPrototypeOf(first) === Object.prototype;
  for (const [name, value] of Object.entries(given ? first : {})) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
  element.classList.add(...classes);
  add(element, given ? rest : content);
  return element;
}

function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false && child !== '') {
      element.append(child);
    }
  }
}

/** Replaces all that is in an element. */
export function show(element, ...children) {
  element.replaceChildren();
  add(element, children);
  return element;
}

/** The head of a view: its name, to which one is led, a line about it, and what stands beside them. */
export function pageHead(title, words, ...beside) {
  return el('header.page-head', el('div', el('h1', { tabindex: '-1' }, title), el('p.quiet', words)), beside);
}

/** Has screen readers say something. */
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

/** Shows a short message that goes away by itself. */
export function toast(text) {
  let toasts = document.querySelector('.toasts');
  if (!toasts) {
    toasts = el('div.toasts', { 'aria-hidden': 'true' });
    document.body.append(toasts);
  }
  const message = el('div.toast', text);
  toasts.append(message);
  announce(text);
  setTimeout(() => message.remove(), 4000);
}

let ids = 0;

/** An id that nothing else on the page has. */
export function freshId(prefix) {
  ids += 1;
  return `${prefix}-${ids}`;
}

/** A field with its label above it, and a hint below where there is one. */
export function field(label, control, hint) {
  control.id ||= freshId('field');
  if (hint) {
    control.setAttribute('aria-describedby', `${control.id}-hint`);
  }
  return el(
    'div.field',
    el('label', { for: control.id }, label),
    control,
    hint && el('span.hint', { id: `${control.id}-hint` }, hint),
  );
}

/**
 * One of several, as radio buttons that look like chips.
 * @param options {{value: string, label: string|Node, title?: string, disabled?: boolean}[]}
 */
export function choice(legend, options, value, onchange, look = 'chips') {
  const name = freshId('choice');
  const radios = options.map((option) =>
    el(
      'label.chip',
      { title: option.title },
      el('input', {
        type: 'radio',
        name,
        value: option.value,
        checked: option.value === value,
        disabled: option.disabled,
        onchange: () => onchange(option.value),
      }),
      el('span', option.label),
    ),
  );
  return el(
    'fieldset',
    el('legend', { class: look === 'segments' ? 'only-heard' : 'label' }, legend),
    el('div', { class: look }, radios),
  );
}

/** Waits with a call until there was silence for some milliseconds. */
export function debounced(wait, call) {
  let timer;
  return (...words) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...words), wait);
  };
}
