// Films that did not come to be, or are no more.

import { api } from "./api.js";
import { add, button, fill, h, icon } from "./dom.js";
import { put } from "./films.js";
import { filmTools, notesOf } from "./manage.js";
import { explain, t } from "./words.js";

function head(film) {
  return [h("a.back", { href: "#/" }, icon("back"), t("back")), h("h1.film-title", null, film.title || t("untitled"))];
}

/** A film that failed: why, and what can be done. */
export function failedView(place, { film, change }) {
  const wrong = h("p.trouble", { role: "alert", hidden: true });
  const start = button(t("failed.retry"), { icon: "again", kind: "primary", click: retry });
  add(place, [
    h("div.make-head", null, head(film)),
    h(
      "section.ended",
      null,
      h("p.ended-words", null, icon("warn"), t("failed.title")),
      film.error && h("p.ended-reason", null, film.error),
      h("p", null, t("failed.text")),
      wrong,
      h("div.row", null, start, button(t("failed.change"), { icon: "pen", click: change })),
      notesOf(film),
      h("div.row.film-tools", null, filmTools(film)),
    ),
  ]);

  async function retry() {
    start.disabled = true;
    try {
      await api.start(film.work_id);
      put((await api.film(film.work_id)).movie);
    } catch (error) {
      fill(wrong, icon("warn"), explain(error));
      wrong.hidden = false;
      start.disabled = false;
    }
  }
}

/** A film whose files were cleared away. */
export function goneView(place, { film }) {
  add(place, [
    h("div.make-head", null, head(film)),
    h("section.ended", null, h("p.ended-words", null, icon("clock"), t("gone.title")), h("p", null, t("gone.text")), h("div.row.film-tools", null, filmTools(film))),
  ]);
}

/** A film that was deleted while it was looked at, here or elsewhere. */
export function deletedView(place) {
  const back = h("a.button.primary", { href: "#/" }, icon("back"), h("span", null, t("back")));
  add(place, h("section.nothing", null, h("h1", null, t("deleted.title")), h("p", null, t("deleted.text")), h("div.row.centre", null, back)));
}

/** A film of somebody else that cannot be watched. */
export function foreignView(place, { film }) {
  add(place, [h("div.make-head", null, head(film)), h("section.ended", null, h("p.ended-words", null, icon("clock"), t("foreign.title")))]);
}
