// The routes of cutting jobs. What they refuse they say in words, for the one who asks.

import { address, ApiError, call, send, withParameter } from "./api.js";
import { doubt, heard } from "./reach.js";
import { currentLanguage } from "./words.js";

const OWN = new Set(["unreachable", "not_signed_in", "invalid"]); // said as everywhere, or by the server's own words

/** An error as the page explains it: in the server's words; `code` is job_missing where there is no such job or file. */
function told(error) {
  if (!(error instanceof ApiError) || OWN.has(error.code)) return error;
  return new ApiError(error.code === "not_found" ? "job_missing" : "job_refused", error.message);
}

async function ask(method, path, body) {
  try {
    return await call(method, `api/jobs/${path}`, body);
  } catch (error) {
    throw told(error);
  }
}

const one = (id, rest = "") => `${encodeURIComponent(id)}${rest}`;

export const jobs = {
  list: (limit = 60) => ask("GET", `?details=1&limit=${limit}`),
  get: (id) => ask("GET", one(id)),
  about: (id) => ask("GET", one(id, "/about")),
  trace: (id) => ask("GET", one(id, `/trace?lang=${currentLanguage()}`)),
  check: (id, changes) => ask("POST", one(id, "/check"), changes),
  render: (id, changes = {}) => ask("POST", one(id, "/render"), changes),
  cancel: (id) => ask("POST", one(id, "/cancel"), {}),
  remove: (id) => ask("DELETE", one(id)),
  /** What a step left as JSON; null where it did not yet. */
  artifact: (id, name) => ask("GET", one(id, `/download/output/${name}`)).catch((error) => (error.code === "job_missing" ? null : Promise.reject(error))),
};

/** Address of a file of a job; another one whenever the file is. */
export function fileOf(id, category, { name, modified, size }) {
  return withParameter(`api/jobs/${one(id, `/download/${category}/${encodeURIComponent(name)}`)}`, "v", `${modified}-${size}`);
}

/** Address of the cut as a timeline for editing programs. */
export const timelineOf = (id, name) => address(`api/jobs/${one(id, `/export/${name}`)}`);

/** Address of the small copy of a cut; another one whenever the cut is. */
export function previewOf(id, quality, version) {
  return withParameter(withParameter(`api/jobs/${one(id, "/preview")}`, "quality", quality), "v", version);
}

/** Address of a small picture of the video, seconds into it. */
export function frameOf(id, seconds, width = 320) {
  return withParameter(withParameter(`api/jobs/${one(id, "/frame")}`, "at", Math.max(0, Math.round(seconds * 1000))), "w", width);
}

/**
 * Hear how a job stands, now and at each change, until it is done.
 * @param {(job: object) => void} take gets what the list says of it
 * @param {() => void} lost called where that ends without the job being at rest
 * @returns {() => void} what ends it
 */
export function follow(id, take, lost) {
  const source = new EventSource(withParameter(`api/jobs/${one(id, "/events")}`, "lang", currentLanguage()));
  source.addEventListener("job", (event) => {
    heard();
    const job = JSON.parse(event.data);
    if (!active(job)) source.close(); // else the browser would begin anew
    take(job);
  });
  source.onerror = () => {
    doubt();
    if (source.readyState === EventSource.CLOSED) lost();
  };
  return () => source.close();
}

export const active = ({ status }) => status === "created" || status === "processing";

/**
 * Send a video to be cut.
 * @param {Array<[string, string|File]>} fields options, beside it
 * @param {(sent: number) => void} progress bytes sent so far
 * @param {AbortSignal} signal
 * @returns {Promise<object>} the job that was made of it
 */
export async function ingest(video, fields, progress, signal) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  form.append("video", video, video.name);
  try {
    return await send("api/ingest/", form, progress, signal);
  } catch (error) {
    throw told(error);
  }
}
