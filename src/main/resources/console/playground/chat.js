// What is asked: columns of models, the settings they share, and the requests that follow from both.

import { defaultTemperature } from '../models.js';
import { part } from './attachments.js';
import { newAnswer } from './call.js';

/** The most models side by side. */
export const MOST_COLUMNS = 3;

/** The lecture's own comparison. */
export const COMPARED = [0, 0.7, 1.5];

/** A column: a model, its own temperature where it has one, what was said so far, and what stops the call under way. */
export function newColumn(model, temperature = null) {
  return { model, temperature, turns: [], calling: null };
}

/** The settings of a page that was just opened; null is "as the gateway does by itself". */
export function newSettings() {
  return { system: '', task: null, temperature: null, json: false, maxTokens: null };
}

/**
 * The answer that a column is to get, with the request for it.
 * @param question {{text: string, attachments: object[]}}
 */
export function prepare(column, settings, question) {
  const messages = [];
  if (settings.system.trim()) {
    messages.push({ role: 'system', content: settings.system.trim() });
  }
  for (const turn of column.turns) {
    messages.push(userMessage(turn.question));
    if (turn.answer.text) {
      messages.push({ role: 'assistant', content: turn.answer.text });
    }
  }
  messages.push(userMessage(question));
  const body = { model: column.model, messages, stream: true, stream_options: { include_usage: true } };
  const temperature = column.temperature ?? settings.temperature;
  if (temperature !== null) {
    body.temperature = temperature;
  }
  if (settings.maxTokens !== null) {
    body.max_tokens = settings.maxTokens;
  }
  if (settings.json) {
    body.response_format = { type: 'json_object' };
  }
  return newAnswer(body, settings.task ? { 'x-tollgate-task': settings.task } : {});
}

function userMessage({ text, attachments }) {
  return { role: 'user', content: attachments.length ? [{ type: 'text', text }, ...attachments.map(part)] : text };
}

/** The temperature that a column's next call gets, and why: {value, source}, null where none is sent. */
export function effectiveTemperature(column, settings, model) {
  const own = column.temperature ?? settings.temperature;
  return own !== null ? { value: own, source: 'request' } : defaultTemperature(model, settings.task);
}

/** What a model is not known to take of some attachments, in words; null where it takes all. */
export function missing(model, attachments) {
  const kinds = [...new Set(attachments.map((attachment) => attachment.kind))].filter(
    (kind) => !model.input.includes(kind),
  );
  return kinds.length ? kinds.map((kind) => ({ image: 'pictures', audio: 'sounds' })[kind]).join(' and ') : null;
}
