// What the farm tells, in the words of the page.

import { clock, number, t } from "./words.js";

/** States of videos, by the numbers of the server. */
export const VIDEOS = ["waiting", "running", "done", "failed", "skipped"];

const TASKS = ["created", "running", "done", "failed"];

const UNITS = [
  ["second", 1, 60],
  ["minute", 60, 90],
  ["hour", 3600, 48],
  ["day", 86400, Infinity],
]; // each with its seconds, and how many of it are still said in it

/** Where a video stands. */
export const videoState = (status) => t(`farm.video.${VIDEOS[status]}`);

/** Where a task stands: {name, said}; `name` is a class, too. */
export function taskState({ status, verifying, error_message: error }) {
  const name = verifying && status === 1 ? "verifying" : status === 3 && error === "cancelled" ? "cancelled" : TASKS[status];
  return { name, said: t(`farm.task.${name}`) };
}

/** What a worker encodes with. */
export const kindOf = ({ worker_type: kind }) => ["CPU", "NVENC", "QSV", "VPU"][kind];

/** The name of a file without its folder. */
export const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);

/** Why something ended as it did, as a sentence; a cancelled one says so in the language of the page. */
export function reasonOf(error) {
  if (error === "cancelled") return t("farm.cancelled");
  return (error ?? "").replace(/^[a-z]+(?=[ ,])/, (word) => word.charAt(0).toUpperCase() + word.slice(1)); // no file's name
}

/** How long something still takes, roughly: "40 sec", "2 min", "1.5 hr", "12 days"; "" where nobody knows. */
export function lasting(seconds) {
  if (seconds === null || seconds === undefined) return "";
  const [unit, size] = UNITS.find(([, length, most]) => seconds < length * most) ?? UNITS.at(-1);
  const count = unit === "second" ? Math.max(5, Math.ceil(seconds / 5) * 5) : seconds / size;
  return number(count, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: size > 60 && count < 9.95 ? 1 : 0 });
}

/** Frames a second, as far as they are known. */
export const speed = (fps) => (fps ? t("farm.fps", { n: number(fps, { maximumFractionDigits: fps < 10 ? 1 : 0 }) }) : "");

/** Seconds that are over; "" where nobody counted them. */
export const elapsed = (seconds) => (seconds ? clock(seconds) : "");

/** The moment of something, as shortly as it is clear: of today the time, of this year no year. */
export function when(moment) {
  if (!moment) return "";
  const [date, today] = [new Date(moment), new Date()];
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const thisYear = date.getFullYear() === today.getFullYear();
  const day = { day: "numeric", month: "short", ...(thisYear ? {} : { year: "numeric" }) };
  const form = date.toDateString() === today.toDateString() ? time : { ...day, ...(thisYear ? time : {}) };
  return new Intl.DateTimeFormat(document.documentElement.lang, form).format(date);
}

/** Which part of `before` is saved: "43 %"; "" where nothing is. */
export function part(saved, before) {
  return before > 0 ? number(saved / before, { style: "percent", maximumFractionDigits: 0 }) : "";
}
