// Sending pictures: two at a time, what is there already left out, what fails tried again, all of it visible.

import { api, ApiError, upload } from "./api.js";
import { sha256 } from "./digest.js";
import { dropFile, dropFilm, keepFiles, keptFiles } from "./keep.js";
import { unique } from "./dom.js";
import { isAway, onAway, onBack } from "./reach.js";

const AT_ONCE = 2;
const HALT = "the server is away";
const PAUSES = [1500, 4000, 10000]; // ms before a lost connection is tried again
const REFUSED = new Set(["not_media", "too_large", "invalid", "not_found", "too_many", "conflict"]); // as they are, they will not be taken
const FINAL = new Set([...REFUSED, "quota"]);

/**
 * One file on its way.
 * `state` is waiting, checking, sending, done, double (there already) or failed; `sent` bytes of `size`.
 */
class Item {
  constructor(file, key) {
    Object.assign(this, { file, key, name: file.name, size: file.size, state: "waiting", sent: 0 });
    Object.assign(this, { error: null, digest: null, tries: 0, result: null, preview: null, abort: null, begun: false });
  }

  /** Whether it arrived, or would have, and the server does not take it. */
  get refused() {
    return this.state === "failed" && REFUSED.has(this.error?.code);
  }

  get finished() {
    return this.state === "done" || this.state === "double";
  }
}

/** The files of one film that are on their way. Tells of every change by an event "change" (detail: the item or null). */
export class Uploads extends EventTarget {
  constructor(film) {
    super();
    this.film = film;
    this.items = [];
    this.digests = new Set(); // of what the film has
    this.files = new Map(); // those files, by digest, where the server told of them
    this.running = 0;
    this.paused = false;
    this.missing = []; // {key, name, size} of files that a person has to give again
  }

  /** Digests of the files the film has already. */
  has(files) {
    for (const file of files) {
      this.digests.add(plain(file.digest));
      this.files.set(plain(file.digest), file);
    }
  }

  /** A file was taken out of the film: it may be sent again. */
  forget(file) {
    this.digests.delete(plain(file.digest));
    this.files.delete(plain(file.digest));
  }

  add(files) {
    const items = files.map((file) => new Item(file, unique(`${Date.now()}`)));
    this.items.push(...items);
    for (const { key, name, size } of this.missing) if (files.some((file) => file.name === name && file.size === size)) this.#found(key);
    keepFiles(this.film, items, (item) => !item.finished && this.items.includes(item));
    this.#tell(null);
    this.#go();
    return items;
  }

  /** What an earlier visit did not send: goes on with what the browser kept; `missing` are those it kept by name alone. */
  async resume() {
    const kept = (await keptFiles(this.film)).filter(({ key }) => !this.items.some((item) => item.key === key));
    this.missing = kept.filter(({ file }) => !file);
    const whole = kept.filter(({ file }) => file);
    for (const { file, key, name, lastModified } of whole) {
      const again = file instanceof File ? file : new File([file], name, { lastModified, type: file.type });
      this.items.push(new Item(again, key));
    }
    if (whole.length) {
      this.#tell(null);
      this.#go();
    }
    return whole.length;
  }

  #found(key) {
    this.missing = this.missing.filter((other) => other.key !== key);
    dropFile(this.film, key);
  }

  /** What is missing is no longer wanted. */
  forgetMissing() {
    for (const { key } of this.missing) this.#found(key);
    this.#tell(null);
  }

  /** Send a file again that failed. */
  retry(item) {
    Object.assign(item, { state: "waiting", error: null, tries: 0, sent: 0 });
    this.paused = false;
    this.#tell(item);
    this.#go();
  }

  retryAll() {
    for (const item of this.lost) this.retry(item);
  }

  /** The server is away: what is being sent will not arrive. */
  halt() {
    for (const item of this.items) if (item.state === "sending") item.abort?.abort(HALT);
  }

  /** The server is back: go on, with what failed for want of it as well. What did arrive is not sent again. */
  async goOn() {
    if (!this.items.some((item) => !item.finished && !item.refused)) return;
    await api.film(this.film).then(({ files }) => this.has(files), () => {});
    for (const item of this.lost) if (item.error.code === "unreachable") this.retry(item);
    this.#go();
  }

  /** Take a file back, wherever it is. */
  drop(item) {
    this.items = this.items.filter((other) => other !== item);
    item.abort?.abort();
    this.#letGo(item);
    this.#tell(null);
  }

  dropAll() {
    for (const item of this.items.filter((other) => !other.finished)) this.drop(item);
    dropFilm(this.film);
  }

  /** Forget those that are up or were there already. */
  tidy() {
    for (const item of this.items.filter((other) => other.finished)) this.#letGo(item);
    this.items = this.items.filter((item) => !item.finished);
  }

  get pending() {
    return this.items.filter((item) => ["waiting", "checking", "sending"].includes(item.state));
  }

  get failed() {
    return this.items.filter((item) => item.state === "failed");
  }

  get refused() {
    return this.items.filter((item) => item.refused);
  }

  /** Those that did not arrive, and may the next time. */
  get lost() {
    return this.failed.filter((item) => !item.refused);
  }

  /** What was refused has been read. */
  dropRefused() {
    for (const item of this.refused) this.drop(item);
  }

  /** Part of all bytes that is up, 0 to 1. */
  get part() {
    const total = this.items.reduce((sum, item) => sum + item.size, 0);
    const sent = this.items.reduce((sum, item) => sum + (item.finished ? item.size : Math.min(item.sent, item.size)), 0);
    return total ? sent / total : 1;
  }

  #tell(item) {
    this.dispatchEvent(new CustomEvent("change", { detail: item }));
  }

  #letGo(item) {
    if (item.preview) URL.revokeObjectURL(item.preview);
    item.preview = null;
    dropFile(this.film, item.key);
  }

  #go() {
    while (this.running < AT_ONCE && !this.paused && !isAway()) {
      const item = this.items.find((other) => other.state === "waiting");
      if (!item) return;
      this.running += 1;
      item.state = "checking";
      this.#send(item).finally(() => {
        this.running -= 1;
        this.#go();
      });
    }
  }

  async #send(item) {
    item.abort = new AbortController();
    try {
      this.#tell(item);
      item.digest ??= await sha256(item.file).catch(() => null);
      if (item.abort.signal.aborted) return;
      if (item.digest && this.digests.has(item.digest)) {
        // What was cut off may have arrived all the same: that is no second one.
        item.result = item.begun ? (this.files.get(item.digest) ?? null) : null;
        item.state = item.result ? "done" : "double";
      } else {
        if (item.digest) this.digests.add(item.digest);
        item.state = "sending";
        item.begun = true;
        this.#tell(item);
        item.result = await upload(this.film, item.file, (sent) => this.#sent(item, sent), item.abort.signal);
        item.state = "done";
      }
      dropFile(this.film, item.key);
    } catch (error) {
      if (item.digest) this.digests.delete(item.digest);
      const halted = item.abort.signal.reason === HALT;
      if (error.name === "AbortError" && !halted) return;
      await this.#failed(item, halted ? new ApiError("unreachable", HALT) : error);
    }
    this.#tell(item);
  }

  #sent(item, sent) {
    item.sent = sent;
    this.#tell(item);
  }

  async #failed(item, error) {
    item.sent = 0;
    if (error.code === "unreachable" && isAway()) {
      item.state = "waiting"; // until it is back, however long that is
      return;
    }
    if (error.code === "not_signed_in") this.paused = true;
    if (FINAL.has(error.code) || this.paused || item.tries >= PAUSES.length) {
      Object.assign(item, { state: "failed", error });
      if (item.refused) dropFile(this.film, item.key);
      return;
    }
    item.state = "checking"; // not for others to take up while it pauses
    this.#tell(item);
    await new Promise((resolve) => setTimeout(resolve, PAUSES[item.tries]));
    item.tries += 1;
    if (this.items.includes(item)) item.state = "waiting";
  }
}

const plain = (digest) => String(digest ?? "").replace(/^sha256[-:]/, "");

const all = new Map();

/** The uploads of a film; they go on while other parts of the page are looked at. */
export function uploadsOf(film) {
  if (!all.has(film)) all.set(film, new Uploads(film));
  return all.get(film);
}

/** A film is no more, and nothing is to be sent to it. */
export function dropUploads(film) {
  uploadsOf(film).dropAll();
  all.delete(film);
}

onAway(() => all.forEach((uploads) => uploads.halt()));
onBack(() => all.forEach((uploads) => uploads.goOn()));

/** Whether anything is still on its way, of any film. */
export function anyPending() {
  return [...all.values()].some((uploads) => uploads.pending.length > 0);
}
