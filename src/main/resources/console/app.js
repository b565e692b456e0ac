// The frame: who is signed in, which view is shown, which theme.

import { get } from './api.js';
import { announce, el, show } from './dom.js';
import { icon } from './icons.js';
import { forget } from './models.js';
import { begin, end, key, who } from './session.js';
import { signInPage } from './signin.js';
import { failed, skeleton } from './states.js';
import { themeButton } from './theme-button.js';

const VIEWS = [
  { name: 'playground', title: 'Playground', icon: 'chat', module: () => import('./playground/view.js') },
  { name: 'prices', title: 'Prices', icon: 'prices', module: () => import('./prices/view.js') },
  { name: 'cost', title: 'Cost', icon: 'cost', module: () => import('./cost/view.js') },
  { name: 'routes', title: 'Routes', icon: 'routes', module: () => import('./routes/view.js'), administrators: true },
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
      show(app, el('div', { class: 'sign-in' }, failed(reason, start)));
    }
  }
}

/** Asks the gateway whose key it is. */
async function identify(given) {
  try {
    return await get('v1/key', {}, { withKey: given });
  } catch (reason) {
    if (reason.status !== 404) {
      throw reason;
    }
    // a gateway that knows one key only: the administrator's
    return { name: 'admin', team: 'none', administrator: true };
  }
}

function showSignIn(message) {
  leave();
  leave = () => {};
  forget();
  document.title = 'Sign in – Tollgate';
  show(app, signInPage(message, async (given) => {
    begin(given, await identify(given));
    showShell();
  }));
}

function showShell() {
  const { name, administrator } = who();
  show(app,
    el('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); main.focus(); } }, 'Skip to the content'),
    el('div', { class: 'shell' },
      el('div', { class: 'side' },
        el('p', { class: 'brand' }, el('img', { src: new URL('icon.svg', import.meta.url), alt: '' }), 'Tollgate'),
        el('nav', { 'aria-label': 'Views' }, el('ul', {}, views().map((view) =>
          el('li', {}, el('a', { href: `#/${view.name}` }, icon(view.icon), view.title))))),
        el('div', { class: 'side-end' },
          el('p', { class: 'who' }, el('strong', {}, name), el('span', { class: 'quiet' }, administrator ? 'Administrator' : 'Signed in')),
          el('div', { class: 'side-tools' }, themeButton(),
            el('button', { class: 'button plain icon-only', type: 'button', title: 'Sign out', 'aria-label': 'Sign out', onclick: () => end(null) }, icon('leave'))))),
      main));
  route(false);
}

function views() {
  return VIEWS.filter((view) => !view.administrators || who()?.administrator);
}

/** Shows the view that the address names: #/view/detail?query. */
async function route(moveFocus) {
  if (!who()) {
    return;
  }
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...rest] = path.split('/').map(decodeURIComponent);
  const view = views().find((one) => one.name === name) ?? views()[0];
  for (const link of app.querySelectorAll('.side nav a')) {
    if (link.hash === `#/${view.name}`) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  document.title = `${view.title} – Tollgate`;
  const place = { detail: rest.join('/') || null, query: new URLSearchParams(query) };
  const wanted = location.hash;
  if (!main.firstChild) {
    show(main, el('div', { class: 'page' }, el('div', { class: 'card' }, skeleton())));
  }
  try {
    const module = await view.module();
    if (wanted !== location.hash || !who()) {
      return;
    }
    leave();
    leave = module.leave ?? (() => {});
    show(main, module.view(place));
    if (moveFocus) {
      scrollTo(0, 0);
      (main.querySelector('h1') ?? main).focus({ preventScroll: true });
      announce(view.title);
    }
  } catch (reason) {
    console.error(reason);
    show(main, failed(reason instanceof TypeError ? new Error('A part of the page could not be loaded. If the gateway was updated, load the page again.') : reason, () => location.reload()));
  }
}
