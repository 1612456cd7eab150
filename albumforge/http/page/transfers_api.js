// The routes of master transfer that the page uses. What they refuse they say in words, for the one who asks.

import { ApiError, call } from "./api.js";

const NOTHING = { name: "", file: "", hash: "", size: "", ip: "" }; // what every report must have

async function ask(method, path, body) {
  try {
    return await call(method, `api/v1/${path}`, body);
  } catch (error) {
    // The server's own words tell more than a code, but for a proxy's page, which has none.
    const told = ["unknown", "not_found"].includes(error.code) && !error.message.startsWith("HTTP ");
    throw told ? new ApiError("transfer_refused", error.message) : error;
  }
}

async function listed(name, { page = 1, per_page: size }) {
  const { data, meta } = await ask("GET", `transfers/${name}?${new URLSearchParams({ page, per_page: size })}`);
  return { rows: data, pagination: meta };
}

const report = (id, values) => ask("PATCH", `tasks/upload/private/${id}`, { ...NOTHING, ...values });

export const transfers = {
  /** Who waits for a private block of one's own. */
  due: async () => (await ask("GET", "tasks/upload/private/")).data,
  sent: (asked) => listed("uploads", asked),
  received: (asked) => listed("downloads", asked),
  log: (asked) => listed("log", asked),
  key: async () => (await ask("GET", "users/me/key")).data,
  refuse: (id, message) => report(id, { status: 9, message }),
  /** Take a refusal back: it waits again. */
  reconsider: (id) => report(id, { status: 0 }),
};
