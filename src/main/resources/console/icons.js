// The drawings, 24 by 24, as strokes.

import { svg } from './dom.js';

const PATHS = {
  chat: 'M4 5.5h16v11H9.5L5 20v-3.5H4z',
  prices: 'M4 19V5M4 19h16M7 14h4v-4h4V7h4',
  cost: 'M12 3v18M16.5 7.5C16 6 14.3 5.5 12 5.5c-2.5 0-4.3 1-4.3 3s1.6 2.8 4.3 3.3 4.7 1.3 4.7 3.5-2 3.2-4.7 3.2c-2.6 0-4.3-.8-4.8-2.6',
  routes: 'M5 6h5l4 12h5M5 18h5l1-3M14 9l1-3h4M17 4l2.5 2L17 8M17 16l2.5 2-2.5 2',
  key: 'M14.5 9.5a4.5 4.5 0 1 0-4 4.47L12 15.5h2v2h2v2h3.5V16l-5.28-5.28q.28-.58.28-1.22M8.6 8.6h.01',
  send: 'M5 12 19 5l-5 15-3-6zM11 14l8-9',
  stop: 'M7 7h10v10H7z',
  attach: 'M18 11.5 11.8 17.7a4 4 0 0 1-5.7-5.7l7-7a2.7 2.7 0 0 1 3.8 3.8l-6.8 6.8a1.3 1.3 0 0 1-1.9-1.9L14 8',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  code: 'M9 7l-5 5 5 5M15 7l5 5-5 5',
  raw: 'M8 4H6v5.5L4 12l2 2.5V20h2M16 4h2v5.5l2 2.5-2 2.5V20h-2',
  receipt: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6',
  chevron: 'M6 9l6 6 6-6',
  back: 'M15 6l-6 6 6 6',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  leave: 'M14 4h5v16h-5M4 12h10M8 8l-4 4 4 4',
  alert: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 11v5M12 8h.01',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5V12l3 2',
  download: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14',
  image: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M15.5 9h.01',
  audio: 'M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0M19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0',
  compare: 'M5 19V9M12 19V5M19 19v-7M3 19h18',
  sliders: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4',
  empty: 'M4 14l2.5-8h11L20 14v5H4zM4 14h5l1 2h4l1-2h5',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5 20 20',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  reload: 'M20 12a8 8 0 1 1-2.4-5.7M20 3v4.5h-4.5',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.2.8 3.5 2.8 3.5 5.5',
};

/** A drawing beside words; it says nothing by itself. */
export function icon(name, look = '') {
  return svg(
    'svg',
    { class: `icon ${look}`.trim(), viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    svg('path', { d: PATHS[name] }),
  );
}
