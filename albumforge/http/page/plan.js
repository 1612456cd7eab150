// The film scene by scene: their order and their words, changed by hand; only what changed is rendered again.

import { address, api } from "./api.js";
import { arrange } from "./arrange.js";
import { chosenOf } from "./chooser.js";
import { cutHint } from "./cut.js";
import { confirm } from "./dialog.js";
import { draftOf, dropDraft, keepDraft } from "./draft.js";
import { add, button, fill, h, icon } from "./dom.js";
import { growing, select } from "./fields.js";
import { deletedView } from "./ended.js";
import { active, lookAt, put, watchGone } from "./films.js";
import { notice, say, setTitle } from "./notice.js";
import { isAway, onBack } from "./reach.js";
import { beginnings, changedPlan, fieldsOf, textsOf } from "./scenes.js";
import { clock, explain, number, t, titled } from "./words.js";

const PICTURES = 4; // of a scene that are shown
const LONGEST = 200; // characters of a picture's caption

export function planView(place, { parameters: [id] }) {
  let closed = false;
  let editor = null;
  let failed = false;
  fill(place, h("p.waiting", { role: "status" }, t("loading")));

  async function read() {
    failed = false;
    try {
      const [{ movie, files }, { plan }, { scenes }, { templates }] = await Promise.all([api.film(id), api.plan(id), api.scenes(id), api.templates()]);
      if (closed) return;
      put(movie);
      if (active(movie)) {
        location.replace(`#/film/${id}`);
        return;
      }
      setTitle(`${t("scenes.title")} · ${movie.title || t("untitled")}`);
      editor?.close();
      editor = new Editor(place, { film: movie, files, plan, scenes, templates, again: read });
    } catch (error) {
      if (closed) return;
      if (error.code === "not_found" && !(await lookAt(id))) {
        deletedView(fill(place));
        return;
      }
      failed = true;
      const back = h("a.button.quiet", { href: `#/film/${id}` }, icon("back"), t("back.film"));
      fill(place, h("section.nothing", null, h("h1", null, t("error.title")), h("p", { role: "alert" }, explain(error)), h("div.row.centre", null, back, button(t("try.again"), { icon: "again", click: read }))));
    }
  }

  const unwatch = watchGone((deleted) => {
    if (deleted !== id) return;
    dropDraft(id);
    if (editor) editor.done = true;
    deletedView(fill(place));
  });
  const unback = onBack(() => {
    if (failed) read();
    else editor?.back();
  });
  read();
  return {
    close() {
      closed = true;
      unwatch();
      unback();
      editor?.close();
    },
  };
}

class Editor {
  constructor(place, { film, files, plan, scenes, templates, again }) {
    Object.assign(this, { film, plan, templates, again });
    this.files = new Map(files.map((file) => [file.id, file]));
    this.told = new Map(scenes.map((scene) => [scene.id, scene]));
    this.scenes = plan.scenes.map((scene) => scene.id);
    this.byId = new Map(plan.scenes.map((scene) => [scene.id, scene]));
    this.planned = [...this.scenes];
    const draft = draftOf(film.work_id, plan);
    this.texts = draft?.texts ?? new Map();
    this.out = draft?.out ?? new Set();
    this.scenes = draft?.order ?? this.scenes;
    this.done = false; // used, or thrown away
    this.rows = new Map(this.planned.map((id) => [id, this.#row(this.byId.get(id))]));
    this.list = h("ol.scenes", { "aria-label": t("scenes.title") });
    this.order = arrange(this.list, { moved: (from, to) => this.move(from, to), leave: (index) => this.leave(this.scenes[index]) });
    this.wrong = h("p.trouble", { role: "alert", hidden: true });
    this.said = h("p.start-said", { role: "status" });
    this.save = button(t("scenes.save"), { icon: "play", kind: "primary", click: () => ((this.saving = true), this.#save().finally(() => (this.saving = false))) });
    fill(place);
    add(place, [
      h(
        "div.make-head",
        null,
        h("a.back", { href: `#/film/${film.work_id}` }, icon("back"), t("back.film")),
        h("h1.film-title", null, film.title || t("untitled")),
        h("p.lead", null, t("scenes.text")),
        this.#look(),
        draft && this.#draft(),
        this.wrong,
      ),
      this.list,
      h("div.start-bar", null, this.said, this.save),
    ]);
    this.draw();
  }

  close() {
    this.closed = true;
    this.waits = null; // the draft stays
    this.order.close();
    if (this.changed && !this.done) notice(t("scenes.kept"));
  }

  /** That there are changes of an earlier visit. */
  #draft() {
    const drop = () => {
      dropDraft(this.film.work_id);
      this.done = true;
      this.again();
    };
    return h("div.kept", null, h("p", null, t("scenes.draft")), button(t("scenes.drop"), { kind: "text", click: drop }));
  }

  #keep() {
    if (this.changed) keepDraft(this.film.work_id, this.plan, { order: this.scenes, out: this.out, texts: this.texts });
    else dropDraft(this.film.work_id);
  }

  get changed() {
    const same = this.scenes.every((id, index) => id === this.plan.scenes[index].id);
    return !same || this.out.size > 0 || this.texts.size > 0;
  }

  draw() {
    const begins = beginnings(this.plan, this.scenes.filter((id) => !this.out.has(id)));
    this.scenes.forEach((id, index) => {
      const row = this.rows.get(id);
      row.update(index, this.scenes.length, begins.get(id));
      if (this.list.children[index] !== row.element) this.list.insertBefore(row.element, this.list.children[index] ?? null);
    });
    this.order.refresh();
    this.save.disabled = !this.changed || this.out.size === this.scenes.length;
    const left = this.scenes.length - this.out.size;
    this.said.textContent = !this.changed ? t("scenes.same") : left ? t("scenes.changed", { n: left }) : t("scenes.none");
  }

  move(from, to) {
    if (to < 0 || to >= this.scenes.length || from === to) return;
    const [id] = this.scenes.splice(from, 1);
    this.scenes.splice(to, 0, id);
    this.draw();
    this.#keep();
    say(t("scenes.moved", { place: to + 1, n: this.scenes.length }));
  }

  leave(id) {
    if (!this.out.delete(id)) this.out.add(id);
    this.draw();
    this.#keep();
    say(t(this.out.has(id) ? "scenes.left" : "scenes.taken"));
  }

  write(id, index, text, before) {
    const texts = this.texts.get(id) ?? new Map();
    if (text === before) texts.delete(index);
    else texts.set(index, text);
    if (texts.size) this.texts.set(id, texts);
    else this.texts.delete(id);
    this.draw();
    this.#keep();
  }

  /** Another template: that plans the film anew. */
  #look() {
    const now = this.plan.template || (chosenOf(this.templates, this.film)?.name ?? this.film.request.template ?? "");
    const choices = [["", t("look.auto")], ...this.templates.map((template) => [template.name, titled(template.title)])];
    if (!choices.some(([name]) => name === now)) choices.push([now, t("look.own")]);
    const part = select(
      t("look"),
      choices,
      now,
      async (name) => {
        if (!(await confirm(t("scenes.look.title"), t("scenes.look.text"), t("scenes.look.do"), { danger: false }))) {
          part.control.value = now;
          return;
        }
        this.#run(async () => {
          const { status } = this.film;
          if (status === 3) await api.reopen(this.film.work_id);
          await api.forgetPlan(this.film.work_id);
          await api.change(this.film.work_id, { request: { template: name || null } });
        });
      },
      { className: "short" },
    );
    return part.element;
  }

  #row(scene) {
    const told = this.told.get(scene.id) ?? { files: [], seconds: 0 };
    const pictures = told.files.slice(0, PICTURES).map((id) => this.files.get(id)).filter(Boolean);
    const images = pictures.map((file) => h("img", { src: address(file.thumb), alt: file.caption || file.label, loading: "lazy", decoding: "async", draggable: "false" }));
    const more = told.files.length - PICTURES;
    const handle = h("button.handle", { type: "button" }, icon("grip"));
    const [place, time] = [h("span.scene-place"), h("span.quiet-words")];
    const act = (label, name, run) => button(label, { icon: name, kind: "round", bare: true, click: run });
    const index = () => this.scenes.indexOf(scene.id);
    const earlier = act(t("move.earlier"), "up", () => this.move(index(), index() - 1));
    const later = act(t("move.later"), "down", () => this.move(index(), index() + 1));
    const out = act(t("scenes.leave"), "eye", () => this.leave(scene.id));
    const own = told.files.length === 1 ? fieldsOf(scene) : textsOf(scene); // a caption is of one picture
    const texts = own.map((text) => this.#text(scene, text));
    const element = h(
      "li.scene",
      { data: { file: scene.id } },
      handle,
      h(`div.scene-pictures.of${Math.min(PICTURES, Math.max(1, images.length))}`, null, images, more > 0 && h("span.scene-more", null, `+${more}`), !images.length && icon("words")),
      h(
        "div.scene-words.no-drag",
        null,
        h("p.scene-head", null, place, time),
        texts.length ? texts : h("p.hint", null, t("scenes.wordless")),
      ),
      h("div.scene-tools.no-drag", null, earlier, later, out),
    );

    const seconds = t("scenes.seconds", { n: number(told.seconds, { maximumFractionDigits: 1 }) });

    function update(at, count, begin) {
      const left = begin === undefined;
      time.textContent = left ? seconds : `${clock(begin)} · ${seconds}`;
      place.textContent = scene.chapter ? `${at + 1} · ${scene.chapter}` : String(at + 1);
      handle.setAttribute("aria-label", t("scenes.handle", { place: at + 1, n: count }));
      earlier.disabled = at === 0;
      later.disabled = at === count - 1;
      element.classList.toggle("out", left);
      const label = t(left ? "scenes.take" : "scenes.leave");
      out.setAttribute("aria-label", label);
      out.title = label;
      fill(out, icon(left ? "eye-off" : "eye"));
    }

    return { element, update };
  }

  #text(scene, { index, role, text }) {
    const { id } = scene;
    const closing = textsOf(scene).some((other) => other.role === "credits");
    const name = t(closing && role === "chapter" ? "role.title" : `role.${role}`); // over the credits it is the film's
    const area = h("textarea", {
      rows: "1",
      value: this.texts.get(id)?.get(index) ?? text,
      maxlength: "400",
      "aria-label": name,
      on: { input: () => this.write(id, index, area.value, text) },
    });
    return h(`label.scene-text.${role}`, null, h("span.scene-role", null, name), growing(area), cutHint(area));
  }

  #save() {
    const order = this.scenes.filter((id) => !this.out.has(id));
    const changed = changedPlan(this.plan, order, this.texts);
    const captions = this.#captions();
    return this.#run(async () => {
      if (Object.keys(captions).length) {
        await api.reopen(this.film.work_id);
        await api.arrange(this.film.work_id, { captions });
      }
      await api.setPlan(this.film.work_id, changed); // last, and once: it is of the pictures as they are then
    });
  }

  /** Captions that were changed, by picture: they are its own, wherever it is shown. */
  #captions() {
    const captions = {};
    for (const [id, texts] of this.texts) {
      const files = (this.told.get(id)?.files ?? []).map((number) => this.files.get(number)).filter(Boolean);
      for (const { index, role } of fieldsOf(this.byId.get(id))) {
        const text = texts.get(index)?.trim();
        if (role === "caption" && files.length === 1 && text !== undefined && text !== files[0].caption && text.length <= LONGEST) captions[files[0].id] = text;
      }
    }
    return captions;
  }

  /** The server answers again: what could not be done is done now. */
  back() {
    const waits = this.waits;
    this.waits = null;
    this.wrong.hidden = true; // that it was not reached
    if (waits) this.#again(waits);
  }

  /** What was asked for may have arrived, and only its answer not. */
  async #again(waits) {
    const { movie } = await api.film(this.film.work_id).catch(() => ({ movie: this.film }));
    if (this.closed) return;
    if (!active(movie)) return waits();
    this.done = true;
    dropDraft(this.film.work_id);
    put(movie);
    location.hash = `#/film/${this.film.work_id}`;
  }

  /** Change the film, then make it; where the server cannot be reached, as soon as it can. */
  async #run(change) {
    this.waits = null;
    this.wrong.hidden = true;
    this.save.disabled = true;
    try {
      await change();
      await api.start(this.film.work_id);
      this.done = true;
      dropDraft(this.film.work_id);
      put((await api.film(this.film.work_id)).movie);
      if (this.closed) notice(t("scenes.begun", { name: this.film.title || t("untitled") }));
      else location.hash = `#/film/${this.film.work_id}`;
    } catch (error) {
      const away = error.code === "unreachable" && isAway() && !this.done;
      if (away) this.waits = this.saving ? () => this.#save() : () => this.#run(change);
      fill(this.wrong, icon("warn"), away ? t("scenes.waits") : explain(error));
      this.wrong.hidden = false;
      this.wrong.scrollIntoView({ block: "center" });
      this.draw();
    }
  }
}
