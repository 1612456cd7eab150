// What a job's documents say in English, as the page says it.

import { known, t } from "./words.js";

const WHY = [
  [/^silence\b.*$/, "job.why.silence"],
  [/^no speech\b.*$/, "job.why.speech"],
  [/^sentence with “(?<word>.+)”$/, "job.why.sentence"],
  [/^highlight, interest (?<n>[\d.]+)$/, "job.why.highlight"],
];

/** Why something was kept or cut. */
export function said(why) {
  for (const [pattern, key] of WHY) {
    const match = pattern.exec(why);
    if (match) return t(key, match.groups ?? {});
  }
  return why;
}

/** What an action of the trace is called. */
export const actionName = (action) => (known(`job.act.${action}`) ? t(`job.act.${action}`) : action.replaceAll("_", " "));
