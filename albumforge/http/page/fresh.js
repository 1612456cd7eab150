// A film that is put together in several places at once: what another window or phone did to it is seen here, too.

import { api } from "./api.js";
import { gone, put } from "./films.js";

const PAUSE = 5000; // ms between two looks while the page is seen

/** What of a film this page shows in fields; the order of its pictures is the sheet's own. */
function shownOf({ title, request, planned, film }) {
  const { order, ...options } = request;
  return JSON.stringify([title, Object.entries(options).sort(), planned, film]);
}

/** Whether somebody is writing or choosing something just now. */
const busyHere = (place) => Boolean(document.querySelector("dialog[open]")) || (place.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));

/**
 * Keep pictures and fields of a film as the server has them.
 * @param {(title: string) => void} retitle shows another title, where somebody is in a field and has written nothing
 * @param {() => void} again shows all of it anew, as when its fields were changed elsewhere
 */
export function keepFresh(place, { film, sheet, saver, uploads, again, retitle = () => {} }) {
  let [looking, closed] = [false, false];

  async function look() {
    if (looking || closed || document.hidden || sheet.busy || saver.busy) return;
    looking = true;
    const before = sheet.version;
    try {
      const { movie, files } = await api.film(film.work_id);
      if (closed || sheet.busy || saver.busy || sheet.version !== before) return;
      put(movie);
      if (closed || movie.status === 1 || movie.status === 2) return;
      if (shownOf(movie) === shownOf(saver.last)) sheet.refresh(movie, files);
      else if (!busyHere(place) && !uploads.pending.length) again();
      else {
        if (movie.title !== saver.last.title) retitle(movie.title);
        saver.last = { ...saver.last, title: movie.title };
        sheet.refresh(movie, files);
      }
    } catch (error) {
      if (error.code === "not_found") gone(film.work_id); // all else is said where somebody does something
    } finally {
      looking = false;
    }
  }

  const timer = setInterval(look, PAUSE);
  saver.addEventListener("merged", look);
  window.addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  if (uploads.items.length) look(); // some may have arrived since the film was read
  return {
    look,
    close() {
      closed = true;
      clearInterval(timer);
      saver.removeEventListener("merged", look);
      window.removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    },
  };
}
