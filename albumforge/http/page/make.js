// A film that is being put together: its title, its pictures, how it should be, and the button that starts it.

import { api, withParameter } from "./api.js";
import { templateChooser } from "./chooser.js";
import { countOf, counted } from "./counts.js";
import { cutHint } from "./cut.js";
import { dialog } from "./dialog.js";
import { add, button, fill, h, icon } from "./dom.js";
import { dropPlace, pickFiles } from "./drop.js";
import { goTo, growing } from "./fields.js";
import { forget, gone, put } from "./films.js";
import { keepFresh } from "./fresh.js";
import { deleteFilm, restoreFilm } from "./manage.js";
import { musicChooser } from "./music.js";
import { complain, notice, say, setTitle } from "./notice.js";
import { knowsTime } from "./order.js";
import { lookOptions, moreOptions, wordsOption } from "./options.js";
import { filmPlayer } from "./player.js";
import { isAway, onBack } from "./reach.js";
import { saverOf } from "./saver.js";
import { Sheet } from "./sheet.js";
import { uploadsOf } from "./upload.js";
import { bytes, currentLanguage, explain, number, percent, refusal, t } from "./words.js";
import { nobodyThere } from "./worker.js";

const NAMED = 5; // files that were refused

export function makeView(place, { film: told, files: there, me, again, leave, was }) {
  const saver = saverOf(told);
  const { film, files } = saver.over(told, there); // with what is not saved yet
  const uploads = uploadsOf(film.work_id);
  const wrong = h("p.trouble", { role: "alert", hidden: true });
  let fading = null; // whether what is said there is still true
  const fade = () => fading && !fading() && complainHere("");
  const complainHere = (text, until = null) => {
    fill(wrong, text && icon("warn"), text);
    wrong.hidden = !text;
    fading = until;
    if (text) wrong.scrollIntoView({ block: "nearest" });
  };
  saver.enter(told, { complain: complainHere, again });
  uploads.has(files);
  const sheet = new Sheet(film, files, { uploads, saver, complain: complainHere });
  const take = (more) => takeFiles(more, { me, sheet, uploads });
  sheet.offer(
    button(t("begin.pick"), { icon: "picture", kind: "primary", click: () => pickFiles(take) }),
    button(t("begin.folder"), { kind: "quiet", class: "button quiet fine-only", click: () => pickFiles(take, { folder: true }) }),
  );
  const drop = dropPlace(place, take, t("make.drop"));
  const bar = startBar({ film, sheet, uploads, saver, complain: complainHere, again });
  const context = { film, saver };
  const head = picturesHead(sheet, uploads, take);
  const waiting = unsaved(saver);
  const lost = missing(uploads);
  const nobody = nobodyThere();

  const untitled = h("p.unsaved", { role: "status", hidden: true });
    const title = h("textarea.title-field", {
    rows: "1",
    maxlength: "200",
    "aria-label": t("make.title"),
    placeholder: t("make.title"),
    value: film.title,
    on: {
      keydown: (event) => event.key === "Enter" && (event.preventDefault(), title.blur()),
      input: () => {
        saver.set("title", title.value.replace(/\s+/g, " ").trim(), titleField);
        setTitle(title.value.trim() || t("untitled"));
      },
    },
  });

  const titleField = { control: title, fail: (text) => ((untitled.hidden = !text), fill(untitled, text && icon("warn"), text)) };

  add(place, [
    h("h1.unseen", null, t("make.heading")),
    h("div.make-head", null, h("a.back", { href: "#/" }, icon("back"), t("back")), growing(title), cutHint(title), untitled, wrong, nobody.element),
    h(
      "div.make",
      null,
      h("section.make-pictures", { "aria-label": t("pictures") }, made(film, { saver, uploads, leave, was }), keptPlan(film, again), lost.element, head.element, waiting.element, sheet.element),
      h(
        "aside.make-side",
        { "aria-label": t("make.how") },
        wordsOption(context),
        templateChooser(context),
        lookOptions(context),
        musicChooser(context),
        moreOptions(context),
        h("p", null, button(t("delete"), { icon: "bin", kind: "text danger-text", click: () => deleteFilm(film) })),
      ),
    ),
    bar.element,
  ]);

  for (const one of [uploads, saver]) one.addEventListener("change", fade);
  const unback = onBack(() => setTimeout(fade));
  const retitle = (text) => {
    title.value = text;
    title.style.height = `${title.scrollHeight + 2}px`;
    setTitle(text || t("untitled"));
  };
  const fresh = keepFresh(place, { film, sheet, saver, uploads, again, retitle });
  return {
    update: (now) => (bar.update(now), fresh.look()),
    focus: bar.focus,
    async close() {
      unback();
      for (const one of [uploads, saver]) one.removeEventListener("change", fade);
      for (const part of [fresh, drop, bar, sheet, head, lost, nobody, waiting]) part.close();
      saver.leave();
      await saver.flush();
      uploads.tidy();
      const nothing = !film.film && !sheet.files.length && !uploads.items.length && !title.value.trim() && !location.hash.includes(film.work_id);
      if (nothing) forget(film.work_id); // at once, lest it be taken for the next one
      if (nothing) await api.remove(film.work_id).then(() => gone(film.work_id), () => {});
    },
  };
}

/** That changes could not be saved yet. */
function unsaved(saver) {
  const words = h("span");
  const element = h("p.unsaved", { role: "status", hidden: true }, icon("warn"), words);
  const draw = () => {
    element.hidden = !saver.waiting;
    if (saver.waiting) words.textContent = t(saver.waiting);
  };
  saver.addEventListener("change", draw);
  draw();
  return { element, close: () => saver.removeEventListener("change", draw) };
}

/** The film as it was made before: it stays until the next one takes its place, or for good. */
function made(film, { saver, uploads, leave, was }) {
  if (!film.film) return null;
  const watchIt = () => {
    const player = filmPlayer(film.film, film.poster, film.title || t("untitled"));
    dialog(film.title || t("untitled"), player, { wide: true });
  };
  const asItWas = button(t("make.leave"), {
    kind: "text",
    click: async () => {
      asItWas.disabled = true;
      uploads.dropAll();
      await saver.flush();
      const well = await restoreFilm(film, was);
      asItWas.disabled = false;
      if (well) leave();
    },
  });
  return h(
    "div.kept",
    null,
    h("p", null, t("make.made")),
    h(
      "div.row",
      null,
      button(t("notice.watch"), { icon: "play", kind: "quiet", click: watchIt }),
      h("a.button.quiet", { href: withParameter(film.film, "download", 1), download: "" }, icon("download"), h("span", null, t("download"))),
      asItWas,
    ),
  );
}

/** Scenes that were put in order by hand, and are rendered by the next start. */
function keptPlan(film, again) {
  if (!film.planned) return null;
  return h(
    "div.kept",
    null,
    h("p", null, t("make.kept")),
    h(
      "div.row",
      null,
      h("a.button.quiet", { href: `#/film/${film.work_id}/scenes` }, icon("list"), t("make.scenes")),
      button(t("make.forget"), { kind: "text", click: () => api.forgetPlan(film.work_id).then(again, complain) }),
    ),
  );
}

/** Files of an earlier visit that the browser could only keep by name. */
function missing(uploads) {
  const place = h("div.kept", { hidden: true });
  const draw = () => {
    const names = uploads.missing.map(({ name }) => name);
    place.hidden = !names.length;
    const few = names.slice(0, 3).join(", ") + (names.length > 3 ? " …" : "");
    fill(place, h("p", null, t("upload.missing", { n: names.length, names: few })), button(t("upload.forget"), { kind: "text", click: () => uploads.forgetMissing() }));
  };
  const changed = (event) => event.detail === null && draw();
  uploads.addEventListener("change", changed);
  uploads.resume().then((n) => {
    if (n) say(t("upload.resumed", { n }));
    draw();
  });
  return { element: place, close: () => uploads.removeEventListener("change", changed) };
}

function takeFiles(files, { me, sheet, uploads }) {
  const limits = me.limits ?? {};
  const small = limits.upload_bytes ? files.filter((file) => file.size <= limits.upload_bytes) : files;
  if (small.length < files.length) {
    const names = files.filter((file) => !small.includes(file)).map(({ name }) => name);
    notice(t("upload.too_large", { names: names.join(", "), most: bytes(limits.upload_bytes) }), { icon: "warn", kind: "bad", stay: true });
  }
  const room = (limits.max_files ?? Infinity) - sheet.files.length - uploads.pending.length;
  if (small.length > room) notice(t("upload.too_many", { most: limits.max_files }), { icon: "warn", kind: "bad", stay: true });
  const taken = small.slice(0, Math.max(0, room));
  if (!taken.length) return;
  uploads.add(taken);
  say(t("upload.begun", { n: taken.length }));
}

/** Above the pictures: how many there are, what is on its way, and more. */
function picturesHead(sheet, uploads, take) {
  const count = h("h2", { tabindex: "-1" });
  const [bar, said, lost] = [h("progress", { max: 1, "aria-label": t("upload.progress") }), h("span"), h("span")];
  const state = h("div.upload-state", null, bar, said, button(t("upload.cancel"), { kind: "text", click: () => uploads.dropAll() }));
  const again = button(t("upload.retry"), { icon: "again", kind: "text", click: () => uploads.retryAll() });
  const failed = h("div.upload-failed", { role: "alert" }, icon("warn"), lost, again);
  const [why, away] = [h("p"), button(t("upload.read"), { kind: "text", click: () => uploads.dropRefused() })];
  const refused = h("div.upload-failed", { role: "alert" }, icon("warn"), why, away);

  const order = h("span");
  const timed = button(t("order.again"), { icon: "clock", kind: "text", click: () => (sheet.timeAgain(), count.focus()) });
  const how = h("p.order.small", null, order, timed);

  function draw() {
    const [pending, wrong, total] = [uploads.pending.length, uploads.lost.length, uploads.items.length];
    const out = sheet.files.filter((file) => file.left_out).length;
    count.textContent = sheet.files.length ? counted(countOf(sheet.files)) + (out ? t("pictures.out", { n: out }) : "") : t("pictures");
    how.hidden = sheet.files.length < 2;
    order.textContent = t(sheet.byHand ? "order.hand" : sheet.files.some(({ taken }) => taken) ? "order.time" : "order.added");
    timed.hidden = !sheet.byHand || !knowsTime(sheet.film);
    state.hidden = !pending;
    bar.value = uploads.part;
    said.textContent = t("upload.of", { done: total - pending - uploads.failed.length, n: total, part: percent(uploads.part) });
    const words = wrong ? t("upload.failed", { n: wrong }) : "";
    if (lost.textContent !== words) lost.textContent = words; // a screen reader speaks whatever is set
    failed.hidden = !wrong;
    const reasons = refusedWords(uploads.refused);
    if (why.textContent !== reasons) why.textContent = reasons;
    refused.hidden = !reasons;
  }

  function changed(event) {
    const finished = uploads.items.filter((item) => item.finished);
    if (event.detail && finished.length && !uploads.pending.length) {
      const doubles = finished.filter((item) => item.state === "double").length;
      const added = finished.length - doubles;
      say(uploads.failed.length || doubles ? t(added ? "upload.added" : "upload.none", { n: added }) : t("upload.done"));
      if (doubles) notice(t("upload.doubles", { n: doubles }));
      uploads.tidy();
    }
    draw();
  }

  uploads.addEventListener("change", changed);
  sheet.onchange = draw;
  draw();
  const folder = h("span.fine-only", null, button(t("add.folder"), { kind: "text", click: () => pickFiles(take, { folder: true }) }));
  const more = button(t("add"), { icon: "plus", kind: "quiet", click: () => pickFiles(take) });
  const element = h("div.pictures-head", null, h("div.row.between", null, count, h("div.row", null, folder, more)), how, state, failed, refused);
  return { element, close: () => uploads.removeEventListener("change", changed) };
}

/** Files that the server does not take, each with why. */
function refusedWords(items) {
  if (!items.length) return "";
  const each = items.slice(0, NAMED).map((item) => t("upload.refused.why", { name: item.name, reason: refusal(item.error, item.name) }));
  const more = items.length > NAMED ? t("notes.more", { n: items.length - NAMED }) : "";
  return t("upload.refused", { n: items.length, files: each.join(t("semicolon")) + more });
}

/** How many of so many photos and clips are asked for at most. */
function mostOf({ photos, clips }, { most, clips: mostClips }) {
  if (typeof mostClips !== "number") return Math.min(photos + clips, most ?? Infinity);
  return Math.min(photos, most ?? Infinity) + Math.min(clips, mostClips);
}

/** The line at the end of the window: what is to be made, and the button. */
function startBar({ film, sheet, uploads, saver, complain: complainHere, again }) {
  let waiting = false;
  let [fits, asked] = [null, ""];
  let { planned } = film; // from scenes arranged by hand
  const said = h("p.start-said", { role: "status" });
  const start = button(t("start"), { icon: "play", kind: "primary", click: () => (waiting ? stop() : begin()) });
  const label = start.querySelector("span");

  function draw() {
    const [pending, failed] = [uploads.pending.length, uploads.lost.length];
    const shown = sheet.files.filter((file) => !file.left_out);
    start.disabled = !waiting && !shown.length && !pending;
    label.textContent = waiting ? t("start.stop") : t("start");
    start.className = `button ${waiting ? "quiet" : "primary"}`;
    start.querySelector(".icon").classList.toggle("gone", waiting);
    if (waiting) said.textContent = t("start.waiting", { n: pending });
    else if (!shown.length && !pending) said.textContent = sheet.files.length ? t("start.none") : t("start.empty");
    else if (failed && !pending) said.textContent = t("start.without", { n: failed });
    else said.textContent = [!planned && !saver.refused.size && shown.length && used(shown), pending && t("start.coming", { n: pending })].filter(Boolean).join(" · ");
  }

  /** What of the pictures will be seen; a film of a wished length may have room for fewer. */
  function used(shown) {
    const [all, given] = [mostOf(countOf(shown), fits ?? {}), counted(countOf(shown))];
    if (all <= (fits?.room ?? Infinity)) return all < shown.length ? t("start.some", { n: all, counted: given }) : t("start.ready", { counted: given });
    const seconds = Math.ceil((fits.seconds * all) / fits.room / 10) * 10;
    return t("start.room", { counted: given, room: fits.room, seconds: number(fits.seconds), all: number(seconds) });
  }

  /** Ask the server, which reads the words, too. */
  function update(now) {
    const asking = JSON.stringify([now.request, now.planned]);
    if (asking === asked || now.status === 1 || now.status === 2) return;
    [asked, planned] = [asking, now.planned];
    draw();
    api.fits(film.work_id).then(
      (answer) => asking === asked && ((fits = answer.fits), draw()),
      () => asking === asked && ([asked, fits] = ["", null]),
    );
  }

  function stop() {
    waiting = false;
    draw();
  }

  async function begin(waited = false) {
    complainHere("");
    if (uploads.pending.length) {
      waiting = true;
      draw();
      return;
    }
    start.disabled = true;
    try {
      if (!(await saver.flush())) {
        if (saver.busy) complainHere(t("start.unsaved"), () => saver.busy);
        else complainHere(t("start.refused"), () => saver.refused.size > 0);
        if (saver.wrong.length) goTo(saver.wrong[0]);
        return;
      }
      // Scenes arranged by hand stay as they are.
      await api.start(film.work_id, !film.planned && knowsTime(film) ? { speaks: currentLanguage() } : {});
      const reasons = waited && refusedWords(uploads.refused);
      if (reasons) notice(reasons, { icon: "warn", kind: "bad", stay: true }); // the pictures are not seen any more
      uploads.dropRefused();
      put((await api.film(film.work_id)).movie);
    } catch (error) {
      if (error.code === "conflict") await again();
      else complainHere(explain(error), error.code === "unreachable" ? isAway : null);
    } finally {
      draw();
    }
  }

  const changed = () => {
    if (waiting && !uploads.pending.length) {
      waiting = false;
      if (uploads.lost.length) complainHere(t("start.failed", { n: uploads.lost.length }), () => uploads.lost.length > 0);
      else setTimeout(() => begin(true));
    }
    draw();
  };
  uploads.addEventListener("change", changed);
  sheet.addEventListener("change", draw);
  saver.addEventListener("change", draw);
  draw();
  update(saver.last);
  return {
    update,
    focus: () => start.focus({ preventScroll: true }),
    element: h("div.start-bar", null, said, start),
    close: () => (uploads.removeEventListener("change", changed), saver.removeEventListener("change", draw)),
  };
}
