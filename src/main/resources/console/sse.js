// Server-sent events of a fetch, as the specification reads them.

/** Finds the events in text that comes in pieces. Give it pieces; it calls back with each event's data. */
export class EventReader {
  #rest = '';
  #data = [];

  constructor(onevent) {
    this.onevent = onevent;
  }

  read(text) {
    const all = this.#rest + text;
    // a line may end in CR, LF or both; of both the second may be still on its way
    const pattern = /\r\n|\n|\r(?!$)/g;
    let from = 0;
    for (let match = pattern.exec(all); match; match = pattern.exec(all)) {
      this.#line(all.slice(from, match.index));
      from = pattern.lastIndex;
    }
    this.#rest = all.slice(from);
  }

  /** The end: a line without an end counts, an event without an end does not. */
  end() {
    this.#rest = '';
    this.#data = [];
  }

  #line(line) {
    if (line === '') {
      if (this.#data.length) {
        const data = this.#data.join('\n');
        this.#data = [];
        this.onevent(data);
      }
      return;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    if (name === 'data') {
      const value = colon < 0 ? '' : line.slice(colon + 1);
      this.#data.push(value.startsWith(' ') ? value.slice(1) : value);
    }
  }
}

/** Reads a response's events to its end; text is told as it came, too. */
export async function readEvents(response, onevent, ontext = () => {}) {
  const reader = new EventReader(onevent);
  const decoder = new TextDecoder();
  for (const body = response.body.getReader(); ;) {
    const { done, value } = await body.read();
    const text = decoder.decode(value, { stream: !done });
    if (text) {
      ontext(text);
      reader.read(text);
    }
    if (done) {
      // a CR that was kept back can have been the end of the last line
      reader.read('\n');
      reader.end();
      return;
    }
  }
}
