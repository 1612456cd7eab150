// Who asks for masters of one's own: requests by series, each from its question to its receipt.

import { button, h } from "./dom.js";
import { doer, wrongPlace } from "./farm_doing.js";
import { keyed, write } from "./farm_rows.js";
import { typed } from "./farm_setup.js";
import { say } from "./notice.js";
import { transfers } from "./transfers_api.js";
import { fileOf } from "./transfers_cells.js";
import { releaseDialog, refuseDialog } from "./transfers_release.js";
import { fingerprintOf, lines, moment } from "./transfers_said.js";
import { bytes, percent, t } from "./words.js";

const ENDS = new Set(["released", "refused", "received", "removed"]); // after which nothing waits any more

/**
 * The section: {element, take}.
 * @param {() => void} again reads all of it anew
 */
export function askedSection(again) {
  const requests = following();
  const none = h("p.farm-none", null, t("transfer.asked.none"));
  const groups = h("div.transfer-groups");
  const several = h("div.transfer-several", { hidden: true }, h("p.farm-note", null, t("transfer.asked.several")), typed(lines.release()));
  const count = h("span.transfer-count");
  const head = h("div.farm-section-head", null, h("h2", null, t("transfer.asked"), " ", count));
  const element = h("section.farm-section", { "aria-label": t("transfer.asked") }, head, none, groups, several);
  const show = keyed(groups, (group) => group.series, seriesGroup);

  function take(due, log, awaited) {
    const rows = requests.take(due, log).map((row) => ({ ...row, again }));
    show(grouped(rows, "series_id").map(([series, some]) => ({ series, rows: some, awaited })), awaited);
    none.hidden = rows.length > 0;
    several.hidden = due.length < 2;
    write(count, due.length ? String(due.length) : "");
  }

  return { element, take };
}

/** Rows that are sorted by a number, as one group for each of it. */
function grouped(rows, name) {
  const groups = new Map();
  for (const row of rows) groups.set(row[name], [...(groups.get(row[name]) ?? []), row]);
  return [...groups].map(([number, some]) => [String(number), some]);
}

/** Follows requests: those that wait, and those of this visit that were decided meanwhile, by the audit log. */
function following() {
  const known = new Map(); // by number of the download
  let since = null; // number of the last line of the log when the page was opened

  function take(due, log) {
    const first = since === null;
    since ??= Math.max(0, ...log.map((line) => line.id));
    const waiting = new Set(due.map((row) => row.download_id));
    for (const row of due) {
      if (!first && !known.has(row.download_id)) say(t("transfer.told.asked", { name: row.receiver.name, programme: row.source_name }));
      known.set(row.download_id, { ...row, ended: null });
    }
    for (const [download, row] of known) {
      if (waiting.has(download)) continue;
      const end = log.find((line) => line.id > since && line.download_id === download && ENDS.has(line.action));
      if (!end) {
        if (!row.ended) known.delete(download);
        continue;
      }
      if (row.ended?.action !== end.action) say(t(`transfer.end.${end.action}`, { name: row.receiver.name }));
      known.set(download, { ...row, ended: end });
    }
    return [...known.values()].sort((a, b) => a.series_id - b.series_id || a.source_id - b.source_id || a.id - b.id);
  }

  return { take };
}

function seriesGroup({ series }) {
  const list = h("ul.transfer-programmes");
  const show = keyed(list, (programme) => programme.source, programmeCard);
  return {
    element: h("section.transfer-series", { "aria-label": t("transfer.series", { n: series }) }, h("h3", null, t("transfer.series", { n: series })), list),
    update: ({ rows, awaited }) => show(grouped(rows, "source_id").map(([source, some]) => ({ source, rows: some, awaited })), awaited),
  };
}

/** A programme, with each request for it. */
function programmeCard() {
  const [name, facts, list] = [h("h4.farm-name"), h("p.farm-note"), h("ul.transfer-requests")];
  const show = keyed(list, (row) => String(row.id), request);

  function update({ rows, awaited }) {
    const [row] = rows;
    write(name, row.source_name);
    write(facts, [fileOf(row), bytes(row.size), t("transfer.source", { n: row.source_id })].filter(Boolean).join(" · "));
    show(rows, awaited);
  }

  return { element: h("li.transfer-programme", null, h("div", null, name, facts), list), update };
}

/** One request: by whom, with which key, since when; and what can be done about it. */
function request(first) {
  let [row, open] = [first, null];
  const [receiver, print, state] = [h("p.transfer-who"), h("p.transfer-print"), h("p.transfer-state")];
  const bar = h("progress.wide", { max: 100, value: 0, hidden: true });
  const keyless = h("p.farm-note", { hidden: true });
  const wrong = wrongPlace();
  const after = () => row.again();
  const release = button(t("transfer.release"), { icon: "lock", click: () => (open = releaseDialog(row, closed)) });
  const refuse = button(t("transfer.refuse"), { kind: "text.danger-text", click: () => refuseDialog(row, after) });
  const back = doer(t("transfer.reconsider"), () => transfers.reconsider(row.id), { wrong, after, icon: "again" });
  const element = h("li.transfer-request", { tabindex: "-1" }, h("div", null, receiver, h("p.farm-note", null, t("transfer.fingerprint")), print), h("div.transfer-how", null, state, bar, keyless, wrong.element), h("div.farm-tools", null, release, refuse, back));

  function closed() {
    open = null;
    if (release.hidden) element.focus({ preventScroll: true });
  }

  function update(now) {
    row = now;
    const focused = element.contains(document.activeElement) && document.activeElement;
    const { ended, receiver: { name }, receiver_key: key, private_status: status, source_name: programme } = row;
    const digits = fingerprintOf(key);
    const said = stateOf(row);
    element.classList.toggle("ended", Boolean(ended));
    write(receiver, name);
    write(print, digits || t("transfer.keyless"));
    print.classList.toggle("none", !digits);
    write(state, said);
    state.className = `transfer-state ${ended?.action ?? ""}`;
    bar.hidden = Boolean(ended) || status !== 3;
    bar.value = row.percent;
    bar.setAttribute("aria-label", `${t("progress")}: ${programme}`);
    write(keyless, t("transfer.keyless.text", { name }));
    keyless.hidden = Boolean(ended || digits);
    release.hidden = Boolean(ended) || !digits;
    refuse.hidden = Boolean(ended);
    back.hidden = ended?.action !== "refused";
    release.setAttribute("aria-label", t("transfer.release.it", { programme, name }));
    refuse.setAttribute("aria-label", t("transfer.refuse.it", { programme, name }));
    if (focused.hidden) (element.querySelector("button:not([hidden])") ?? element).focus({ preventScroll: true });
    open?.update(row, said);
  }

  return { element, update };
}

function stateOf({ ended, receiver, percent: part, private_status: status, created_at: since }) {
  if (ended) return t(`transfer.end.${ended.action}`, { name: receiver.name });
  if (status === 3) return t("transfer.coming", { part: percent(part / 100) });
  if (status === 9) return t("transfer.again");
  return t("transfer.since", { since: moment(since) });
}
