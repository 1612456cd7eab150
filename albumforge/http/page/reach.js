// Whether the server answers: said by every request, and asked for where nothing was heard for a while.

const PROBE = new URL("mark.svg", import.meta.url); // small, and needs nothing but the server itself
const QUIET = 2500; // ms without a sign of the server before it is asked
const PATIENCE = 4000; // ms an answer may take
const AGAIN = 2000; // ms between two tries while it is away
const PROXIES = new Set([502, 503, 504]); // what stands before a server that is gone may answer so

const news = new EventTarget();
let away = false;
let heardAt = performance.now();
let asking = null;
let timer = 0;

/** Whether the server does not answer at present. */
export const isAway = () => away;

/** Call a function whenever the server no longer answers; returns what ends it. */
export const onAway = (listener) => on("away", listener);

/** Call a function whenever the server answers again; returns what ends it. */
export const onBack = (listener) => on("back", listener);

function on(name, listener) {
  const heard = () => listener();
  news.addEventListener(name, heard);
  return () => news.removeEventListener(name, heard);
}

/** The server gave a sign. */
export function heard() {
  heardAt = performance.now();
  if (!away) return;
  away = false;
  news.dispatchEvent(new Event("back"));
}

function lost() {
  if (away) return;
  away = true;
  news.dispatchEvent(new Event("away"));
}

/** Something did not reach the server: look whether anything does. Returns whether it answers. */
export function doubt() {
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

async function ask() {
  const before = heardAt;
  clearTimeout(timer);
  try {
    const answer = await fetch(PROBE, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (PROXIES.has(answer.status)) lost();
    else heard();
  } catch (error) {
    // One that is busy may be late with this answer, and give others meanwhile.
    if (error.name !== "TimeoutError" || heardAt === before) lost();
  }
  later();
  return !away;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(look, away ? AGAIN : Math.max(200, QUIET - (performance.now() - heardAt)));
}

function look() {
  if (document.hidden || (!away && performance.now() - heardAt < QUIET)) later();
  else doubt();
}

/** Keep an eye on the server from now on. */
export function keepWatch() {
  window.addEventListener("offline", doubt);
  window.addEventListener("online", doubt);
  document.addEventListener("visibilitychange", () => !document.hidden && doubt());
  later();
}
