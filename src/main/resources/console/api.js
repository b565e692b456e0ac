// Questions to the gateway, with the reader's key.

import { end, key } from './session.js';

/** Where the API is: beside the page, also behind a path of a balancer. */
export const ROOT = new URL('./', document.baseURI);

/** An answer that is none. */
export class Failure extends Error {
  constructor(
    message,
    { status = 0, code = null, type = null, param = null, retryAfter = null, requestId = null } = {},
  ) {
    super(message);
    Object.assign(this, { status, code, type, param, retryAfter, requestId });
  }
}

/** Reads what the gateway says of a failure, in whatever shape it comes. */
export async function failure(response) {
  let error = {};
  try {
    error = (await response.json()).error ?? {};
  } catch {
    // a balancer's page, perhaps: the status says enough
  }
  return new Failure(error.message ?? '', {
    status: response.status,
    code: error.code,
    type: error.type,
    param: error.param,
    retryAfter: Number(response.headers.get('retry-after')) || null,
    requestId: response.headers.get('x-request-id'),
  });
}

/** Calls the gateway; a key that is refused ends the session. */
export async function call(path, options = {}) {
  const { headers = {}, withKey = key(), ...rest } = options;
  let response;
  try {
    response = await fetch(new URL(path, ROOT), {
      ...rest,
      cache: 'no-store',
      credentials: 'omit',
      headers: { ...headers, authorization: `Bearer ${withKey}` },
    });
  } catch (reason) {
    if (rest.signal?.aborted) {
      throw reason;
    }
    throw new Failure('', { code: 'unreachable' });
  }
  if (!response.ok) {
    const failed = await failure(response);
    if (response.status === 401 && options.withKey === undefined) {
      end(failed.message);
    }
    throw failed;
  }
  return response;
}

/** The JSON at an address; values of the query that are null or empty are left out. */
export async function get(path, query = {}, options = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const search = given.length ? `?${new URLSearchParams(given)}` : '';
  return (await call(path + search, options)).json();
}

/** Sends JSON and reads JSON; nothing where there is none to read. */
export async function send(method, path, body, options = {}) {
  const response = await call(path, {
    ...options,
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

/** Has the browser save a report as a file; says how much has come meanwhile. */
export async function download(path, query, name, progress) {
  const given = Object.entries(query).filter(([, value]) => value);
  const response = await call(`${path}?${new URLSearchParams(given)}`, { headers: { accept: 'text/csv' } });
  const parts = [];
  let size = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    parts.push(value);
    size += value.length;
    progress(size);
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
