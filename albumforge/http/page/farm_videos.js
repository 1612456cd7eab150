// Videos: all that the farm knows, by pages; looked for in folders, put forward or back, tried again.

import { confirm } from "./dialog.js";
import { add, button, h } from "./dom.js";
import { farm } from "./farm_api.js";
import { doer, wrongPlace } from "./farm_doing.js";
import { chips, filter } from "./farm_filters.js";
import { pagedList } from "./farm_list.js";
import { keepReading } from "./farm_reading.js";
import { textCell, videoCell, write } from "./farm_rows.js";
import { reasonOf, speed, VIDEOS, videoState, when } from "./farm_said.js";
import { scanDialog } from "./farm_scan.js";
import { say } from "./notice.js";
import { bytes, number, t } from "./words.js";

const [PAUSE, COUNTS] = [5000, 15000]; // ms between two looks at the list, and at how many there are of each
const [STEP, HIGHEST] = [10, 100]; // of priorities
const SORTS = ["video_path", "codec", "bitrate_k", "resolutionall", "video_size", "transcode_status", "updatetime"];

export function videosPart(place) {
  let [states, codecs] = [null, null];
  const stateFilter = (change) => {
    states = chips(t("farm.filter.state"), VIDEOS.map((_, status) => [String(status), videoState(status)]), (values) => change({ transcode_status: values.join(",") }));
    return { element: states.element, update: ({ transcode_status: asked }) => states.update(asked ? asked.split(",") : []) };
  };
  const vrFilter = (change) => {
    const choices = ["", "1", "0"].map((value) => [value, t(`farm.vr.${value || "any"}`)]);
    const { element, update } = filter(t("farm.filter.vr"), choices, (is_vr) => change({ is_vr }));
    return { element, update: (asked) => update(asked.is_vr ?? "") };
  };
  const codecFilter = (change) => {
    codecs = filter(t("farm.filter.codec"), [["", t("farm.filter.all")]], (codec) => change({ codec }));
    return { element: codecs.element, update: (asked) => codecs.update(asked.codec ?? "") };
  };
  const scan = button(t("farm.scan"), { icon: "again", kind: "primary", click: () => scanDialog(list.again) });
  const wrong = wrongPlace("p.trouble");
  const again = doer(t("farm.videos.retry"), retryAll, { wrong, after: () => Promise.all([list.again(), counts.again()]), icon: "again", kind: "quiet" });
  again.hidden = true;
  const list = pagedList({
    label: t("farm.part.videos"),
    columns: COLUMNS,
    key: (video) => String(video.id),
    sorts: SORTS,
    usual: { sort_by: "video_path", order: "asc" },
    filters: [stateFilter, vrFilter, codecFilter],
    read: farm.videos,
    none: (filtered) => t(filtered ? "farm.list.unfound" : "farm.video.none"),
    pause: PAUSE,
    tools: h("div.row.tight", null, again, scan),
  });
  add(place, [wrong.element, list.element]);
  const counts = keepReading({
    read: farm.about,
    take(found) {
      again.hidden = !found.videos.failed;
      states.count(Object.fromEntries(VIDEOS.map((name, status) => [String(status), found.videos[name]])));
      codecs.fill([["", t("farm.filter.all")], ...Object.keys(found.codecs).map((name) => [name, name])]);
    },
    fail() {}, // what is wrong is said by the list
    pause: COUNTS,
  });
  return {
    close() {
      list.close();
      counts.close();
    },
  };
}

async function retryAll() {
  if (!(await confirm(t("farm.videos.retry.title"), t("farm.videos.retry.text"), t("farm.videos.retry")))) return false;
  say(t("farm.videos.retried", { n: number(await farm.retryAll()) }));
}

/** Where a video stands, and how soon it is its turn. */
function stateCell() {
  const [state, rank] = [h("span.farm-state"), h("span.farm-note", { hidden: true })];
  const element = h("div", null, state, rank);
  return {
    element,
    update(video, row) {
      const name = VIDEOS[video.transcode_status];
      state.className = `farm-state in-${name}`;
      row.classList.toggle("gone", video.gone);
      write(state, videoState(video.transcode_status));
      write(rank, video.gone ? t("farm.video.gone") : video.priority && name === "waiting" ? t("farm.video.priority", { n: video.priority }) : "");
      rank.hidden = !rank.textContent;
    },
  };
}

/** A cell with a line below that says more. */
function noted(text, more) {
  return () => {
    const [words, note] = [h("span"), h("span.farm-note", { hidden: true })];
    return {
      element: h("div", null, words, note),
      update(video) {
        write(words, text(video));
        write(note, more(video));
        note.hidden = !note.textContent;
      },
    };
  };
}

/** What can be done with a video: it is put forward or back while it waits, and tried again once it has ended. */
function toolsCell(video) {
  let now = video;
  const wrong = wrongPlace();
  const after = () => now.again();
  const moved = (step) => () => farm.prioritise(now.id, Math.max(-HIGHEST, Math.min(HIGHEST, now.priority + step)));
  const ranked = () => t("farm.video.priority", { n: now.priority });
  const up = doer(t("farm.video.up"), moved(STEP), { wrong, after, told: ranked, icon: "up", kind: "round", bare: true });
  const down = doer(t("farm.video.down"), moved(-STEP), { wrong, after, told: ranked, icon: "down", kind: "round", bare: true });
  const retry = doer(t("farm.video.retry"), () => farm.retry(now.id), { wrong, after, told: () => videoState(0), icon: "again", kind: "text" });
  return {
    element: h("div.farm-tools", null, up, down, retry, wrong.element),
    update(video) {
      now = video;
      up.hidden = down.hidden = video.transcode_status !== 0;
      retry.hidden = video.transcode_status !== 3 && video.transcode_status !== 4;
      write(retry.lastChild, t(video.transcode_status === 4 ? "farm.video.anyway" : "farm.video.retry"));
    },
  };
}

const shape = ({ resolution: { width, height } }) => (width ? `${width} × ${height}` : "");
const rate = ({ bitrate_k: rate }) => (rate ? t("farm.rate", { n: number(rate) }) : "");
const after = ({ transcode_status: status, result_size: size }) => (status === 2 && size ? t("farm.video.after", { size: bytes(size) }) : "");
const why = ({ transcode_status: status, error_message: error }) => (status === 2 ? "" : reasonOf(error));

const COLUMNS = [
  { name: "video", title: t("farm.col.video"), sort: "video_path", make: videoCell((video) => video.video_path, why) },
  { name: "state", title: t("farm.col.state"), sort: "transcode_status", make: stateCell },
  { name: "codec", title: t("farm.col.codec"), sort: "codec", make: noted((video) => video.codec, (video) => (video.is_vr ? "VR" : "")) },
  { name: "shape", title: t("farm.col.shape"), sort: "resolutionall", make: noted(shape, (video) => speed(video.fps)) },
  { name: "rate", title: t("farm.col.rate"), sort: "bitrate_k", make: textCell(rate) },
  { name: "size", title: t("farm.col.size"), sort: "video_size", make: noted((video) => bytes(video.size), after) },
  { name: "when", title: t("farm.col.changed"), sort: "updatetime", make: textCell((video) => when(video.update_time)) },
  { name: "tools", title: t("farm.col.tools"), hidden: true, make: toolsCell },
];
