// Where in the text of a JSON document something stands, by its path or by the byte that a reader of it names.

/** The path and the words of what the server says of a document, as far as it names one: {path, offset}. */
export function placeIn(message, text) {
  const byte = /\(byte (\d+)\)/.exec(message);
  if (byte) return spot(text, charOf(text, Number(byte[1])));
  const path = /\$(?:\.\w+|\[\d+\])*/.exec(message.replaceAll("`", " "));
  return path ? rangeOf(text, path[0]) : null;
}

/** A UTF-16 offset from one in UTF-8, in which servers count. */
function charOf(text, bytes) {
  return new TextDecoder().decode(new TextEncoder().encode(text).slice(0, bytes)).length;
}

function spot(text, at) {
  const start = Math.max(0, Math.min(at, text.length - 1));
  return { start, end: Math.min(text.length, start + 1), line: lineAt(text, start) };
}

/** Number of the line, from 1. */
export function lineAt(text, offset) {
  return text.slice(0, offset).split("\n").length;
}

/**
 * Where the value of a path stands, or of what is around it where there is none: {start, end, line}; null where the
 * text is no JSON up to there.
 * @param {string} path such as $.actions[3].end
 */
export function rangeOf(text, path) {
  const steps = [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, name, number]) => name ?? Number(number));
  try {
    const reader = new Reader(text);
    const [start, end] = reader.find(steps);
    return { start, end, line: lineAt(text, start) };
  } catch {
    return null;
  }
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  space() {
    while (/\s/.test(this.text[this.at] ?? "")) this.at += 1;
  }

  eat(sign) {
    this.space();
    if (this.text[this.at] !== sign) throw new SyntaxError(`no ${sign}`);
    this.at += 1;
  }

  next() {
    this.space();
    return this.text[this.at];
  }

  string() {
    const found = /"(?:[^"\\]|\\.)*"/y;
    this.space();
    found.lastIndex = this.at;
    const match = found.exec(this.text);
    if (!match) throw new SyntaxError("no string");
    this.at = found.lastIndex;
    return JSON.parse(match[0]);
  }

  /** Go over a value; returns its range. */
  skip() {
    this.space();
    const start = this.at;
    const sign = this.text[this.at];
    if (sign === '"') this.string();
    else if (sign === "{" || sign === "[") this.each(() => (this.skip(), false));
    else {
      const plain = /[^\s,\]}]+/y;
      plain.lastIndex = this.at;
      if (!plain.exec(this.text)) throw new SyntaxError("no value");
      this.at = plain.lastIndex;
    }
    return [start, this.at];
  }

  /** Go through an object or array, from member to member; `visit` reads each value, and ends it by true. */
  each(visit) {
    const object = this.text[this.at] === "{";
    const close = object ? "}" : "]";
    this.at += 1;
    for (let index = 0; this.next() !== close; index += 1) {
      if (index) this.eat(",");
      let key = index;
      const begin = (this.space(), this.at);
      if (object) {
        key = this.string();
        this.eat(":");
      }
      if (visit(key, begin)) return true;
    }
    this.at += 1;
    return false;
  }

  find(steps) {
    this.space();
    const start = this.at;
    const [step, ...rest] = steps;
    if (step === undefined || !"{[".includes(this.text[start])) return this.skip();
    let found = null;
    const visit = (key, begin) => {
      if (key !== step) return this.skip(), false;
      found = this.find(rest);
      if (!rest.length && typeof key === "string") found = [begin, found[1]];
      return true;
    };
    this.each(visit);
    if (found) return found;
    this.at = start;
    return this.skip();
  }
}
