// Who is signed in. The key stays in this tab: session storage, and nowhere else.

const KEY = 'tollgate.key';

/** The key that was typed, or null. */
export function key() {
  return sessionStorage.getItem(KEY);
}

let known = null;

/** What the gateway said of the key: {name, team, administrator, ...}. */
export function who() {
  return known;
}

/** Keeps a key that the gateway has accepted. */
export function begin(accepted, whose) {
  sessionStorage.setItem(KEY, accepted);
  known = whose;
}

/** Where reports are for this key: an administrator sees all, others their own. */
export function reports() {
  return known?.administrator ? 'admin' : 'v1';
}

/** Forgets the key and says so to the page; the reason is for the person, or null. */
export function end(reason) {
  sessionStorage.removeItem(KEY);
  known = null;
  dispatchEvent(new CustomEvent('tollgate:signed-out', { detail: reason }));
}
