// What failed: files and batches with the reason, by rule, each to be tried again.

import { button, h } from "./dom.js";
import { doer, wrongPlace } from "./farm_doing.js";
import { keyed, liveTable, textCell, write } from "./farm_rows.js";
import { nameOf, reasonOf, when } from "./farm_said.js";
import { watching } from "./watch_api.js";
import { number, t } from "./words.js";

const FIRST = 5; // rows of each rule
const STEP = 20;
const MOST = 500; // rows that the server gives at once

/** The section: {element, read, take}. */
export function failuresSection({ again }) {
  let limit = FIRST;
  const list = h("div.watch-failed");
  const show = keyed(list, (one) => String(one.rule.id), (one) => group(one, again));
  const count = h("span.transfer-count");
  const more = button(t("gallery.more"), { kind: "quiet.watch-more", click: () => ((limit = Math.min(MOST, limit + STEP)), again()) });
  const element = h("section.farm-section", { "aria-label": t("watch.failed"), hidden: true }, h("h2", null, t("watch.failed"), " ", count), list, more);

  /** What failed of each rule of which something did. */
  async function read(rules) {
    const some = rules.filter(({ files, batches }) => files.failed || batches.failed);
    const asked = { state: "failed", limit };
    return Promise.all(
      some.map(async (rule) => {
        const batches = rule.batches.failed ? (await watching.batches({ ...asked, rule: rule.id })).rows : [];
        const files = rule.files.failed ? (await watching.files(rule.id, asked)).rows : [];
        return { rule, rows: [...batches.map(ofBatch), ...files.map(ofFile)] };
      }),
    );
  }

  function take(groups, awaited) {
    const all = groups.reduce((sum, { rule: { files, batches } }) => sum + files.failed + batches.failed, 0);
    element.hidden = !groups.length;
    write(count, all ? number(all) : "");
    show(groups, awaited);
    more.hidden = limit >= MOST || groups.every(({ rule: { files, batches } }) => Math.max(files.failed, batches.failed) <= limit);
  }

  return { element, read, take };
}

const ofBatch = (batch) => ({ key: `batch ${batch.id}`, what: batch.title, place: t(`watch.batch.${batch.do}`, { n: batch.files === 1 ? 1 : number(batch.files) }), reason: batch.error, updated: batch.updated, retry: () => watching.retryBatch(batch.id) });
const ofFile = (file) => ({ key: `file ${file.id}`, what: nameOf(file.path), place: file.path.slice(0, Math.max(1, file.path.lastIndexOf("/"))), reason: file.reason, updated: file.updated, retry: () => watching.retryFile(file.rule_id, file.id) });

function group({ rule: { id, name } }, again) {
  const wrong = wrongPlace();
  const title = h("h3");
  const all = doer(t("watch.retry.all"), () => watching.retryAll(id), { wrong, after: again, icon: "again", told: () => t("watch.retry.told") });
  const columns = [
    { name: "watch-what", title: t("watch.col.what"), make: whatCell },
    { name: "watch-when", title: t("watch.col.when"), make: textCell((row) => when(row.updated)) },
    { name: "tools", title: t("watch.col.tools"), hidden: true, make: () => retryCell(again) },
  ];
  const table = liveTable({ label: t("watch.failed.of", { name }), columns, key: (row) => row.key });
  return {
    element: h("section.watch-failed-of", { "aria-label": t("watch.failed.of", { name }) }, h("div.farm-section-head", null, title, all), wrong.element, table.element),
    update({ rule, rows }) {
      write(title, rule.name);
      all.setAttribute("aria-label", t("watch.retry.all.it", { name: rule.name }));
      all.hidden = rows.length < 2;
      table.show(rows, true);
    },
  };
}

/** A file with its folder, or a batch; and why it failed. */
function whatCell() {
  const [name, place, why] = [h("span.farm-name"), h("span.farm-folder"), h("span.watch-why")];
  const element = h("div.farm-video", null, name, place, why);
  return {
    element,
    update(row) {
      write(name, row.what);
      write(place, row.place);
      place.title = row.place;
      write(why, reasonOf(row.reason) || t("watch.reason.none"));
    },
  };
}

function retryCell(again) {
  let row = null;
  const wrong = wrongPlace();
  const retry = doer(t("try.again"), () => row.retry(), { wrong, after: again, icon: "again", kind: "text", told: () => t("watch.retry.told") });
  return {
    element: h("div.farm-tools", null, retry, wrong.element),
    update(now) {
      row = now;
      retry.setAttribute("aria-label", t("watch.retry.it", { name: row.what }));
    },
  };
}
