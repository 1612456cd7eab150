// The farm at a glance: how far it is, what it does now, and what came of it.

import { add, h } from "./dom.js";
import { farm } from "./farm_api.js";
import { wrongPlace } from "./farm_doing.js";
import { keepReading } from "./farm_reading.js";
import { farmReport } from "./farm_report.js";
import { write } from "./farm_rows.js";
import { lasting, part, speed, VIDEOS, videoState, when } from "./farm_said.js";
import { runningTasks } from "./farm_tasks.js";
import { bytes, number, t } from "./words.js";

const PAUSE = 2000; // ms between two looks
const ORDER = ["done", "running", "waiting", "skipped", "failed"]; // from left to right

export function overviewPart(place) {
  const wrong = wrongPlace("p.trouble");
  const [states, figures] = [videoStates(), farmFigures()];
  const begin = h("div.farm-begin", { hidden: true }, h("p", null, t("farm.video.none")), h("a.button.primary", { href: "#/farm/videos" }, h("span", null, t("farm.begin"))));
  const [running, report] = [runningTasks(), farmReport(figures.left)];
  add(place, [wrong.element, begin, states.element, figures.element, running.element, report.element]);
  const reading = keepReading({
    read: farm.counts,
    take(found) {
      wrong.say(null);
      const all = ORDER.reduce((sum, name) => sum + found.videos[name], 0);
      begin.hidden = all > 0;
      states.update(found.videos, all);
      figures.update(found);
    },
    fail: wrong.say,
    pause: PAUSE,
  });
  return { close: () => [reading, running, report].forEach((one) => one.close()) };
}

/** All videos as a bar, with how many there are of each below. */
function videoStates() {
  const parts = Object.fromEntries(ORDER.map((name) => [name, h(`span.farm-bar-part.in-${name}`)]));
  const counts = Object.fromEntries(ORDER.map((name) => [name, h("strong")]));
  const legend = ORDER.map((name) => h("li", null, h("a", { href: `#/farm/videos?transcode_status=${VIDEOS.indexOf(name)}` }, h(`i.in-${name}`, { "aria-hidden": "true" }), counts[name], h("span", null, videoState(VIDEOS.indexOf(name))))));
  const whole = h("p.farm-whole");
  const element = h(
    "section.farm-states",
    { "aria-label": t("farm.part.videos"), hidden: true },
    whole,
    h("div.farm-states-bar", { "aria-hidden": "true" }, Object.values(parts)),
    h("ul.farm-legend", null, legend),
  );

  function update(videos, all) {
    element.hidden = !all;
    const settled = videos.done + videos.skipped + videos.failed;
    write(whole, t("farm.whole", { n: number(settled), all: number(all), part: number(Math.floor((settled / (all || 1)) * 100) / 100, { style: "percent" }) }));
    for (const name of ORDER) {
      parts[name].style.flexGrow = videos[name];
      parts[name].hidden = !videos[name];
      write(counts[name], number(videos[name]));
    }
  }

  return { element, update };
}

/** Figures of the whole: a number, and what it is. */
function farmFigures() {
  const tiles = Object.fromEntries(["saved", "now", "left", "workers"].map((name) => [name, tile(t(`farm.tile.${name}`))]));
  const element = h("dl.farm-tiles", { hidden: true }, Object.values(tiles).map((one) => one.element));

  function update({ bytes_saved: saved, bytes_before: before, bytes_after: after, workers, tasks_running: running, tasks_verifying: verifying, fps, ...found }) {
    element.hidden = false;
    const smaller = before && t("farm.tile.saved.text", { part: part(saved, before), before: bytes(before), after: bytes(after) });
    tiles.saved.say(bytes(saved), [smaller, keptOriginals(found)].filter(Boolean).join(" "));
    tiles.now.say(number(running), [speed(fps), verifying && t("farm.tile.verifying", { n: verifying })].filter(Boolean).join(" · "));
    const others = [workers.offline && t("farm.tile.offline", { n: workers.offline }), workers.set_aside && t("farm.tile.aside", { n: workers.set_aside })];
    tiles.workers.say(number(workers.online), others.filter(Boolean).join(" · "));
  }

  /** How long all of it still takes is counted less often. */
  function left({ seconds_left: seconds }) {
    tiles.left.say(lasting(seconds) || "–", seconds ? t("farm.tile.left.text") : "");
  }

  left({});
  return { element, update, left };
}

/** What is said of the originals that still take their room; "" where there are none. */
function keptOriginals({ bytes_kept: kept, next_deletion: until }) {
  if (!kept) return "";
  return t(until ? "farm.tile.kept" : "farm.tile.kept.ever", { size: bytes(kept), until: when(until) });
}

function tile(label) {
  const [value, text] = [h("span.farm-figure"), h("span.farm-note")];
  const element = h("div.farm-tile", null, h("dt", null, label), h("dd", null, value, text));
  return {
    element,
    say(figure, words) {
      write(value, figure);
      write(text, words);
    },
  };
}
