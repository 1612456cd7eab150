// What master transfer tells, in the words of the page: states, numbers that are compared, lines that are typed.

import { when } from "./farm_said.js";
import { master } from "./farm_setup.js";
import { Sha256 } from "./sha256.js";
import { t } from "./words.js";

const SENT = { 0: "begun", 1: "splitting", 2: "encrypting", 3: "uploading", 8: "sent", 9: "failed" };
const RECEIVED = { 0: "asked", 4: "fetching", 5: "waiting", 6: "unlocking", 7: "opening", 8: "verified", 9: "stopped" };
const MOVING = new Set([1, 2, 3, 4, 6, 7]);

/** What is typed; where the client finds this server is part of each. */
export const lines = {
  send: () => `albumforge transfer send ~/Masters --series 12 --server ${master()}`,
  receive: () => `albumforge transfer receive 731204418 -o ~/Received --server ${master()}`,
  release: () => `albumforge transfer private --server ${master()}`,
  releaseOne: (task) => `albumforge transfer private --task ${task} --server ${master()}`,
  key: () => `albumforge transfer keys publish --server ${master()}`,
};

/**
 * Where something stands: {name, said, note, moving}.
 * `name` is a class: done, failed, waiting or running; `moving`: its percent is worth a bar.
 */
const state = (status, said, note) => ({
  name: status === 8 ? "done" : status === 9 ? "failed" : MOVING.has(status) ? "running" : "waiting",
  said: t(`transfer.state.${said}`),
  note,
  moving: MOVING.has(status),
});

/** Where an upload stands, and whether this server keeps a copy of it. */
export function sentState({ status, copy }) {
  return state(status, SENT[status], status === 9 ? t("transfer.state.failed.text") : copy ? t(`transfer.copy.${copy}`) : "");
}

/** Where a download stands; a refusal in its owner's words. */
export function receivedState({ status, private_status: block, message, sender }) {
  if (status === 9 && message) return { ...state(9, "refused", message), quoted: true };
  if (status === 9) return state(9, "stopped", t("transfer.state.stopped.text"));
  const agreed = { 3: t("transfer.consent.coming", { name: sender.name }), 8: t("transfer.consent.given", { name: sender.name }) };
  return state(status, RECEIVED[status], status < 6 ? (agreed[block] ?? "") : "");
}

/** A moment as the server writes it, by its own clock. */
export const moment = (text) => when(text?.replace(" ", "T"));

/** Forty digits by which people compare a public key, or "" where it is none. */
export function fingerprintOf(key) {
  try {
    const bytes = Uint8Array.from(atob(key.split(":")[1].replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    return bytes.length === 64 ? new Sha256().update(bytes).hex().slice(0, 40).match(/.{4}/g).join(" ") : "";
  } catch {
    return ""; // no key yet
  }
}

/** The ends of a CID, which is too long to be shown. */
export const shortCid = (cid) => (cid.length > 18 ? `${cid.slice(0, 7)}…${cid.slice(-6)}` : cid);

/** Names as a list. */
export const listOf = (names) => new Intl.ListFormat(document.documentElement.lang, { type: "unit", style: "short" }).format(names);
