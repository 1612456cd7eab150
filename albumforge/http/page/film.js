// One film: what is shown of it depends on where it stands.

import { api, openFirst } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { active, lookAt, put, watch, watchGone } from "./films.js";
import { deletedView, failedView, foreignView, goneView } from "./ended.js";
import { makeView } from "./make.js";
import { hush, notice, say, setTitle } from "./notice.js";
import { playerView } from "./player.js";
import { progressView } from "./progress.js";
import { isAway, onBack } from "./reach.js";
import { explain, t } from "./words.js";

const KINDS = { 0: "make", 1: "progress", 2: "progress", 3: "player", [-1]: "failed", [-2]: "gone" };
const PAUSE = 10000; // ms between two looks whether a film that nobody tells of is still there
const asItWas = new Map(); // films that are done and were looked at to be changed, as they were then
const VIEWS = { foreign: foreignView, make: makeView, progress: progressView, player: playerView, failed: failedView, gone: goneView };

export function filmView(place, { me, parameters: [id] }) {
  let kind = null;
  let part = null;
  let [closed, deleted] = [false, false];
  let reading = 0;
  let changing = false; // a film that failed, or is done, is looked at to be changed

  function kindOf({ mine, status }) {
    if (!mine && status !== 3) return "foreign";
    return (status === -1 || status === 3) && mine && changing ? "make" : KINDS[status];
  }

  fill(place, h("p.waiting", { role: "status" }, t("loading")));

  /** Read all of it and show the part that fits. */
  async function read() {
    reading += 1;
    const mine = reading;
    try {
      const { movie, files } = await api.film(id);
      if (closed || mine !== reading) return;
      const cancelled = kind === "progress" && kindOf(movie) === "make";
      if (kind !== null && kindOf(movie) !== kind) {
        window.scrollTo(0, 0);
        hush();
      }
      kind = kindOf(movie);
      part?.close?.();
      part = null; // it is not to tell of what follows
      put(movie);
      fill(place);
      setTitle(movie.title || t("untitled"));
      changing &&= kind === "make";
      if (changing && movie.status === 3) {
        openFirst(id, put);
        asItWas.set(id, { movie, files });
      }
      part = VIEWS[kind](place, { film: movie, files, me, again: read, change, leave, was: asItWas.get(id) });
      if (cancelled && document.activeElement === document.body) part.focus(); // the button that was used is gone
    } catch (error) {
      if (closed) return;
      kind = null;
      part?.close?.();
      part = null;
      hush();
      const back = h("a.button.quiet", { href: "#/" }, icon("back"), t("back"));
      const retry = error.code !== "not_found" && button(t("try.again"), { icon: "again", click: read });
      fill(place, h("section.nothing", null, h("h1", null, t("error.title")), h("p", { role: "alert" }, explain(error)), h("div.row.centre", null, back, retry)));
    }
  }

  function change() {
    changing = true;
    read();
  }

  /** Back to the film as it was made. */
  function leave() {
    changing = false;
    openFirst(id, null);
    read();
  }

  const unwatch = watch((film, before) => {
    if (film.work_id !== id || kind === null) return;
    const over = film.status === 1 || film.status === 2 || (film.status === 3 && before && before.status !== 3);
    if (over) [changing] = [false, asItWas.delete(id)];
    if (film.status === 0 && before && active(before)) notice(t("cancelled"));
    if (kindOf(film) !== kind) read();
    else part?.update?.(film);
  });
  const unwatchGone = watchGone((which) => {
    if (which !== id || closed) return;
    deleted = true;
    reading += 1;
    kind = null;
    part?.close?.();
    part = null;
    setTitle(t("deleted.title"));
    document.querySelectorAll("dialog[open]").forEach((open) => open.close());
    deletedView(fill(place));
    say(t("deleted.title"));
  });
  const look = () => !document.hidden && !isAway() && kind !== null && kind !== "make" && lookAt(id);
  const timer = setInterval(look, PAUSE);
  document.addEventListener("visibilitychange", look);
  const unback = onBack(() => (kind !== null ? look() : deleted || read()));
  read();
  return {
    close() {
      closed = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      for (const end of [unwatch, unwatchGone, unback]) end();
      part?.close?.();
    },
  };
}
