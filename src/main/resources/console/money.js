// Money as the gateway has it: decimal strings, reckoned in whole pico-dollars, never as floats.

const DIGITS = 12;
const PICO = 10n ** BigInt(DIGITS);

/** A decimal string as pico-dollars. */
export function pico(text) {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match || (match[3] ?? '').length > DIGITS) {
    throw new RangeError(`Not an amount: ${text}`);
  }
  const amount = BigInt(match[2]) * PICO + BigInt((match[3] ?? '').padEnd(DIGITS, '0'));
  return match[1] ? -amount : amount;
}

/** Pico-dollars as a decimal string, without zeros at the end. */
export function plain(amount) {
  const positive = amount < 0n ? -amount : amount;
  const fraction = String(positive % PICO)
    .padStart(DIGITS, '0')
    .replace(/0+$/, '');
  return `${amount < 0n ? '-' : ''}${positive / PICO}${fraction ? `.${fraction}` : ''}`;
}

/** The sum of decimal strings; null counts as nothing. */
export function sum(texts) {
  return texts.reduce((total, text) => (text === null || text === undefined ? total : total + pico(text)), 0n);
}

/** What tokens cost at a rate per million; exact, as rates have six decimals. */
export function amount(tokens, usdPerMillion) {
  return (BigInt(tokens) * pico(usdPerMillion)) / 1_000_000n;
}

/**
 * An amount for reading: two decimals from a dollar on, four digits below. The exact one
 * belongs beside it where it is more than that.
 */
export function dollars(amount) {
  const positive = amount < 0n ? -amount : amount;
  if (positive === 0n) {
    return '$0';
  }
  const kept = positive >= PICO ? 2 : Math.min(DIGITS, DIGITS - String(positive).length + 4);
  const step = 10n ** BigInt(DIGITS - kept);
  const rounded = ((positive + step / 2n) / step) * step;
  const whole = String(rounded / PICO).replace(/\B(?=(\d{3})+$)/g, ',');
  let fraction = String(rounded % PICO)
    .padStart(DIGITS, '0')
    .slice(0, kept);
  if (kept !== 2) {
    fraction = fraction.replace(/0+$/, '').padEnd(2, '0');
  }
  return `${amount < 0n ? '−' : ''}$${whole}.${fraction}`;
}

/** A decimal string for reading; a dash where the amount is not known. */
export function usd(text) {
  return text === null || text === undefined ? '–' : dollars(pico(text));
}

/** A rate per million as it is, with two decimals at least. */
export function rate(text) {
  const [whole, fraction = ''] = text.split('.');
  return `$${whole}.${fraction.padEnd(2, '0')}`;
}

/** A share in percent, in whole tenths. */
export function percent(part, whole) {
  return whole === 0n ? 0 : Number((part * 1000n) / whole) / 10;
}
