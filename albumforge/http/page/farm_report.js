// What was done since yesterday, or since ever, in words: for whoever comes back in the morning.

import { fill, h } from "./dom.js";
import { farm } from "./farm_api.js";
import { wrongPlace } from "./farm_doing.js";
import { keepReading } from "./farm_reading.js";
import { part, reasonOf } from "./farm_said.js";
import { choice } from "./fields.js";
import { recall, remember } from "./store.js";
import { bytes, number, t } from "./words.js";

const PAUSE = 10000; // ms between two looks
const SPANS = { day: 86400, week: 7 * 86400, all: 0 }; // seconds
const MOST = 8; // reasons that are seen at once
const OTHERS = [["skipped", 4], ["failed", 3], ["refused", 3], ["cancelled", 3], ["gone", 3]]; // with their state in the list
const SAID = ["cancelled", "gone"]; // which need no reason
const KEPT = "farm.report"; // for this browser

/**
 * The report.
 * @param {(found: object) => void} told called with each answer of the server, which knows more than that
 */
export function farmReport(told) {
  let span = recall(KEPT, "day");
  if (!(span in SPANS)) span = "day";
  let seen = "";
  const wrong = wrongPlace("p.trouble");
  const words = h("div.farm-report");
  const spans = choice(
    t("farm.report.span"),
    Object.keys(SPANS).map((name) => [name, t(`farm.report.${name}`)]),
    span,
    (name) => {
      span = name;
      remember(KEPT, name);
      reading.again();
    },
    { hideLabel: true },
  );
  const element = h("section.farm-section", { "aria-label": t("farm.report") }, h("div.farm-section-head", null, h("h2", null, t("farm.report")), spans.element), wrong.element, words);
  const reading = keepReading({
    read: () => farm.about(SPANS[span] ? new Date(Date.now() - SPANS[span] * 1000).toISOString() : ""),
    take(found) {
      wrong.say(null);
      told(found);
      const now = JSON.stringify(found.report);
      if (now !== seen) fill(words, sentences(found.report)); // else what is unfolded stays so
      seen = now;
    },
    fail: wrong.say,
    pause: PAUSE,
  });
  return { element, close: reading.close };
}

function sentences({ done, bytes_before: before, bytes_after: after, ...others }) {
  const saved = { n: done === 1 ? 1 : number(done), size: bytes(before - after), part: part(before - after, before) };
  return [h("p.farm-report-done", null, t(done ? "farm.report.done" : "farm.report.nothing", saved)), ...OTHERS.map(([name, status]) => because(name, status, others[name]))];
}

/** How many came to an end that is not a result, by reason. */
function because(name, status, { count, reasons }) {
  if (!count) return null;
  const line = ({ reason, example, count: n }) => h("li", null, h("strong", null, number(n)), h("span", null, reasonOf(n === 1 ? example : reason)));
  const [first, rest] = [reasons.slice(0, MOST), reasons.slice(MOST)];
  const others = count - reasons.reduce((sum, one) => sum + one.count, 0);
  return h(
    `div.farm-reasons.${name}`,
    null,
    h("h3", null, h("a", { href: `#/farm/videos?transcode_status=${status}` }, t(`farm.report.${name}`, { n: count === 1 ? 1 : number(count) }))),
    SAID.includes(name) ? null : h("ul", null, first.map(line)),
    rest.length > 0 && h("details", null, h("summary", null, t("farm.report.more", { n: number(rest.length) })), h("ul", null, rest.map(line))),
    others > 0 && h("p.farm-note", null, t("farm.report.others", { n: number(others) })),
  );
}
