// The log of the farm, the newest line last, as it is written.

import { add, button, h } from "./dom.js";
import { askedFor, noteAsked } from "./farm_address.js";
import { farm } from "./farm_api.js";
import { wrongPlace } from "./farm_doing.js";
import { logFilters } from "./farm_log_filters.js";
import { keepReading } from "./farm_reading.js";
import { nameOf } from "./farm_said.js";
import { moment, t } from "./words.js";

const PAUSE = 2000; // ms between two looks
const PER_PAGE = 200;
const KEPT = 2000; // lines that stay while newer ones come

export function logsPart(place) {
  const asked = { log_level: "", span: "", start_time: "", end_time: "", ...askedFor() };
  const wrong = wrongPlace("p.trouble");
  const none = h("p.farm-none", { hidden: true }, t("farm.log.none"));
  const lines = h("ol.farm-log-lines");
  const older = button(t("farm.log.older"), { icon: "up", kind: "text", click: more });
  const newest = button(t("farm.log.newest"), { icon: "down", kind: "primary", click: toEnd });
  const scroller = h("div.farm-log", { tabindex: "0", role: "log", "aria-live": "off", "aria-label": t("farm.part.logs") }, older, lines);
  const follow = h("input", { type: "checkbox", role: "switch", checked: true });
  const tail = h("label.switch", null, follow, h("span.switch-knob", { "aria-hidden": "true" }), h("span", null, t("farm.log.follow")));
  const filters = logFilters(asked, begin);
  let shown = []; // oldest first
  let behind = false; // there are newer lines than can be put below these
  newest.hidden = older.hidden = true;
  follow.addEventListener("change", () => follow.checked && toEnd());
  scroller.addEventListener("scroll", () => atEnd() && (newest.hidden = true));
  add(place, h("section.farm-section", null, h("h2.unseen", null, t("farm.part.logs")), filters.element, wrong.element, none, h("div.farm-log-frame", null, scroller, newest), h("div.farm-bar", null, tail)));

  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40;
  const query = (page) => ({ ...filters.values(), sort_by: "id", order: "desc", page, per_page: PER_PAGE });

  function toEnd() {
    if (behind) return begin();
    scroller.scrollTop = scroller.scrollHeight;
    newest.hidden = true;
  }

  /** Other lines are asked for. */
  function begin() {
    noteAsked(asked);
    empty();
    reading.again();
  }

  function empty() {
    [shown, behind] = [[], false];
    lines.replaceChildren();
  }

  function take({ rows: logs, pagination }) {
    wrong.say(null);
    const last = shown.at(-1)?.id ?? -1;
    const news = logs.filter(({ id }) => id > last).reverse();
    const follows = !shown.length || atEnd();
    if (news.length === PER_PAGE && shown.length) {
      if (follows) empty(); // there may be others between
      else behind = true;
    }
    if (!behind) {
      lines.append(...news.map(drawn));
      shown.push(...news);
    }
    if (follows) for (const { id } of shown.splice(0, shown.length - KEPT)) lines.querySelector(`[data-id="${id}"]`)?.remove();
    none.hidden = shown.length > 0;
    scroller.hidden = !shown.length;
    older.hidden = shown.length >= pagination.total;
    if (follows) toEnd();
    else if (news.length) newest.hidden = false;
  }

  async function more() {
    const list = shown;
    older.disabled = true;
    try {
      const { rows: logs, pagination } = await farm.logs(query(Math.floor(shown.length / PER_PAGE) + 1));
      if (list !== shown) return; // others are asked for by now
      const [first, height] = [shown[0]?.id ?? Infinity, scroller.scrollHeight];
      const before = logs.filter(({ id }) => id < first).reverse();
      lines.prepend(...before.map(drawn));
      shown.unshift(...before);
      scroller.scrollTop += scroller.scrollHeight - height; // what is read stays where it is
      older.hidden = shown.length >= pagination.total;
    } catch (error) {
      wrong.say(error);
    } finally {
      older.disabled = false;
    }
  }

  const reading = keepReading({
    read: () => (follow.checked || !shown.length ? farm.logs(query(1)) : Promise.resolve(null)),
    take: (answer) => answer && take(answer),
    fail: wrong.say,
    pause: PAUSE,
  });
  noteAsked(asked);
  return { close: reading.close };
}

/** A line: when, how grave, what, and of which video. */
function drawn({ id, log_time: time, log_level: level, log_message: message, video_path: path }) {
  const grave = level >= 40 ? ".grave" : level >= 30 ? ".warns" : "";
  return h(
    `li${grave}`,
    { data: { id } },
    h("time", { datetime: time }, moment(time)),
    h("span.farm-log-level", null, t(`farm.level.${level}`)),
    h("span.farm-log-words", null, message, path && !message.includes(path) && h("span.farm-note", { title: path }, nameOf(path))),
  );
}
