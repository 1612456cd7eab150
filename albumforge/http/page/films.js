// The films as the server last told of them, and who wants to know.

import { api, withParameter } from "./api.js";
import { doubt, heard, onBack } from "./reach.js";
import { currentLanguage } from "./words.js";

const films = new Map();
const listeners = new Set();
const mourners = new Set();
const buried = new Set(); // ids are never given twice

/** Call a function at every change of a film (the film; the one before or null); returns what ends it. */
export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Call a function with the id of each film that is no more; returns what ends it. */
export function watchGone(listener) {
  mourners.add(listener);
  return () => mourners.delete(listener);
}

export function known(id) {
  return films.get(id) ?? null;
}

export function put(film) {
  const before = films.get(film.work_id) ?? null;
  if (buried.has(film.work_id) || (before && before.updated > film.updated)) return before; // news that came late
  films.set(film.work_id, film);
  for (const listener of [...listeners]) listener(film, before);
  return film;
}

/** Pass over a film until the server tells of it again. */
export function forget(id) {
  films.delete(id);
}

/** A film is no more. */
export function gone(id) {
  films.delete(id);
  if (buried.has(id)) return;
  buried.add(id);
  for (const mourner of [...mourners]) mourner(id);
}

export function all() {
  return [...films.values()].sort((a, b) => (a.created < b.created ? 1 : -1));
}

/** Read a page of one's films; those that were known to stand in it and do not are no more. */
export async function load(offset = 0) {
  const before = all().filter((film) => film.mine);
  const answer = await api.films(offset);
  for (const film of answer.movies) put(film);
  if (offset === 0) {
    const there = new Set(answer.movies.map((film) => film.work_id));
    const oldest = there.size < answer.total ? answer.movies.at(-1)?.created : "";
    for (const film of before) if (film.created > oldest && !there.has(film.work_id)) gone(film.work_id);
  }
  return answer;
}

/** Read one film again; answers whether it is still there. */
export async function lookAt(id) {
  try {
    put((await api.film(id)).movie);
  } catch (error) {
    if (error.code === "not_found") gone(id);
    return error.code !== "not_found";
  }
  return true;
}

const usual = 4000; // ms between two questions where the server cannot tell by itself
let source = null;
let timer = null;
let rounds = 0;

/** Hear of every change of a film from now on: told by the server, or asked for where that does not work. */
export function listen() {
  clearTimeout(timer);
  source?.close();
  source = new EventSource(withParameter("movie/events", "lang", currentLanguage()));
  let opened = false;
  source.onopen = () => {
    heard();
    if (opened) catchUp();
    opened = true;
  };
  source.addEventListener("movie", (event) => {
    heard();
    put(JSON.parse(event.data));
  });
  source.addEventListener("gone", (event) => gone(JSON.parse(event.data).work_id));
  source.onerror = () => {
    doubt();
    // The browser tries again by itself unless the server refused.
    if (source.readyState === EventSource.CLOSED) ask();
  };
}

/** See what has become of the films while nothing was heard. */
async function catchUp() {
  await load().catch(() => {});
  for (const film of all().filter(active)) await lookAt(film.work_id);
}

async function ask() {
  clearTimeout(timer);
  await catchUp();
  rounds += 1;
  timer = setTimeout(rounds % 10 ? ask : listen, usual);
}

onBack(() => {
  if (!source) return;
  listen();
  catchUp();
});

export const active = (film) => film.status === 1 || film.status === 2;
