// When a rule takes what is ready, as fields.

import { h } from "./dom.js";
import { field, select } from "./fields.js";
import { dayName, DAYS, readWhen, writeWhen } from "./watch_said.js";
import { t } from "./words.js";

const KINDS = ["once", "quiet", "time", "cron"];

/**
 * The fields.
 * @param {string} text as the server has it
 * @param {() => void} change is called whenever something else is chosen
 * @returns {{element: HTMLElement, control: HTMLElement, value: () => string, set: (text: string) => void, fail: (text: string) => void}}
 */
export function whenField(text, change) {
  const kind = select(t("watch.when"), KINDS.map((name) => [name, t(`watch.when.${name}`)]), "once", () => (show(), change()));
  const minutes = h("input", { type: "number", inputmode: "decimal", min: "0", step: "any", value: "10" });
  const day = select(t("watch.when.day"), DAYS.map((name) => [name, dayName(name)]), "sunday", change);
  const time = h("input", { type: "time", value: "18:00", required: true });
  const cron = h("input", { type: "text", autocomplete: "off", spellcheck: "false", value: "0 18 * * sun" });
  const parts = {
    once: [],
    quiet: [field(t("watch.when.minutes"), minutes)],
    time: [day, field(t("watch.when.clock"), time)],
    cron: [field(t("watch.when.cron.label"), cron, { hint: t("watch.when.cron.hint") })],
  };
  for (const input of [minutes, time, cron]) input.addEventListener("input", change);
  const element = h("div.pairs.watch-when", null, kind.element, Object.values(parts).flat().map((part) => part.element));

  function show() {
    for (const [name, some] of Object.entries(parts)) for (const part of some) part.element.hidden = name !== kind.control.value;
  }

  function set(said) {
    const found = readWhen(said);
    kind.control.value = found.kind;
    if (found.kind === "quiet") minutes.value = found.minutes;
    if (found.kind === "time") [day.control.value, time.value] = [found.day, found.time];
    if (found.kind === "cron") cron.value = found.cron;
    show();
  }

  const value = () => writeWhen({ kind: kind.control.value, minutes: minutes.value, day: day.control.value, time: time.value, cron: cron.value });
  /** The part that somebody would mend. */
  const wrong = () => parts[kind.control.value].at(-1) ?? kind;

  function fail(said) {
    for (const part of [kind, ...Object.values(parts).flat()]) part.fail("");
    if (said) wrong().fail(said);
  }

  set(text);
  return {
    element,
    get control() {
      return wrong().control;
    },
    value,
    set,
    fail,
  };
}
