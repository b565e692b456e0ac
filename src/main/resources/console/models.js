// The models that the key may call, and what they cost now; asked once in a while.

import { get } from './api.js';

const FRESH = 60_000;

let models = null;
let prices = null;

/** All models by name: {id, provider, upstream, kind, input, contextWindow, maxOutput, temperature}. */
export function allModels(signal) {
  models = kept(
    models,
    async () => new Map((await get('v1/models', {}, { signal })).data.map(model).map((one) => [one.id, one])),
  );
  return models.value;
}

/** All prices of now by the model's name, as GET /v1/prices has them. */
export function allPrices(signal) {
  prices = kept(
    prices,
    async () => new Map((await get('v1/prices', {}, { signal })).data.map((price) => [price.model, price])),
  );
  return prices.value;
}

/** Forgets what was asked: another key may see other models. */
export function forget() {
  models = null;
  prices = null;
}

function kept(known, ask) {
  if (known && Date.now() - known.at < FRESH) {
    return known;
  }
  const fresh = { at: Date.now(), value: ask() };
  fresh.value.catch(() => {
    fresh.at = 0;
  });
  return fresh;
}

function model({ id, tollgate }) {
  return {
    id,
    provider: tollgate.provider,
    upstream: tollgate.upstream_model,
    kind: tollgate.kind,
    input: tollgate.input,
    contextWindow: tollgate.context_window,
    maxOutput: tollgate.max_output_tokens,
    temperature: tollgate.temperature,
    isAlias: id !== tollgate.upstream_model && id !== `${tollgate.provider}/${tollgate.upstream_model}`,
  };
}

/** Routes first, then by provider and name. */
export function byKind(one, other) {
  return (
    Number(other.isAlias) - Number(one.isAlias) ||
    (one.isAlias ? 0 : one.provider.localeCompare(other.provider)) ||
    one.id.localeCompare(other.id, 'en', { numeric: true })
  );
}

/** The group under which a model is listed. */
export function group(one) {
  return one.isAlias ? 'Routes' : (PROVIDERS[one.provider] ?? one.provider);
}

const PROVIDERS = { openai: 'OpenAI', deepseek: 'DeepSeek', gemini: 'Gemini' };

/** A provider's name as it writes itself. */
export function providerName(name) {
  return PROVIDERS[name] ?? name;
}

/** The temperature that a call gets where it gives none: {value, source}, null where none is added. */
export function defaultTemperature(one, task) {
  const known = one.temperature;
  if (known.support !== 'accepted') {
    return null;
  }
  if (task && known.tasks[task] !== undefined) {
    return { value: known.tasks[task], source: 'task' };
  }
  return known.default === null ? null : { value: known.default, source: known.source };
}
