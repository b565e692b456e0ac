// What stands where nothing was said yet.

import { el } from '../dom.js';

const EXAMPLES = [
  { title: 'Explain', text: 'Why is the sky blue? Answer in three sentences.' },
  {
    title: 'Write code',
    text: 'Write a function in Python that merges two sorted lists, with a short explanation.',
  },
  { title: 'Be creative', text: 'Invent a name and a slogan for a coffee shop on the Moon.' },
  {
    title: 'Think',
    text: 'A bat and a ball cost 1.10 together. The bat costs 1.00 more than the ball. What does the ball cost?',
  },
];

/** A greeting with prompts to begin with. */
export function welcome(choose) {
  const example = ({ title, text }) =>
    el('button', { type: 'button', onclick: () => choose(text) }, el('strong', title), el('span.quiet', text));
  return el(
    'div.welcome',
    el('h2', 'Ask a model, and see what it costs'),
    el(
      'p.quiet',
      'The answer streams in; below it stand its first-token time, its tokens and its exact cost at the price of this hour.',
    ),
    el(
      'ul.examples',
      EXAMPLES.map((one) => el('li', example(one))),
    ),
  );
}
