// The language of the page, and what it says in it.

import { en as farmInEnglish } from "./farm_words.en.js";
import { zh as farmInChinese } from "./farm_words.zh.js";
import { en as jobsInEnglish } from "./jobs_words.en.js";
import { zh as jobsInChinese } from "./jobs_words.zh.js";
import { en as transfersInEnglish } from "./transfers_words.en.js";
import { zh as transfersInChinese } from "./transfers_words.zh.js";
import { en as watchInEnglish } from "./watch_words.en.js";
import { zh as watchInChinese } from "./watch_words.zh.js";
import { en as filmsInEnglish } from "./words.en.js";
import { zh as filmsInChinese } from "./words.zh.js";
import { recall, remember } from "./store.js";

const en = { ...filmsInEnglish, ...jobsInEnglish, ...farmInEnglish, ...transfersInEnglish, ...watchInEnglish };
const zh = { ...filmsInChinese, ...jobsInChinese, ...farmInChinese, ...transfersInChinese, ...watchInChinese };
const TABLES = { en, zh };
export const LANGUAGES = { zh: "中文", en: "English" };

function preferred() {
  const kept = recall("language");
  if (kept in TABLES) return kept;
  for (const wish of navigator.languages ?? [navigator.language]) {
    const language = String(wish).toLowerCase().split("-")[0];
    if (language in TABLES) return language;
  }
  return "en";
}

let language = preferred();

export function currentLanguage() {
  return language;
}

export function setLanguage(name) {
  language = name;
  remember("language", name);
  markLanguage();
}

/** Tell the browser which language the page is in: for hyphens, fonts and screen readers. */
export function markLanguage() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
}

/** Whether there are words by that name. */
export function known(key) {
  return key in TABLES[language];
}

/**
 * The words by a name.
 * @param {object} [values] what stands for {name} in them; `n` 1 takes the words by `key.one`, where there are any
 */
export function t(key, values = {}) {
  const table = TABLES[language];
  const text = (values.n === 1 && table[`${key}.one`]) || table[key] || en[key] || key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** One of a title's languages: {en, zh}. */
export function titled(words) {
  if (!words || typeof words === "string") return words ?? "";
  return words[language] ?? words.en ?? "";
}

/** An error in words a person understands: by its code, else as the server says it. */
export function explain(error) {
  const said = [error?.message, error?.hint].filter(Boolean).join(" ");
  if (error?.code === "invalid" && said) return t("error.invalid", { said });
  const key = `error.${error?.code}`;
  if (known(key)) return t(key);
  return said || t("error.unknown");
}

/** An error as it is said at the field that it is about, which needs not name the option. */
export function explainAtField(error) {
  const said = String(error?.message ?? "").replace(/^(Option \w+: |选项 \w+：)/, "");
  return explain({ code: error?.code, hint: error?.hint, message: said.charAt(0).toUpperCase() + said.slice(1) });
}

/** Why the server did not take a file, without the name of the file. */
export function refusal(error, name) {
  const lines = String(error?.message ?? "").split("\n").slice(1).map((line) => line.trim());
  if (error?.code !== "not_media" || !lines.length) return explain(error);
  const [said] = lines;
  if (said.startsWith(name)) return said.slice(name.length).replace(/^\s*[:：]\s*/, "");
  return said.replace(/^.*?(: |：)/, "");
}

export function number(value, options) {
  return new Intl.NumberFormat(document.documentElement.lang, options).format(value);
}

export function percent(part) {
  return number(Math.floor(part * 100) / 100, { style: "percent" });
}

/** Bytes as people say them. */
export function bytes(count) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let power = 0;
  while (count >= 1000 && power < units.length - 1) {
    count /= 1000;
    power += 1;
  }
  return `${number(count, { maximumFractionDigits: count < 10 && power > 1 ? 1 : 0 })} ${units[power]}`;
}

/** Seconds as on a player, which counts those that are over: 1:05. */
export function clock(seconds) {
  const whole = Math.floor(seconds + 0.001);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(minutes).padStart(hours ? 2 : 1, "0")}:${String(rest).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** How long something still takes, as roughly as it is known. */
export function remaining(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 8) return t("left.moment");
  if (seconds < 55) return t("left.seconds", { n: Math.round(seconds / 5) * 5 });
  if (seconds < 5400) return t("left.minutes", { n: Math.max(1, Math.round(seconds / 60)) });
  return t("left.hours", { n: number(seconds / 3600, { maximumFractionDigits: 1 }) });
}

/** A day of this year with the time of day, else the day alone. */
export function dayAndTime(when) {
  const date = new Date(when);
  if (date.getFullYear() !== new Date().getFullYear()) return day(when);
  const form = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(document.documentElement.lang, form).format(date);
}

export function day(when) {
  const date = new Date(when);
  const thisYear = date.getFullYear() === new Date().getFullYear();
  const form = { day: "numeric", month: "long", ...(thisYear ? {} : { year: "numeric" }) };
  return new Intl.DateTimeFormat(document.documentElement.lang, form).format(date);
}

export function moment(when) {
  const form = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false };
  return new Intl.DateTimeFormat(document.documentElement.lang, form).format(new Date(when));
}
