// Tasks: those that run first, live; then those that have ended, by pages.

import { add, h } from "./dom.js";
import { farm } from "./farm_api.js";
import { doer, wrongPlace } from "./farm_doing.js";
import { chips } from "./farm_filters.js";
import { pagedList } from "./farm_list.js";
import { keepReading } from "./farm_reading.js";
import { liveTable, showProgress, textCell, videoCell, write } from "./farm_rows.js";
import { elapsed, lasting, part, reasonOf, speed, taskState, when } from "./farm_said.js";
import { bytes, percent, t } from "./words.js";

const [SOON, LATER] = [1500, 6000]; // ms between two looks at what runs, and at what has ended
const MOST = 100; // that run at once are shown

export function tasksPart(place) {
  const parts = [runningTasks(), endedTasks()];
  add(place, parts.map((one) => one.element));
  return { close: () => parts.forEach((one) => one.close()) };
}

/** Those that run. */
export function runningTasks() {
  const label = t("farm.task.now");
  const table = liveTable({ label, columns: RUNNING, key: (task) => task.task_id });
  const none = h("p.farm-none", { hidden: true }, t("farm.task.none"));
  const wrong = wrongPlace("p.trouble");
  const element = h("section.farm-section", { "aria-label": label }, h("h2", null, label), wrong.element, none, table.element);
  table.element.hidden = true;
  const reading = keepReading({
    read: () => farm.tasks({ status: "0,1", sort_by: "start_time", order: "asc", per_page: MOST }),
    take({ rows }, awaited) {
      wrong.say(null);
      none.hidden = rows.length > 0;
      table.element.hidden = !rows.length;
      table.show(rows.map((task) => ({ ...task, again: reading.again })), awaited);
    },
    fail: wrong.say,
    pause: SOON,
  });
  return { element, close: reading.close };
}

/** Those that have ended. */
function endedTasks() {
  const states = (change) => {
    const { element, update } = chips(t("farm.filter.state"), [["2", t("farm.task.done")], ["3", t("farm.task.failed")]], (values) => change({ status: values.join(",") }));
    return { element, update: ({ status }) => update(status ? status.split(",") : []) };
  };
  return pagedList({
    label: t("farm.task.ended"),
    columns: ENDED,
    key: (task) => task.task_id,
    sorts: ["start_time", "progress", "status"],
    usual: { sort_by: "start_time", order: "desc" },
    filters: [states],
    read: (asked) => farm.tasks({ ...asked, status: asked.status || "2,3" }),
    none: (filtered) => t(filtered ? "farm.list.unfound" : "farm.task.unended"),
    pause: LATER,
  });
}

/** How far a task is: its state and percent above a bar. */
export function progressCell() {
  const [state, share] = [h("span"), h("span.farm-share")];
  const bar = h("progress.wide", { max: 100, value: 0 });
  const element = h("div.farm-progress", null, h("div.row.between.tight", null, state, share), bar);
  return {
    element,
    update(task) {
      write(state, taskState(task).said);
      write(share, task.verifying ? "" : percent(task.progress / 100));
      bar.setAttribute("aria-label", `${t("progress")}: ${task.video_path}`);
      showProgress(bar, task);
    },
  };
}

function stateCell() {
  const element = h("span.farm-state");
  return {
    element,
    update(task) {
      const { name, said } = taskState(task);
      element.className = `farm-state in-${name}`;
      write(element, said);
    },
  };
}

function cancelCell(task) {
  let now = task;
  const wrong = wrongPlace();
  const cancel = doer(t("farm.task.cancel"), () => farm.cancel(now.task_id), {
    wrong,
    icon: "close",
    kind: "text",
    after: () => now.again(),
    told: () => t("farm.task.cancelled"),
  });
  return { element: h("div.farm-tools", null, cancel, wrong.element), update: (task) => (now = task) };
}

const saved = ({ source_size: before, result_size: after }) => (after ? t("farm.saved.of", { size: bytes(before - after), part: part(before - after, before) }) : "");
const path = (task) => task.video_path;

const RUNNING = [
  { name: "video", title: t("farm.col.video"), make: videoCell(path, (task) => task.note) },
  { name: "progress", title: t("farm.col.progress"), make: progressCell },
  { name: "fps", title: t("farm.col.speed"), make: textCell((task) => speed(task.fps)) },
  { name: "elapsed", title: t("farm.col.elapsed"), make: textCell((task) => elapsed(task.elapsed_time)) },
  { name: "left", title: t("farm.col.left"), make: textCell((task) => (task.verifying ? "" : lasting(task.remaining_time))) },
  { name: "worker", title: t("farm.col.worker"), make: textCell((task) => task.worker_name) },
  { name: "tools", title: t("farm.col.tools"), hidden: true, make: cancelCell },
];

const ENDED = [
  { name: "video", title: t("farm.col.video"), make: videoCell(path, (task) => reasonOf(task.error_message) || task.note) },
  { name: "state", title: t("farm.col.state"), sort: "status", make: stateCell },
  { name: "saved", title: t("farm.col.saved"), make: textCell(saved) },
  { name: "fps", title: t("farm.col.speed"), make: textCell((task) => speed(task.fps)) },
  { name: "elapsed", title: t("farm.col.elapsed"), make: textCell((task) => elapsed(task.elapsed_time)) },
  { name: "worker", title: t("farm.col.worker"), make: textCell((task) => task.worker_name) },
  { name: "when", title: t("farm.col.begun"), sort: "start_time", make: textCell((task) => when(task.start_time)) },
];
