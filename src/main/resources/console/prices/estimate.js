// What a prompt costs, now and after the next change.

import { send } from '../api.js';
import { el, field, show } from '../dom.js';
import { dollars, percent, pico, usd } from '../money.js';
import { failureNotice, notice, skeleton } from '../states.js';
import { both, duration } from '../time.js';
import { windowLook } from '../words.js';

/** The form and its result. */
export function estimateView(model) {
  const prompt = el('textarea.input', { rows: '4', placeholder: 'Paste a prompt', required: true });
  const most = el('input.input', { type: 'number', min: '1', step: '1', inputmode: 'numeric', value: '500' });
  const result = el('div', { 'aria-live': 'polite' });
  const button = el('button.button.primary', 'Estimate');
  const form = el(
    'form.stack',
    { onsubmit: submit },
    field('Prompt', prompt),
    el('div.row.estimate-end', field('Most tokens of the answer', most), button),
    result,
  );
  return [
    el('h2', 'Estimate a prompt'),
    el('p.quiet.small', 'Counted here, sent to no provider: nothing is spent.'),
    form,
  ];

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    const slow = setTimeout(() => show(result, skeleton(3)), 300);
    try {
      const body = {
        model,
        messages: [{ role: 'user', content: prompt.value }],
        ...(most.value && { max_tokens: Number(most.value) }),
      };
      show(result, resultView(await send('POST', 'v1/estimate', body)));
    } catch (reason) {
      show(result, failureNotice(reason));
    } finally {
      clearTimeout(slow);
      button.disabled = false;
    }
  }
}

function resultView(found) {
  if (found.now.cost_usd === null) {
    return notice('warn', 'No price is known for this model, so there is nothing to estimate.');
  }
  return [
    el(
      'p.small.numbers',
      `${found.tokens === 'exact' ? '' : 'About '}${found.input_tokens.toLocaleString('en')} tokens in, at most ${found.max_output_tokens?.toLocaleString('en') ?? '?'} out.`,
    ),
    el(
      'div.two',
      side('Now', found.now),
      found.next?.cost_usd
        ? side(`In ${duration(new Date(found.next.at) - Date.now())}`, found.next)
        : el('div.price-side.quiet', 'No change of the price is known.'),
    ),
    found.next?.cost_usd && difference(pico(found.now.cost_usd), pico(found.next.cost_usd)),
  ];
}

function side(title, price) {
  return el(
    'div.price-side',
    el('div.row.spread', el('strong', title), el('span', { class: `badge ${windowLook(price.window)}` }, price.window)),
    el('span.big.numbers', { title: `${price.cost_usd} USD` }, usd(price.cost_usd)),
    el(
      'span.quiet.small.numbers',
      `${usd(price.input_usd)} in${price.output_usd ? `, up to ${usd(price.output_usd)} out` : ''}`,
    ),
    title !== 'Now' && el('span.quiet.small', both(price.at)),
  );
}

function difference(now, then) {
  if (now === then) {
    return el('p', 'It costs the same then.');
  }
  const [cheap, dear] = now < then ? [now, then] : [then, now];
  return el(
    'p',
    el(
      'strong',
      `${now < then ? 'Asking now' : 'Waiting'} saves ${dollars(dear - cheap)}, ${percent(dear - cheap, dear)} %.`,
    ),
  );
}
