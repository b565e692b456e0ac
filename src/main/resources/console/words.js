// What the page says in words: failures, states, kinds of tokens.

const BY_CODE = {
  unreachable: ['The gateway cannot be reached', 'Is it running, and is this computer connected? Nothing was spent.'],
  overloaded: ['The gateway is busy', 'It takes no more calls for the moment. Nothing was spent.'],
  shutting_down: ['The gateway is being stopped', 'It takes no new calls. Another instance, or the restart, will.'],
  ledger_full: ['The ledger is full', 'Calls are refused until its database takes rows again. Nothing was spent.'],
  ledger_unavailable: [
    'The ledger’s database is away',
    'Calls go on and are kept in the journal; reports have to wait.',
  ],
  upstream_rate_limited: ['The provider’s limit is reached', null],
  upstream_auth: [
    'The provider refuses the gateway’s key',
    'Whoever runs the gateway has to look at its provider key.',
  ],
  upstream_unreachable: ['The provider cannot be reached', null],
  upstream_overloaded: ['The provider is overloaded', null],
  upstream_timeout: ['The provider did not answer in time', null],
  upstream_stream_stalled: ['The answer fell silent', null],
  upstream_stream_truncated: ['The answer broke off', null],
  model_not_found: ['There is no such model for this key', null],
  permission_denied: ['This needs an administrator’s key', null],
  request_too_large: ['That is too large', 'Attach smaller files: all of it together may have 32 MB.'],
  expired_api_key: ['Your key has expired', null],
  rate_limit_exceeded: ['A limit of your key is reached', null],
  budget_exceeded: ['A budget is used up', 'Nothing was spent.'],
  keys_unavailable: [
    'Keys cannot be looked up for the moment',
    'The database is away. Keys that are known go on being served.',
  ],
  name_taken: ['That name is taken', 'A name is for ever, so that no key inherits what another has spent.'],
};

const BY_STATUS = {
  400: 'The gateway did not take that',
  401: 'The key is not accepted',
  403: 'This key may not do that',
  404: 'There is nothing of that name',
  408: 'The request took too long to arrive',
  409: 'That is already under way',
  413: 'That is too large',
  422: 'That cannot be used',
  429: 'A limit is reached',
  500: 'The gateway failed',
  502: 'The provider failed',
  503: 'Not available for the moment',
  504: 'The provider did not answer in time',
};

/** What a failure says to a person: a title, more about it, and when to try again. */
export function explain(reason) {
  if (reason?.status === undefined) {
    return { title: 'The page itself failed', detail: String(reason?.message ?? reason), again: null };
  }
  const [title, own] = BY_CODE[reason.code] ?? [BY_STATUS[reason.status] ?? `The answer was ${reason.status}`, null];
  const detail = [own, reason.message].filter((text) => text && text !== title).join(' ');
  const again = reason.retryAfter ? `Try again in ${seconds(reason.retryAfter)}.` : null;
  return { title, detail, again };
}

function seconds(count) {
  return count === 1 ? 'a second' : count < 120 ? `${count} seconds` : `${Math.round(count / 60)} minutes`;
}

const TOKENS = {
  input: 'Input',
  cached_input: 'Cached input',
  cache_write: 'Cache write',
  audio_input: 'Audio input',
  cached_audio_input: 'Cached audio input',
  image_input: 'Image input',
  video_input: 'Video input',
  output: 'Output',
  reasoning: 'Reasoning',
  audio_output: 'Audio output',
  image_output: 'Image output',
  request: 'Fee per request',
};

/** The name of a kind of tokens. */
export function tokenWord(type) {
  return TOKENS[type] ?? type;
}

const STATES = {
  ready: ['Ready', 'good'],
  full: ['Full', 'warn'],
  rate_limited: ['Rate limited', 'warn'],
  exhausted: ['Quota used up', 'bad'],
  refused: ['Key refused', 'bad'],
  circuit_open: ['Circuit open', 'bad'],
  circuit_half_open: ['Trying again', 'warn'],
};

/** The name and the look of a target's state. */
export function stateWord(state) {
  return STATES[state] ?? [state, ''];
}

const STATE_MEANING = {
  ready: 'Calls are made.',
  full: 'As many calls are under way as may be.',
  rate_limited: 'The provider limits the rate of calls; the key rests.',
  exhausted: 'The quota or the account at the provider is used up.',
  refused: 'The provider does not accept the gateway’s key.',
  circuit_open: 'It failed too often of late and is left alone for a while.',
  circuit_half_open: 'One call now and then tries whether it is back.',
};

/** What a target's state means. */
export function stateMeaning(state) {
  return STATE_MEANING[state] ?? '';
}

const OUTCOMES = {
  completed: ['Completed', 'good'],
  cancelled: ['Caller left', 'warn'],
  refused: ['Refused', 'bad'],
  rate_limited: ['Rate limited', 'bad'],
  failed: ['Failed', 'bad'],
  interrupted: ['Interrupted', 'bad'],
};

/** The name and the look of how a request ended. */
export function outcomeWord(outcome) {
  return outcome ? (OUTCOMES[outcome] ?? [outcome.replaceAll('_', ' '), 'warn']) : ['Under way', ''];
}

/** The look of a price window: its own for the usual names, one for all others. */
export function windowLook(name) {
  return ['standard', 'peak', 'discount'].includes(name) ? name : 'other';
}

const SOURCES = {
  task: 'the task',
  route: 'the route’s default',
  model: 'the model’s default',
  provider: 'the provider’s default',
  global: 'the gateway’s default',
};

/** Where a default temperature comes from. */
export function sourceWord(source) {
  return SOURCES[source] ?? source;
}
