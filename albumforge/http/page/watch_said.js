// What a rule says, in a sentence of the page's language; and when, as the server writes it.

import { currentLanguage, dayAndTime, number, t } from "./words.js";

const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
export const DAYS = ["daily", "weekdays", "weekends", ...WEEK];

const CHINESE = { 每天: "daily", 工作日: "weekdays", 周末: "weekends" };
for (const week of ["周", "每周", "星期"]) [..."一二三四五六日"].forEach((day, index) => (CHINESE[week + day] = WEEK[index]));
for (const week of ["周", "每周", "星期"]) CHINESE[`${week}天`] = "sunday";

/** What a text of the server says: {kind: "once"|"quiet"|"time"|"cron", minutes, day, time, cron}. */
export function readWhen(text = "") {
  const said = text.trim().toLowerCase().replace(/\s+/g, " ");
  if (["at once", "立即"].includes(said)) return { kind: "once" };
  const quiet = /^(?:quiet|静置)\s*(\d+(?:\.\d+)?)\s*(?:min(?:utes?)?|分钟)?$/.exec(said);
  if (quiet) return { kind: "quiet", minutes: Number(quiet[1]) };
  const [, word, hour, minute] = /^(\S+)\s+(\d{1,2})[:：](\d{2})$/.exec(said) ?? [];
  const day = CHINESE[word] ?? word;
  if (DAYS.includes(day)) return { kind: "time", day, time: `${hour.padStart(2, "0")}:${minute}` };
  return { kind: "cron", cron: said };
}

/** The same as the server reads it. */
export function writeWhen({ kind, minutes, day, time, cron }) {
  return { once: "at once", quiet: `quiet ${minutes}`, time: `${day} ${time}`, cron }[kind];
}

/** A day on which something is done: "Sunday", "Every day". */
export function dayName(day) {
  if (!WEEK.includes(day)) return t(`watch.day.${day}`);
  const monday = Date.UTC(2024, 0, 1);
  return new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", timeZone: "UTC" }).format(monday + WEEK.indexOf(day) * 864e5);
}

function whenSaid(text) {
  const { kind, minutes, day, time, cron } = readWhen(text);
  if (kind === "quiet") return t("watch.when.quiet.said", { n: minutes === 1 ? 1 : number(minutes) });
  if (kind === "time") return t(WEEK.includes(day) ? "watch.when.weekly.said" : `watch.when.${day}.said`, { day: dayName(day), time });
  return t(`watch.when.${kind}.said`, { cron });
}

/** What a rule does, in one sentence; `titles` of presets by their names. */
export function sentence({ do: kind, when, group, target, preset, series }, titles = {}) {
  const what = t(kind === "film" ? `watch.does.film.${group}` : `watch.does.${kind}`, { preset: (titles[preset] ?? preset)?.split(/[:：]/)[0], series });
  return t("watch.sentence", { when: whenSaid(when), what, into: target ? t("watch.into", { target }) : "" });
}

/** How often something is looked at: "minute", "5 minutes", "20 seconds". */
export function every(seconds) {
  if (seconds < 60) return t("watch.every.seconds", { n: number(seconds) });
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? t("watch.every.minute") : t("watch.every.minutes", { n: number(minutes) });
}

/** Sentences after each other, without those that are empty. */
export const together = (...sentences) => sentences.filter(Boolean).join(currentLanguage() === "zh" ? "" : " ");

/** When a schedule is due next. */
export const dueSaid = (due) => t("watch.due", { when: dayAndTime(due) });
