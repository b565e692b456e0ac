// What plots share: their width, their scales, their axes.

import { el, svg } from './dom.js';

/** An element whose plot is drawn anew when its width changes. */
export function responsive(draw) {
  const element = el('div.plot-frame');
  let width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    const next = Math.floor(contentRect.width);
    if (next && next !== width) {
      width = next;
      element.replaceChildren(draw(width));
    }
  }).observe(element);
  return element;
}

/** The frame of a plot; what it shows is told in words. */
export function plot(width, height, description, ...content) {
  return svg(
    'svg.plot',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': description },
    content,
  );
}

/** A linear scale. */
export function scale(from, to, start, end) {
  const factor = to === from ? 0 : (end - start) / (to - from);
  return (value) => start + (value - from) * factor;
}

/** Round steps from 0 to at least the greatest value, about so many. */
export function steps(greatest, count = 4) {
  if (!(greatest > 0)) {
    return [0, 1];
  }
  const rough = greatest / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough * 0.999);
  return Array.from({ length: Math.ceil(greatest / step - 1e-9) + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

/** A figure on an axis of dollars; an axis may be rounded. */
export function axisDollars(value) {
  if (value === 0) {
    return '$0';
  }
  if (value >= 1000) {
    return `$${(value / 1000).toLocaleString('en')}k`;
  }
  return `$${value >= 0.01 ? Number(value.toFixed(4)) : Number(value.toPrecision(3)).toFixed(12).replace(/0+$/, '')}`;
}

/** The lines and figures at the left. */
export function leftAxis(values, y, left, right, word) {
  return values.map((value) => [
    svg('line', { class: value === 0 ? 'axis' : 'grid', x1: left, x2: right, y1: y(value), y2: y(value) }),
    svg('text', { x: left - 6, y: y(value) + 4, 'text-anchor': 'end' }, word(value)),
  ]);
}
