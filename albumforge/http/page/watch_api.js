// The routes of watch folders. What they refuse they say in words, for the one who asks.

import { ApiError, call } from "./api.js";

async function ask(method, path, body) {
  try {
    return await call(method, `api/v1/watch/${path}`, body);
  } catch (error) {
    // The server's own words tell more than a code, but for a proxy's page, which has none.
    const told = !["unreachable", "not_signed_in", "unavailable"].includes(error.code) && !error.message.startsWith("HTTP ");
    throw told ? new ApiError("watch_refused", error.message) : error;
  }
}

const data = async (method, path, body) => (await ask(method, path, body)).data;
const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value));

/** A page of a list: {rows, next}; `next` is the `before` of the page after it, or null. */
async function listed(path, values) {
  const { data: rows, meta } = await ask("GET", `${path}?${query(values)}`);
  return { rows, next: meta.next };
}

export const watching = {
  rules: () => data("GET", "rules"),
  options: () => data("GET", "options"),
  /** What is wrong with a document, or what it means; `id` of the rule that is to be changed. */
  check: (document, id) => data("POST", id ? `rules/${id}/check` : "check", document),
  keep: (document, id) => (id ? data("PUT", `rules/${id}`, document) : data("POST", "rules", document)),
  remove: (id) => ask("DELETE", `rules/${id}`),
  pause: (id, paused) => data("POST", `rules/${id}/${paused ? "pause" : "resume"}`),
  look: (id) => data("POST", `rules/${id}/look`),
  files: (id, values) => listed(`rules/${id}/files`, values),
  batches: (values) => listed("batches", values),
  retryAll: (id) => data("POST", `rules/${id}/retry`),
  retryFile: (id, file) => data("POST", `rules/${id}/files/${file}/retry`),
  retryBatch: (batch) => data("POST", `batches/${batch}/retry`),
};
