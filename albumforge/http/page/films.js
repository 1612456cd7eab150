// The films as the server last told of them, and who wants to know.

import { api, withParameter } from "./api.js";
import { currentLanguage } from "./words.js";

const films = new Map();
const listeners = new Set();

/** Call a function at every change of a film (the film; the one before or null); returns what ends it. */
export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function known(id) {
  return films.get(id) ?? null;
}

export function put(film) {
  const before = films.get(film.work_id) ?? null;
  if (before && before.updated > film.updated) return before; // news that came late
  films.set(film.work_id, film);
  for (const listener of [...listeners]) listener(film, before);
  return film;
}

export function gone(id) {
  films.delete(id);
}

export function all() {
  return [...films.values()].sort((a, b) => (a.created < b.created ? 1 : -1));
}

export async function load(offset = 0) {
  const answer = await api.films(offset);
  for (const film of answer.movies) put(film);
  return answer;
}

const usual = 4000; // ms between two questions where the server cannot tell by itself
let source = null;
let timer = null;

/** Hear of every change of a film from now on: told by the server, or asked for where that does not work. */
export function listen() {
  clearTimeout(timer);
  source?.close();
  source = new EventSource(withParameter("movie/events", "lang", currentLanguage()));
  source.addEventListener("movie", (event) => put(JSON.parse(event.data)));
  source.onerror = () => {
    // The browser tries again by itself unless the server refused.
    if (source.readyState === EventSource.CLOSED) ask();
  };
}

async function ask() {
  clearTimeout(timer);
  try {
    const active = all().filter(({ status }) => status === 1 || status === 2);
    for (const film of active) put((await api.film(film.work_id)).movie);
  } catch {
    // said where somebody does something; here the next try says more
  }
  rounds += 1;
  timer = setTimeout(rounds % 10 ? ask : listen, usual);
}

let rounds = 0;

export const active = (film) => film.status === 1 || film.status === 2;
