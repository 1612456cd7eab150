// The pictures of a film as a contact sheet: to put in order, leave out, caption, retry.

import { api } from "./api.js";
import { arrange } from "./arrange.js";
import { button, h, icon } from "./dom.js";
import { say } from "./notice.js";
import { byHand, byTime, inOrder } from "./order.js";
import { openPicture } from "./picture.js";
import { FileTile, ItemTile } from "./tile.js";
import { explain, t } from "./words.js";

const FOLDED = 12; // tiles that a narrow window shows at first

/** The sheet; tells by an event "change" that its files are others, or otherwise. */
export class Sheet extends EventTarget {
  constructor(film, files, { uploads, saver, complain }) {
    super();
    Object.assign(this, { film, files: inOrder(film, files), byHand: byHand(film), uploads, saver, complain, onchange: null });
    this.tiles = new Map();
    this.sent = new Map(); // pictures that were sent from here and can be seen as they are: by id
    this.version = 0; // counts what happens here, so that older news is told apart
    this.list = h("ol.sheet", { "aria-label": t("sheet.label"), "aria-describedby": "sheet-help" });
    this.nothing = h("div.sheet-empty", null, icon("picture"), h("p", null, t("sheet.empty")), h("p.small.fine-only", null, t("sheet.drop")));
    this.more = button("", { kind: "quiet", "aria-expanded": "false", click: () => this.#unfold() });
    this.folded = true;
    this.element = h("div", null, this.list, h("div.sheet-more", null, this.more), this.nothing, h("p.unseen", { id: "sheet-help" }, t("sheet.help")));
    this.order = arrange(this.list, { moved: (from, to) => this.move(from, to), open: (index) => this.open(index), leave: (index) => this.leave(index) });
    this.hear = (event) => this.#uploaded(event.detail);
    uploads.addEventListener("change", this.hear);
    this.draw();
  }

  /** Ways for pictures to come in, shown where there are none. */
  offer(...buttons) {
    this.nothing.append(h("div.row.centre", null, buttons));
  }

  close() {
    this.uploads.removeEventListener("change", this.hear);
    this.order.close();
  }

  /** Put every tile in its place; those that are there already stay. */
  draw() {
    const wanted = [];
    const items = this.uploads.items.filter((item) => !item.finished);
    const onWay = (item) => {
      const tile = this.#tile(`u${item.key}`, () => new ItemTile(this.uploads, item));
      tile.update(item);
      wanted.push(tile.element);
    };
    // What failed is seen even where only the first ones are shown.
    items.filter(({ state }) => state === "failed").forEach(onWay);
    this.files.forEach((file, index) => {
      const tile = this.#tile(`f${file.id}`, () => new FileTile(this, file, this.sent.get(file.id)));
      tile.update(file, index, this.files.length);
      wanted.push(tile.element);
    });
    items.filter(({ state }) => state !== "failed").forEach(onWay);
    const keep = new Set(wanted);
    for (const [key, tile] of this.tiles) {
      if (keep.has(tile.element)) continue;
      tile.element.remove();
      this.tiles.delete(key);
    }
    wanted.forEach((element, index) => {
      if (this.list.children[index] !== element) this.list.insertBefore(element, this.list.children[index] ?? null);
    });
    this.nothing.hidden = wanted.length > 0;
    this.list.hidden = wanted.length === 0;
    this.list.classList.toggle("folded", this.folded);
    this.more.hidden = wanted.length <= FOLDED;
    this.more.textContent = t(this.folded ? "sheet.all" : "sheet.fewer", { n: wanted.length });
    this.more.setAttribute("aria-expanded", String(!this.folded));
    this.order.refresh();
    this.#changed();
  }

  /** Whether something is being moved. */
  get busy() {
    return document.body.classList.contains("dragging");
  }

  /** Show the files as the server has them. */
  refresh(film, files) {
    const ids = new Set(files.map(({ id }) => id));
    for (const file of this.files) if (!ids.has(file.id)) this.uploads.forget(file);
    this.uploads.has(files);
    const now = inOrder(film, files);
    const same = byHand(film) === this.byHand && JSON.stringify(now) === JSON.stringify(this.files);
    Object.assign(this, { film, byHand: byHand(film), files: now });
    if (!same) this.draw();
  }

  #tile(key, make) {
    if (!this.tiles.has(key)) this.tiles.set(key, make());
    return this.tiles.get(key);
  }

  #unfold() {
    this.folded = !this.folded;
    this.draw();
  }

  #changed() {
    this.onchange?.();
    this.dispatchEvent(new Event("change"));
  }

  #uploaded(item) {
    if (item?.finished) this.version += 1;
    if (item && item.state === "done" && item.result && !this.files.some((file) => file.id === item.result.id)) {
      if (item.preview) this.sent.set(item.result.id, item.file);
      this.files = this.byHand ? [...this.files, item.result] : byTime([...this.files, item.result]);
      if (!this.byHand && !this.uploads.pending.length) this.#retime();
    } else if (item && this.tiles.has(`u${item.key}`) && !item.finished && item.state !== "failed") {
      this.tiles.get(`u${item.key}`).update(item);
      return;
    }
    this.draw();
  }

  /** The clock of a clip that tells only UTC is that of the photos beside it, which may have come later. */
  async #retime() {
    if (!this.files.some((file) => file.kind === "clip")) return;
    const { files } = await api.film(this.film.work_id).catch(() => ({ files: [] }));
    const times = new Map(files.map((file) => [file.id, file.taken]));
    for (const file of this.files) file.taken = times.get(file.id) ?? file.taken;
    if (this.byHand) return;
    this.files = byTime(this.files);
    this.draw();
  }

  /** Put all pictures in the order of time again. */
  timeAgain() {
    this.saver.orderByTime();
    this.version += 1;
    this.byHand = false;
    this.files = byTime(this.files);
    this.draw();
    say(t("order.timed"));
  }

  /** Move a picture to another place. */
  move(from, to) {
    if (from === to || to < 0 || to >= this.files.length) return;
    const [file] = this.files.splice(from, 1);
    this.files.splice(to, 0, file);
    this.byHand = true;
    this.draw();
    say(t("sheet.moved", { name: file.label, place: to + 1, n: this.files.length }));
    this.#later({ order: this.files.map(({ id }) => id), file: file.id });
  }

  /** Leave a picture out of the film, or take it in again. */
  leave(index) {
    const file = this.files[index];
    file.left_out = !file.left_out;
    this.draw();
    say(t(file.left_out ? "sheet.left" : "sheet.taken", { name: file.label }));
    this.#later({ left_out: this.files.filter((other) => other.left_out).map(({ id }) => id), file: file.id });
  }

  caption(index, text) {
    const file = this.files[index];
    file.caption = text;
    this.draw();
    this.#later({ captions: { [file.id]: text } });
  }

  async remove(index) {
    const file = this.files[index];
    try {
      await api.removeFile(this.film.work_id, file.id);
      this.saver.without(file.id);
    } catch (error) {
      this.complain(explain(error));
      return;
    }
    this.version += 1;
    this.files = this.files.filter((other) => other.id !== file.id);
    this.uploads.forget(file);
    this.draw();
    say(t("sheet.removed", { name: file.label }));
  }

  open(index) {
    openPicture(this, index);
  }

  #later(changes) {
    this.version += 1;
    this.saver.arrange(changes);
  }
}
