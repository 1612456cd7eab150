// The editing document of a cut as it is being changed: its text, what it means, what is wrong with it.

import { jobs } from "./jobs_api.js";
import { lengthOf, stretches, withStretch } from "./jobs_document.js";
import { placeIn } from "./jobs_place.js";
import { recall, remember } from "./store.js";
import { explain } from "./words.js";

const PAUSE = 450; // ms without a change before the server is asked

const written = (document) => JSON.stringify(document, null, 2);
const nameOf = (id) => `cut.${id}`;

/** A short mark of a text: another text has another one. */
function markOf(text) {
  let mark = 5381;
  for (let at = 0; at < text.length; at += 1) mark = (Math.imul(mark, 33) ^ text.charCodeAt(at)) >>> 0;
  return mark;
}

/** Throw away what was changed of a cut. */
export const dropChanges = (id) => remember(nameOf(id), null);

/**
 * Changes of one cut. Tells by an event "change" when the document is another one or when more is known of it.
 * `wrong` is {said, place} or null; `document` the last text that was JSON; `parts` what that means.
 */
export class Editing extends EventTarget {
  constructor(id, document, duration) {
    super();
    this.id = id;
    this.duration = duration;
    this.base = written(document);
    this.began = lengthOf(document, duration);
    this.timer = 0;
    this.asked = 0;
    const kept = recall(nameOf(id));
    this.drafted = Boolean(kept && kept.mark === markOf(this.base) && kept.text !== this.base);
    this.#set(this.drafted ? kept.text : this.base);
    if (this.drafted) this.#later();
  }

  #set(text) {
    this.text = text;
    this.wrong = null;
    this.checked = text === this.base;
    try {
      const document = JSON.parse(text);
      this.parts = stretches(document, this.duration);
      this.length = lengthOf(document, this.duration);
      this.document = document;
    } catch {
      this.document ??= JSON.parse(this.base); // the server says what is wrong
    }
  }

  get changed() {
    return this.text !== this.base;
  }

  /** Someone wrote in the text. */
  write(text) {
    this.#set(text);
    remember(nameOf(this.id), this.changed ? { mark: markOf(this.base), text } : null);
    this.#later();
    this.#tell();
  }

  /** Take a stretch of the video into the cut, or out of it. */
  keep(range, kept, why) {
    this.write(written(withStretch(this.document, range, kept, why, this.duration)));
  }

  undo() {
    clearTimeout(this.timer);
    this.drafted = false;
    this.write(this.base);
  }

  /** It was rendered: this is how things are now. */
  done() {
    clearTimeout(this.timer);
    dropChanges(this.id);
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
  }

  /** What the server refused of it. */
  fail(error) {
    const said = explain(error);
    this.wrong = { said, place: placeIn(said, this.text) };
    this.#tell();
  }

  #later() {
    clearTimeout(this.timer);
    this.asked += 1;
    if (this.changed) this.timer = setTimeout(() => this.check(), PAUSE);
  }

  /** Ask the server; returns whether it is well. */
  async check() {
    clearTimeout(this.timer);
    this.asked += 1;
    const mine = this.asked;
    try {
      await jobs.check(this.id, { dsl: this.text });
      if (mine !== this.asked) return false;
      this.checked = true;
      this.wrong = null;
      this.#tell();
      return true;
    } catch (error) {
      if (mine === this.asked) this.fail(error);
      return false;
    }
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
