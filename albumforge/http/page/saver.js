// What a person changes of a film is saved a moment later, and kept until it is: what cannot be sent now is sent when
// the server answers again, what is refused is said at its field.

import { api } from "./api.js";
import { gone, put } from "./films.js";
import { notice } from "./notice.js";
import { inOrder } from "./order.js";
import { isAway, onBack } from "./reach.js";
import { explain, explainAtField, t } from "./words.js";

const PAUSE = 400; // ms before something is saved
const AGAIN = 5000; // ms before it is tried again where the server answers, but not to this
const KEPT = new Set(["unreachable", "unavailable", "not_signed_in"]); // it may well be saved later

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The changes of one film that are not saved yet. `values` are title, description and, in `request`, options;
 * `arranged` has order, left_out and, by file, captions. Tells by an event "change" when these are others, and by
 * "merged" when what was saved has in it what another window did meanwhile.
 */
class Saver extends EventTarget {
  constructor(film) {
    super();
    this.film = film.work_id;
    this.last = film; // as the server last told of it
    this.values = {};
    this.arranged = {};
    this.moved = { order: new Set(), left_out: new Set() }; // the files that were touched here
    this.fields = new Map();
    this.refused = new Set(); // names of what the server did not take, until it is changed
    this.stuck = false;
    this.sending = Promise.resolve();
    this.timer = 0;
    this.leave();
  }

  /** A view shows the film: where it says what is wrong, and how it is shown anew. */
  enter(film, { complain, again }) {
    Object.assign(this, { last: film, complain, again });
  }

  /** That view is closed; what is not saved stays. */
  leave() {
    this.fields = new Map();
    this.refused.clear();
    Object.assign(this, { complain: (text) => text && notice(text, { icon: "warn", kind: "bad", stay: true }), again: () => {} });
  }

  /** Change something of the film itself. */
  set(name, value, field = null) {
    this.values[name] = value;
    this.#later(name, field);
  }

  /** Change an option of how it is made; null: not asked for. */
  option(name, value, field = null) {
    this.values.request = { ...this.values.request, [name]: value === "" ? null : value };
    this.#later(name, field);
  }

  /** Change order, captions (by file) or what is left out; `file` is the one that was moved, or left out. */
  arrange({ captions, file, ...changes }) {
    Object.assign(this.arranged, changes);
    for (const name of Object.keys(changes)) this.moved[name].add(file);
    if (captions) this.arranged.captions = { ...this.arranged.captions, ...captions };
    if (changes.order) this.#forget({ request: { order: this.values.request?.order } });
    this.#later("files", null);
  }

  /** Let the pictures stand by time again. */
  orderByTime() {
    delete this.arranged.order;
    this.moved.order.clear();
    this.option("order", null);
  }

  /** A file is no longer there. */
  without(id) {
    const { arranged } = this;
    for (const name of ["order", "left_out"]) if (arranged[name]) arranged[name] = arranged[name].filter((other) => other !== id);
    if (arranged.captions) delete arranged.captions[id];
  }

  /** A film and its files as they are with what is not saved yet. */
  over(film, files) {
    const { request = {}, ...own } = this.values;
    const { order = [], left_out: out = null, captions = {} } = this.arranged;
    const options = Object.entries({ ...film.request, ...request, ...(order.length ? { order: "given" } : {}) });
    const placed = order.map((id) => files.find((file) => file.id === id)).filter(Boolean);
    const all = [...placed, ...files.filter((file) => !placed.includes(file))];
    return {
      film: { ...film, ...own, request: Object.fromEntries(options.filter(([, value]) => value !== null)) },
      files: all.map((file) => ({ ...file, left_out: out ? out.includes(file.id) : file.left_out, caption: captions[file.id] ?? file.caption })),
    };
  }

  #later(name, field) {
    this.refused.delete(name);
    if (field) this.fields.set(name, field);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }

  /** Whether something is not saved yet. */
  get busy() {
    return this.#changed || this.#moved;
  }

  get #changed() {
    return Object.keys(this.values).length > 0;
  }

  get #moved() {
    return Object.keys(this.arranged).length > 0;
  }

  /** The fields of what the server did not take. */
  get wrong() {
    return [...this.refused].map((name) => this.fields.get(name)).filter(Boolean);
  }

  /** Name of what is to be said of changes that could not be saved, where no field says it; "" where there are none. */
  get waiting() {
    if (!this.stuck || !this.busy) return "";
    if (this.#moved) return "unsaved.files";
    return this.fields.size ? "" : "unsaved";
  }

  /** Save now; returns whether all is saved. */
  flush() {
    clearTimeout(this.timer);
    this.sending = this.sending.then(() => this.#send());
    return this.sending;
  }

  async #send() {
    const was = this.stuck;
    this.stuck = false;
    if (this.#changed) await this.#change(structuredClone(this.values));
    if (this.#moved && !this.stuck) await this.#put(structuredClone(this.arranged));
    if (this.stuck && !isAway()) this.timer = setTimeout(() => this.flush(), AGAIN);
    if (was !== this.stuck || this.stuck) this.#tell();
    return !this.busy && this.refused.size === 0;
  }

  async #change(values) {
    try {
      const answer = await api.change(this.film, values);
      this.last = answer.movie;
      this.#forget(values);
      for (const [name, field] of this.#fieldsOf(values)) {
        field.fail("");
        if (!this.#waits(name)) this.fields.delete(name);
      }
      put(answer.movie);
    } catch (error) {
      const parts = error.code === "invalid" ? apart(values) : [];
      // One of them is wrong; the others are saved all the same.
      if (parts.length > 1) for (const part of parts) await this.#change(part);
      else this.#refuse(error, values);
    }
  }

  async #put(arranged) {
    try {
      // One window after the other, lest each undo what the other did.
      const alone = (run) => (navigator.locks ? navigator.locks.request(`albumforge.${this.film}`, run) : run());
      const whole = await alone(async () => {
        const merged = await this.#merged(arranged);
        await api.arrange(this.film, merged);
        return merged;
      });
      this.#settle(arranged);
      if (!same(whole, arranged)) this.dispatchEvent(new Event("merged"));
    } catch (error) {
      if (this.#keeps(error)) return;
      this.#settle(arranged);
      this.complain(explain(error));
      this.again(); // as the server has it
    }
  }

  /** What was done here, done to the film as it is now: another window may have moved or left out other files. */
  async #merged(arranged) {
    const { order: mine, left_out: out } = arranged;
    if (!mine && !out) return arranged;
    const { order: moved, left_out: touched } = structuredClone(this.moved);
    const { movie, files } = await api.film(this.film);
    const theirs = inOrder(movie, files);
    const merged = { ...arranged };
    if (mine) {
      const there = theirs.map(({ id }) => id);
      const known = mine.filter((id) => there.includes(id));
      // Where they stood by time until now, no other window has moved any.
      const kept = (movie.request?.order === "given" ? there : known).filter((id) => !moved.has(id));
      known.forEach((id, index) => moved.has(id) && kept.splice(index ? kept.indexOf(known[index - 1]) + 1 : 0, 0, id));
      merged.order = [...kept, ...there.filter((id) => !kept.includes(id))];
    }
    if (out) merged.left_out = theirs.filter((file) => (touched.has(file.id) ? out.includes(file.id) : file.left_out)).map(({ id }) => id);
    return merged;
  }

  /** What came of an attempt that failed: whether what was to be saved stays. */
  #keeps(error) {
    if (error.code === "not_found") {
      [this.values, this.arranged] = [{}, {}];
      gone(this.film);
      return true;
    }
    this.stuck = KEPT.has(error.code);
    return this.stuck;
  }

  #refuse(error, values) {
    const fields = this.#fieldsOf(values);
    if (this.#keeps(error)) {
      for (const [, field] of fields) field.fail(t("unsaved"), true);
      return;
    }
    this.#forget(values);
    for (const name of namesOf(values)) this.refused.add(name);
    const named = fields.find(([name]) => error.message.includes(name)) ?? (fields.length === 1 ? fields[0] : null);
    if (named) named[1].fail(explainAtField(error));
    else this.complain(explain(error));
    if (error.code === "conflict") this.again();
    this.#tell();
  }

  #waits(name) {
    return name in this.values || name in (this.values.request ?? {});
  }

  #fieldsOf(values) {
    const names = new Set(namesOf(values));
    return [...this.fields].filter(([name]) => names.has(name));
  }

  /** These are dealt with; what was changed again meanwhile is not. */
  #forget({ request = {}, ...own }) {
    for (const name of Object.keys(own)) if (same(own[name], this.values[name])) delete this.values[name];
    const options = this.values.request ?? {};
    for (const name of Object.keys(request)) if (same(request[name], options[name])) delete options[name];
    if (!Object.keys(options).length) delete this.values.request;
  }

  #settle({ captions = {}, ...sent }) {
    for (const name of Object.keys(sent)) if (same(sent[name], this.arranged[name])) delete this.arranged[name];
    for (const name of Object.keys(this.moved)) if (!this.arranged[name]) this.moved[name].clear();
    const words = this.arranged.captions ?? {};
    for (const id of Object.keys(captions)) if (captions[id] === words[id]) delete words[id];
    if (!Object.keys(words).length) delete this.arranged.captions;
  }
}

const namesOf = ({ request = {}, ...own }) => [...Object.keys(own), ...Object.keys(request)];

/** Values one by one; first those that take something back, which may stand in the way of others. */
function apart({ request = {}, ...values }) {
  const options = Object.entries(request).sort(([, a], [, b]) => (a !== null) - (b !== null));
  const whole = Object.entries(values).map(([name, value]) => ({ [name]: value }));
  return [...whole, ...options.map(([name, value]) => ({ request: { [name]: value } }))];
}

const all = new Map();

/** What is to be saved of a film; it stays while other parts of the page are looked at. */
export function saverOf(film) {
  if (!all.has(film.work_id)) all.set(film.work_id, new Saver(film));
  return all.get(film.work_id);
}

/** Whether anything is not saved yet, of any film. */
export function anyUnsaved() {
  return [...all.values()].some((saver) => saver.busy);
}

/** A film is no more, and so is what was changed of it. */
export function dropEdits(film) {
  const saver = all.get(film);
  if (!saver) return;
  clearTimeout(saver.timer);
  Object.assign(saver, { values: {}, arranged: {} });
  all.delete(film);
}

onBack(() => all.forEach((saver) => saver.busy && saver.flush()));
