// What a job's documents say in English, as the page says it.

import { USUAL } from "./jobs_options.js";
import { known, t } from "./words.js";

const WHY = [
  [/^silence\b.*$/, "job.why.silence"],
  [/^no speech\b.*$/, "job.why.speech"],
  [/^sentence with “(?<word>.+)”$/, "job.why.sentence"],
  [/^highlight, interest (?<n>[\d.]+)$/, "job.why.highlight"],
  [/^less of interest, (?<n>[\d.]+)\b.*$/, "job.why.dull"],
  [/^best part of scene (?<id>\S+), interest (?<n>[\d.]+)$/, "job.why.best"],
  [/^not the best part of scene (?<id>\S+)$/, "job.why.rest"],
  [/^no part of scene (?<id>\S+) is short enough$/, "job.why.long"],
  [/^scene (?<id>\S+) is too short to be kept$/, "job.why.short"],
  [/^not in the EDL$/, "job.why.edl"],
  [/^not kept by the document$/, "job.why.document"],
];

const SILENT = [
  [/^The video has no sound\.$/, "job.words.silent"],
  [/^Nothing is said in the video\.$/, "job.words.nobody"],
  [/^Nothing that is said was understood\.$/, "job.words.unclear"],
  [/whisper_model/, "job.words.model"],
];

/** A line by the first pattern that it fits; as it is where there is none. */
function told(line, patterns) {
  for (const [pattern, key] of patterns) {
    const match = pattern.exec(line);
    if (!match) continue;
    const { n, ...values } = match.groups ?? {};
    return t(key, { ...values, ...(n === undefined ? {} : { n: n === "1" ? 1 : n }) });
  }
  return line;
}

/** Why something was kept or cut. */
export const said = (why) => told(why, WHY);

/** Why there is no transcript. */
export const silent = (reason) => told(reason, SILENT);

/** What decides a cut, by the name of its strategy; "" for the usual one. */
export const strategyName = (name) => (known(`job.strategy.${name || USUAL.strategy}`) ? t(`job.strategy.${name || USUAL.strategy}`) : name);

/** What an action of the trace is called. */
export const actionName = (action) => (known(`job.act.${action}`) ? t(`job.act.${action}`) : action.replaceAll("_", " "));
