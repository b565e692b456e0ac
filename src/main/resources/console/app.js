// The frame: who is signed in, which view is shown, which theme.

import { get } from './api.js';
import { announce, el, show } from './dom.js';
import { icon } from './icons.js';
import { forget } from './models.js';
import { begin, end, key, who } from './session.js';
import { signInPage } from './signin.js';
import { empty, failed, skeleton } from './states.js';
import { themeButton } from './theme-button.js';

const VIEWS = [
  { name: 'playground', title: 'Playground', icon: 'chat', module: () => import('./playground/view.js') },
  { name: 'prices', title: 'Prices', icon: 'prices', module: () => import('./prices/view.js') },
  { name: 'cost', title: 'Cost', icon: 'cost', module: () => import('./cost/view.js') },
  { name: 'routes', title: 'Routes', icon: 'routes', module: () => import('./routes/view.js'), administrators: true },
  { name: 'keys', title: 'Keys', icon: 'key', module: () => import('./keys/view.js'), administrators: true },
  { name: 'key', title: 'My key', icon: 'key', module: () => import('./keys/own.js'), administrators: false },
];

const app = document.getElementById('app');
const main = el('main', { id: 'main', tabindex: '-1' });
let leave = () => {};

addEventListener('hashchange', () => route(true));
addEventListener('tollgate:signed-out', (event) => showSignIn(event.detail));

start();

async function start() {
  const kept = key();
  if (!kept) {
    showSignIn(null);
    return;
  }
  try {
    begin(kept, await identify(kept));
    showShell();
  } catch (reason) {
    if (reason.status === 401) {
      end(reason.message);
    } else {
      show(app, el('div.sign-in', failed(reason, start)));
    }
  }
}

/** Asks the gateway whose key it is. */
function identify(given) {
  return get('v1/key', {}, { withKey: given });
}

function showSignIn(message) {
  leave();
  leave = () => {};
  forget();
  // nobody sees what the one before has seen
  show(main);
  document.title = 'Sign in – Tollgate';
  show(
    app,
    signInPage(message, async (given) => {
      begin(given, await identify(given));
      showShell();
    }),
  );
}

function showShell() {
  const { name, administrator } = who();
  show(
    app,
    el(
      'a.skip',
      {
        href: '#main',
        onclick: (event) => {
          event.preventDefault();
          main.focus();
        },
      },
      'Skip to the content',
    ),
    el(
      'div.shell',
      el(
        'header.side',
        el('p.brand', el('img', { src: new URL('icon.svg', import.meta.url), alt: '' }), 'Tollgate'),
        el(
          'nav',
          { 'aria-label': 'Views' },
          el(
            'ul',
            views().map((view) => el('li', el('a', { href: `#/${view.name}` }, icon(view.icon), view.title))),
          ),
        ),
        el(
          'div.side-end',
          el('p.who', el('strong', name), el('span.quiet', administrator ? 'Administrator' : 'Signed in')),
          el(
            'div.side-tools',
            themeButton(),
            el(
              'button.button.plain.icon-only',
              { type: 'button', title: 'Sign out', 'aria-label': 'Sign out', onclick: () => end(null) },
              icon('leave'),
            ),
          ),
        ),
      ),
      main,
    ),
  );
  route(false);
}

function views() {
  return VIEWS.filter((view) => view.administrators === undefined || view.administrators === who()?.administrator);
}

/** What the address asks for: #/view/detail?query. */
function place() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...detail] = path.split('/').map(decoded);
  const view = views().find((one) => one.name === name) ?? views()[0];
  return { view, detail: detail.join('/') || null, query: new URLSearchParams(query) };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Shows the view that the address names. */
async function route(moveFocus) {
  if (!who()) {
    return;
  }
  const { view, ...wanted } = place();
  const address = location.hash;
  markCurrent(view);
  if (!main.firstChild) {
    show(main, el('div.page', el('div.card', skeleton())));
  }
  const module = await view.module().catch(() => null);
  if (address !== location.hash || !who()) {
    return;
  }
  leave();
  leave = module?.leave ?? (() => {});
  show(main, module ? module.view(wanted) : outdated());
  main.dataset.address = address;
  if (moveFocus) {
    scrollTo(0, 0);
    (main.querySelector('h1') ?? main).focus({ preventScroll: true });
    announce(view.title);
  }
}

function markCurrent(view) {
  document.title = `${view.title} – Tollgate`;
  for (const link of app.querySelectorAll('.side nav a')) {
    if (link.hash === `#/${view.name}`) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

/** A gateway that was updated has no files of the old page any more. */
function outdated() {
  return empty(
    'This part of the page could not be loaded',
    'If the gateway was updated meanwhile, load the page again.',
    el('button.button', { type: 'button', onclick: () => location.reload() }, icon('reload'), 'Load the page again'),
  );
}
