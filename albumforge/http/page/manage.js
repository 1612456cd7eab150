// What can be done to a film as a whole, wherever it stands.

import { api } from "./api.js";
import { confirm, dialog } from "./dialog.js";
import { button, fill, h, icon } from "./dom.js";
import { gone, put } from "./films.js";
import { complain, say } from "./notice.js";
import { dropFilm } from "./keep.js";
import { uploadsOf } from "./upload.js";
import { explain, moment, t } from "./words.js";

/** Delete a film, once it is certain. */
export async function deleteFilm(film) {
  const name = film.title || t("untitled");
  if (!(await confirm(t("delete.title", { name }), t("delete.text"), t("delete")))) return;
  try {
    uploadsOf(film.work_id).dropAll();
    await api.remove(film.work_id);
    dropFilm(film.work_id);
    location.hash = "#/";
    await new Promise((resolve) => window.addEventListener("hashchange", resolve, { once: true }));
    gone(film.work_id);
    say(t("delete.done", { name }));
  } catch (error) {
    complain(error);
  }
}

/** Stop making a film; returns whether it will stop. */
export async function cancelFilm(film) {
  try {
    put((await api.cancel(film.work_id)).movie);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/**
 * Leave a film that was done as it was made.
 * @param {{movie: object, files: object[]}} was as it was before it was changed, where that is known
 */
export async function restoreFilm(film, was) {
  try {
    if ((await api.film(film.work_id)).movie.status !== 3 && was) await takeBack(film.work_id, was);
    put((await api.restore(film.work_id)).movie);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** Undo what was changed of a film; files that were removed stay so, those that were added are left out. */
async function takeBack(id, { movie: { title, description, request }, files: before }) {
  const { movie, files } = await api.film(id);
  const old = new Map(before.map((file) => [file.id, file]));
  await api.arrange(id, {
    ...(request.order === "given" ? { order: before.map((file) => file.id).filter((one) => files.some((file) => file.id === one)) } : {}),
    left_out: files.filter((file) => old.get(file.id)?.left_out ?? true).map((file) => file.id),
    captions: Object.fromEntries(files.map((file) => [file.id, old.get(file.id)?.caption ?? file.caption])),
  });
  const names = new Set([...Object.keys(request), ...Object.keys(movie.request)]);
  const others = [...names].filter((name) => JSON.stringify(request[name]) !== JSON.stringify(movie.request[name]));
  const options = others.map((name) => [name, request[name] ?? null]).sort(([, a], [, b]) => (a !== null) - (b !== null));
  await api.change(id, { title, description, request: Object.fromEntries(options) });
}

/** Show what happened to a film, line by line. */
export function showLog(film) {
  const list = h("ol.log", { tabindex: "0", "aria-label": t("log") });
  const place = h("div", null, h("p.waiting", { role: "status" }, t("loading")));
  dialog(t("log"), place, { wide: true });
  api.log(film.work_id).then(
    ({ lines }) => {
      if (!lines.length) fill(place, h("p", null, t("log.empty")));
      else fill(place, list);
      fill(list, lines.map(({ time, line }) => h("li", null, h("time", { datetime: time }, moment(time)), h("span", null, line))));
    },
    (error) => fill(place, h("p.trouble", { role: "alert" }, icon("warn"), explain(error))),
  );
}

/** Buttons that every film has at its end. */
export function filmTools(film) {
  return [
    button(t("log"), { icon: "list", kind: "text", click: () => showLog(film) }),
    button(t("delete"), { icon: "bin", kind: "text danger-text", click: () => deleteFilm(film) }),
  ];
}

/** What was remarked: what of the words was not understood at once, all else folded, files of one reason in one line. */
export function notesOf(film) {
  const all = film.remarks ?? [];
  const request = all.filter(({ kind }) => kind === "request");
  const others = all.filter(({ kind }) => kind !== "request");
  if (!all.length) return null;
  return h(
    "div.remarks",
    null,
    request.length > 0 && h("div.kept", null, h("ul", { "aria-label": t("notes.request") }, request.map(({ text }) => h("li", null, text)))),
    others.length > 0 && h("details.notes", null, h("summary", null, t("notes", { n: others.length })), h("ul", null, others.map((one) => h("li", null, remark(one))))),
  );
}

function remark({ text, count, names }) {
  if (!count) return text;
  const list = names.join(t("comma")) + (count > names.length ? t("notes.more", { n: count - names.length }) : "");
  return t("notes.files", { n: count, text, names: list });
}
