// What a job's documents say in English, as the page says it.

import { known, t } from "./words.js";

const WHY = [
  [/^silence\b.*$/, "job.why.silence"],
  [/^no speech\b.*$/, "job.why.speech"],
  [/^sentence with “(?<word>.+)”$/, "job.why.sentence"],
  [/^highlight, interest (?<n>[\d.]+)$/, "job.why.highlight"],
];

const DID = [
  [/^Extracted the sound as (?<file>\S+), (?<n>[\d.]+) s$/, "job.did.sound"],
  [/^No transcript: (?<reason>.+)$/, "job.did.silent"],
  [/^Found (?<n>\d+) scenes? in (?<pictures>\d+) pictures?$/, "job.did.scenes"],
  [/^There were (?<n>\d+) scenes? already$/, "job.did.there"],
  [/^Found (?<n>\d+) stretch(es)? of speech, (?<spoken>[\d.]+) s, and (?<silent>[\d.]+) s of silence$/, "job.did.speech"],
  [/^Wrote down (?<n>\d+) words? in (?<sentences>\d+) sentences? \((?<language>\w+)\)$/, "job.did.words"],
  [/^Decided the cut by (?<strategy>\w+): (?<n>\d+) pieces?, (?<after>[\d.]+) of (?<before>[\d.]+) s$/, "job.did.decided"],
  [/^Wrote (?<one>\S+) and (?<two>\S+): (?<n>\d+) texts?$/, "job.did.texts"],
  [/^(?:Wrote|Exported to) (?<file>\S+\.\w+)$/, "job.did.wrote"],
  [/^Created timeline: (?<name>.+)$/, "job.did.timeline"],
  [/^Appended scene (?<id>\S+) \[(?<start>\d+)-(?<end>\d+)\]$/, "job.did.piece"],
  [/^(?<copied>\d+) of (?<n>\d+) frames are copied from the source as they are, (?<encoded>\d+) are encoded$/, "job.did.copied"],
  [/^Encoded (?<n>\d+) frames? in (?<segments>\d+) segments?$/, "job.did.encoded"],
  [/^Cut the sound of (?<n>\d+) pieces?$/, "job.did.sounded"],
  [/^Rendered (?<n>\d+) subtitle segments?$/, "job.did.subtitles"],
  [/^(?<file>\S+\.\w+) was there already$/, "job.did.already"],
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
    if (values.reason) values.reason = told(values.reason, SILENT).replaceAll("`", "");
    if (values.strategy && known(`job.strategy.${values.strategy}`)) values.strategy = t(`job.strategy.${values.strategy}`);
    return t(key, { ...values, ...(n === undefined ? {} : { n: n === "1" ? 1 : n }) });
  }
  return line;
}

/** Why something was kept or cut. */
export const said = (why) => told(why, WHY);

/** Why there is no transcript. */
export const silent = (reason) => told(reason, SILENT);

/** What came of an action of the trace. */
export const outcome = (detail) => told(detail, DID);

/** What an action of the trace is called. */
export const actionName = (action) => (known(`job.act.${action}`) ? t(`job.act.${action}`) : action.replaceAll("_", " "));
