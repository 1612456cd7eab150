// The server's JSON routes, below whatever prefix the page was served from.

import { doubt, heard } from "./reach.js";
import { currentLanguage } from "./words.js";

const LONGEST = 30000; // ms an answer may take
const ROOT = new URL("..", import.meta.url);

/** What the server refused, or that it was not reached; `code` is a stable word, `message` and `hint` its own words. */
export class ApiError extends Error {
  constructor(code, message, hint = "") {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** The address of something the server named, or of a route, as this page reaches it. */
export function address(path) {
  if (!path || /^(https?|blob|data):/.test(path)) return path;
  if (path.startsWith(ROOT.pathname)) return path;
  return ROOT.pathname + path.replace(/^\//, "");
}

/** The same with a parameter. */
export function withParameter(path, name, value) {
  const url = new URL(address(path), location.href);
  url.searchParams.set(name, value);
  return url.pathname + url.search;
}

/** What an answer says, or the error it stands for. */
function read(status, text) {
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    // not ours: a proxy's page, or nothing at all
  }
  if (status >= 200 && status < 300 && body) return body;
  const usual = { 0: "unreachable", 401: "not_signed_in", 404: "not_found", 411: "invalid", 413: "too_large", 503: "unavailable" };
  const said = body?.msg === "未登录或登录超时" ? "not_signed_in" : null;
  throw new ApiError(body?.code ?? said ?? usual[status] ?? "unknown", body?.detail ?? body?.msg ?? body?.message ?? `HTTP ${status}`, body?.hint);
}

/** Ask the server something; `path` as a route has it. */
export async function call(method, path, body) {
  const options = { method, signal: AbortSignal.timeout(LONGEST), headers: { Accept: "application/json", "Accept-Language": currentLanguage() }, credentials: "same-origin" };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let [answer, text] = [null, ""];
  try {
    answer = await fetch(address(path), options);
    text = await answer.text();
  } catch (error) {
    await doubt();
    throw new ApiError("unreachable", String(error.message));
  }
  heard();
  return read(answer.status, text);
}

const opening = new Map();

/** A film that is done is looked at to change it: it is reopened by the first thing that does; null: it stays done. */
export function openFirst(id, told) {
  if (told) opening.set(id, { told, asked: null });
  else opening.delete(id);
}

async function opened(id) {
  const one = opening.get(id);
  if (!one) return;
  one.asked ??= api.reopen(id);
  try {
    const { movie } = await one.asked;
    if (opening.get(id) !== one) return;
    opening.delete(id);
    one.told(movie);
  } catch (error) {
    one.asked = null;
    throw error;
  }
}

/** Change a film, which is reopened first where it is done and looked at to change it. */
async function changing(id, method, path, body) {
  await opened(id);
  return call(method, path, body);
}

const film = (id, rest = "") => `movie/${encodeURIComponent(id)}${rest}`;
const query = (values) => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
};

export const api = {
  me: () => call("GET", "me"),
  logout: () => call("POST", "logout"),
  films: (offset = 0, limit = 60) => call("GET", `movies${query({ mine: 1, offset, limit })}`),
  shared: (offset = 0, limit = 60) => call("GET", `movies${query({ mine: 0, offset, limit })}`),
  create: (title) => call("POST", `movie/new${query({ title, shared: 0 })}`),
  film: (id) => call("GET", film(id)),
  change: (id, values) => changing(id, "POST", film(id), values),
  remove: (id) => call("DELETE", film(id)),
  start: (id, values = {}) => changing(id, "POST", film(id, `/start${query(values)}`)),
  cancel: (id) => call("POST", film(id, "/cancel")),
  reopen: (id) => call("POST", film(id, "/reopen")),
  restore: (id) => call("POST", film(id, "/restore")),
  arrange: (id, values) => changing(id, "PUT", film(id, "/files"), values),
  removeFile: (id, file) => changing(id, "DELETE", film(id, `/files/${file}`)),
  log: (id) => call("GET", film(id, "/log")),
  plan: (id) => call("GET", film(id, "/plan")),
  setPlan: (id, plan) => call("PUT", film(id, "/plan"), plan),
  forgetPlan: (id) => call("DELETE", film(id, "/plan")),
  fits: (id) => call("GET", film(id, "/fits")),
  scenes: (id) => call("GET", film(id, "/scenes")),
  share: (id, days, label) => call("POST", film(id, "/share"), { days, label }),
  shares: (id) => call("GET", film(id, "/shares")),
  unshare: (id, share) => call("DELETE", film(id, `/shares/${share}`)),
  templates: () => once("album/templates"),
  music: () => once("album/music"),
  options: () => once("options"),
};

const answers = new Map();

/** What never changes while the page is open is asked for once. */
function once(path) {
  if (!answers.has(path)) {
    const answer = call("GET", path);
    answers.set(path, answer);
    answer.catch(() => answers.delete(path));
  }
  return answers.get(path);
}

/**
 * Send one file to a film.
 * @param {(sent: number) => void} progress bytes sent so far
 * @param {AbortSignal} signal
 * @returns {Promise<object>} the file as the film has it
 */
export async function upload(id, file, progress, signal) {
  await opened(id);
  const form = new FormData();
  form.append("file", file, file.name);
  return (await send(film(id, "/upload"), form, progress, signal)).file;
}

/**
 * Send a form with a file, whose progress can be watched.
 * @param {(sent: number) => void} progress bytes sent so far
 * @param {AbortSignal} signal
 */
export function send(path, form, progress, signal) {
  if (signal.aborted) return Promise.reject(new DOMException("cancelled", "AbortError"));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Accept-Language", currentLanguage());
    request.upload.onprogress = (event) => {
      heard();
      progress(event.loaded);
    };
    request.onload = () => {
      heard();
      try {
        resolve(read(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = async () => {
      await doubt();
      reject(new ApiError("unreachable", "connection lost"));
    };
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}
