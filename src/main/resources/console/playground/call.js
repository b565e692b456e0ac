// One streamed call, as any front end would make it, and what is learned on the way.

import { call, Failure, get } from '../api.js';
import { reports } from '../session.js';
import { readEvents } from '../sse.js';

/** How much of a raw answer is kept to be shown. */
const MOST_RAW = 2_000_000;

const HEADERS = /^(content-type|x-request-id|x-should-retry|retry-after|x-tollgate-.*|x-ratelimit-.*)$/;

/** An answer before its call. */
export function newAnswer(body, headers) {
  return {
    body,
    headers,
    state: 'waiting',
    text: '',
    reasoning: '',
    firstMs: null,
    totalMs: null,
    usage: null,
    cost: null,
    attempts: null,
    window: null,
    provider: null,
    model: null,
    dropped: null,
    requestId: null,
    finish: null,
    failure: null,
    status: null,
    answerHeaders: [],
    raw: '',
    rawLeftOut: 0,
  };
}

/**
 * Makes the call of an answer and fills it in; onchange is told at each step. An abort is
 * no failure: the answer is what came until then.
 */
export async function stream(answer, signal, onchange) {
  const begun = performance.now();
  try {
    const response = await call('v1/chat/completions', {
      method: 'POST',
      signal,
      headers: { 'content-type': 'application/json', ...answer.headers },
      body: JSON.stringify(answer.body),
    });
    readHeaders(answer, response);
    answer.state = 'streaming';
    onchange();
    let ended = false;
    await readEvents(
      response,
      (data) => {
        ended ||= event(answer, data, performance.now() - begun);
        onchange();
      },
      (text) => keep(answer, text),
    );
    answer.state = 'completed';
    if (!ended) {
      throw new Failure('The connection ended before the answer was complete.', {
        code: 'upstream_stream_truncated',
        status: 200,
      });
    }
  } catch (reason) {
    if (signal.aborted) {
      answer.state = 'stopped';
    } else {
      answer.state = 'failed';
      answer.failure = reason;
      answer.requestId ??= reason.requestId ?? null;
      answer.status ??= reason.status ?? null;
    }
  }
  answer.totalMs = performance.now() - begun;
  onchange();
  if (answer.cost === null && answer.requestId) {
    await settle(answer);
    onchange();
  }
}

function readHeaders(answer, response) {
  const header = (name) => response.headers.get(`x-tollgate-${name}`);
  answer.status = response.status;
  answer.requestId = response.headers.get('x-request-id');
  answer.provider = header('provider');
  answer.model = header('model');
  answer.attempts = Number(header('attempts')) || null;
  answer.window = header('price-window');
  answer.dropped = header('dropped');
  answer.answerHeaders = [...response.headers].filter(([name]) => HEADERS.test(name));
}

/** Takes note of an event; says whether it was the last. */
function event(answer, data, at) {
  if (data === '[DONE]') {
    return true;
  }
  const chunk = JSON.parse(data);
  if (chunk.error) {
    throw new Failure(chunk.error.message, {
      code: chunk.error.code,
      type: chunk.error.type,
      status: answer.status,
      requestId: answer.requestId,
    });
  }
  const choice = chunk.choices?.[0];
  const { content, reasoning_content: thought } = choice?.delta ?? {};
  if ((content || thought) && answer.firstMs === null) {
    answer.firstMs = at;
  }
  answer.reasoning += thought ?? '';
  answer.text += content ?? '';
  answer.finish = choice?.finish_reason ?? answer.finish;
  answer.model ??= chunk.model ?? null;
  if (chunk.usage) {
    answer.usage = usage(chunk.usage);
    if (chunk.usage.cost) {
      answer.cost = chunk.usage.cost;
      answer.window = chunk.usage.cost.window ?? answer.window;
    }
  }
  return false;
}

/** OpenAI's counts in the ledger's words: input has the cached part in it, output the thoughts. */
function usage(reported) {
  const input = reported.prompt_tokens_details ?? {};
  const output = reported.completion_tokens_details ?? {};
  const counts = {
    input: reported.prompt_tokens,
    cached_input: input.cached_tokens,
    audio_input: input.audio_tokens,
    output: reported.completion_tokens,
    reasoning: output.reasoning_tokens,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count));
}

function keep(answer, text) {
  if (answer.raw.length < MOST_RAW) {
    answer.raw += text;
  } else {
    answer.rawLeftOut += text.length;
  }
}

/** What a call cost that broke off is known to the ledger alone, a moment later. */
async function settle(answer) {
  for (let pause = 200; pause < 4000; pause *= 1.6) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      const row = (await get(`${reports()}/requests`, { id: answer.requestId })).data[0];
      if (row && row.state !== 'reserved') {
        answer.usage = row.usage;
        answer.cost = { usd: row.cost_usd, window: row.window, source: row.source };
        answer.window = row.window ?? answer.window;
        answer.attempts = row.attempts.length;
        return;
      }
    } catch {
      // the database may be away: then the cost stays unknown here
    }
  }
}

/** Tokens a second, from the first content to the end; null where that is no measure. */
export function tokensPerSecond(answer) {
  const output = answer.usage?.output;
  const seconds = answer.totalMs !== null && answer.firstMs !== null ? (answer.totalMs - answer.firstMs) / 1000 : 0;
  return output > 1 && seconds > 0.02 ? output / seconds : null;
}
