// Answers are Markdown, and may hold anything. They become nodes without ever being HTML: tags in
// them are shown as the text that they are, and nothing in them can run, load or style.

import { lexer } from './lib/marked.js';
import { el } from './dom.js';

/** Markdown as nodes. */
export function render(text) {
  const fragment = document.createDocumentFragment();
  fragment.append(...lexer(text, { gfm: true, breaks: true }).flatMap(block));
  return fragment;
}

function block(token) {
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return el('p.heading', inlines(token.tokens));
    case 'paragraph':
      return el('p', inlines(token.tokens));
    case 'hr':
      return el('hr');
    case 'blockquote':
      return el('blockquote', token.tokens.flatMap(block));
    case 'code':
      return wide('Code', el('pre', el('code', token.text)));
    case 'list':
      return list(token);
    case 'table':
      return wide('Table', table(token));
    case 'text':
      return token.tokens ? inlines(token.tokens) : decoded(token.text);
    case 'checkbox':
      return checkbox(token);
    default:
      return el('p', token.raw);
  }
}

function list(token) {
  return el(
    token.ordered ? 'ol' : 'ul',
    { start: token.ordered && token.start !== 1 ? token.start : null },
    token.items.map((item) =>
      el('li', item.task && !item.tokens.some(hasCheckbox) && checkbox(item), item.tokens.flatMap(block)),
    ),
  );
}

function hasCheckbox(token) {
  return token.type === 'checkbox' || (token.tokens ?? []).some(hasCheckbox);
}

function checkbox({ checked }) {
  return checked ? '☑ ' : '☐ ';
}

function table(token) {
  const row = (cells, name) =>
    el(
      'tr',
      cells.map((cell) => el(name, { class: cell.align === 'right' ? 'number' : null }, inlines(cell.tokens))),
    );
  return el(
    'table',
    el('thead', row(token.header, 'th')),
    el(
      'tbody',
      token.rows.map((cells) => row(cells, 'td')),
    ),
  );
}

/** What may be wider than its column scrolls in a frame, also by keys. */
function wide(label, content) {
  return el('div.wide', { tabindex: '0', role: 'region', 'aria-label': label }, content);
}

function inlines(tokens) {
  return tokens.map(inline);
}

function inline(token) {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return el(token.type, {}, inlines(token.tokens));
    case 'codespan':
      return el('code', token.text);
    case 'br':
      return el('br');
    case 'link':
      return link(token);
    // a picture at another address would tell that address who reads
    case 'image':
      return `[picture: ${token.text || token.href}]`;
    case 'escape':
      return token.text;
    case 'checkbox':
      return checkbox(token);
    case 'text':
      return token.tokens ? inlines(token.tokens) : decoded(token.text);
    default:
      return token.raw;
  }
}

function link(token) {
  return /^(https?:|mailto:)/i.test(token.href)
    ? el(
        'a',
        { href: token.href, title: token.title, target: '_blank', rel: 'noopener noreferrer nofollow' },
        inlines(token.tokens),
      )
    : token.raw;
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decoded(text) {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos|nbsp));/gi, (raw, hex, decimal, name) => {
    const code = name ? null : parseInt(hex ?? decimal, hex ? 16 : 10);
    return name ? ENTITIES[name.toLowerCase()] : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : raw;
  });
}
