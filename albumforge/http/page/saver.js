// What a person changes of a film is saved a moment later, one answer at a time; what is refused is said at its field.

import { api } from "./api.js";
import { put } from "./films.js";
import { explain } from "./words.js";

const PAUSE = 500; // ms

/** Saves title, description and options of one film. */
export class Saver {
  constructor(film, complain) {
    this.film = film.work_id;
    this.last = film; // as the server last told of it
    this.complain = complain;
    this.values = {};
    this.fields = new Map();
    this.sending = Promise.resolve(true);
    this.giving = 0;
    this.timer = 0;
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

  #later(name, field) {
    if (field) this.fields.set(name, field);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  /** Whether something is not saved yet. */
  get busy() {
    return this.giving > 0 || Object.keys(this.values).length > 0;
  }

  /** Save now; returns whether all is saved. */
  flush() {
    clearTimeout(this.timer);
    this.sending = this.sending.then((before) => this.#send(before));
    return this.sending;
  }

  async #send(before) {
    const [values, fields] = [this.values, this.fields];
    if (!Object.keys(values).length) return before;
    this.values = {};
    this.fields = new Map();
    return this.#give(values, fields);
  }

  async #give(values, fields) {
    this.giving += 1;
    try {
      const answer = await api.change(this.film, values);
      this.last = answer.movie;
      put(answer.movie);
      for (const field of fields.values()) field.fail("");
      return true;
    } catch (error) {
      const parts = error.code === "invalid" ? apart(values) : [];
      if (parts.length > 1) {
        // One of them is wrong; the others are saved all the same.
        let well = true;
        for (const part of parts) well = (await this.#give(part, fieldsOf(part, fields))) && well;
        return well;
      }
      this.#refused(error, values, fields);
      return false;
    } finally {
      this.giving -= 1;
    }
  }

  #refused(error, values, fields) {
    const said = explain(error);
    if (error.code === "unreachable" || error.code === "unavailable") {
      // What was not saved is saved with the next change.
      this.values = { ...values, ...this.values, request: { ...values.request, ...this.values.request } };
      if (!Object.keys(this.values.request).length) delete this.values.request;
      for (const [name, field] of fields) if (!this.fields.has(name)) this.fields.set(name, field);
    }
    const named = [...fields.keys()].find((name) => error.message.includes(name));
    const at = fields.get(named) ?? (fields.size === 1 ? [...fields.values()][0] : null);
    if (at) at.fail(said);
    else this.complain(said);
  }
}

/** Values one by one; first those that take something back, which may stand in the way of others. */
function apart({ request = {}, ...values }) {
  const options = Object.entries(request).sort(([, a], [, b]) => (a !== null) - (b !== null));
  const whole = Object.entries(values).map(([name, value]) => ({ [name]: value }));
  return [...whole, ...options.map(([name, value]) => ({ request: { [name]: value } }))];
}

function fieldsOf({ request = {}, ...values }, fields) {
  const names = new Set([...Object.keys(values), ...Object.keys(request)]);
  return new Map([...fields].filter(([name]) => names.has(name)));
}
