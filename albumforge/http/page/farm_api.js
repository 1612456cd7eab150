// The routes of the transcode farm. What they refuse they say in words, for the one who asks.

import { ApiError, call } from "./api.js";

/** Ask for something; `values` stand in the query, those that are empty do not. */
async function ask(method, path, { values = {}, body } = {}) {
  const given = Object.entries({ details: 1, ...values }).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  try {
    return await call(method, `api/v1/${path}?${new URLSearchParams(given)}`, body);
  } catch (error) {
    // The server's numbers are no words of ours.
    throw typeof error.code === "number" ? new ApiError("farm_refused", error.message) : error;
  }
}

const listed = async (path, values) => (await ask("GET", path, { values })).data;

export const farm = {
  /** How it stands; `since`: what came of the videos from that moment on, "" for ever. */
  about: (since = "") => listed("farm", { since }),
  /** The same, as far as it is counted quickly. */
  counts: () => listed("farm", { details: "" }),
  workers: () => listed("workers", { per_page: 1000 }),
  async tasks(values) {
    const { data, pagination } = await ask("GET", "tasks", { values });
    return { rows: data, pagination };
  },
  async videos(values) {
    const { videos, pagination } = await listed("videos", values);
    return { rows: videos, pagination };
  },
  async logs(values) {
    const { logs, pagination } = await listed("logs", values);
    return { rows: logs, pagination };
  },
  scan: async (path) => (await ask("POST", "videos/scan", { body: { path } })).data,
  order: (id, action) => ask("POST", `workers/${id}/offline`, { body: { action } }),
  takeBack: (id) => ask("DELETE", `workers/${id}/offline`),
  resume: (id) => ask("POST", `workers/${id}/resume`, { body: {} }),
  forget: (id) => ask("DELETE", `workers/${id}`),
  cancel: (id) => ask("POST", `tasks/${id}/cancel`, { body: {} }),
  retryAll: async () => (await ask("POST", "videos/retry", { values: { transcode_status: 3 }, body: {} })).data.count,
  retry: (id) => ask("POST", `videos/${id}/retry`, { body: {} }),
  prioritise: (id, priority) => ask("PATCH", `videos/${id}`, { body: { priority } }),
};
