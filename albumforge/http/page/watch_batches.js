// What was made of the files: films, cuts, transcodes, masters that were sent; the last ones first.

import { button, h } from "./dom.js";
import { liveTable, textCell, write } from "./farm_rows.js";
import { reasonOf, when } from "./farm_said.js";
import { number, t } from "./words.js";

const FIRST = 8; // rows
const STEP = 20;
const MOST = 500; // rows that the server gives at once

/** The section: {element, limit, take}; `limit`: how many are to be asked for. */
export function batchesSection({ again }) {
  let limit = FIRST;
  const columns = [
    { name: "watch-title", title: t("watch.col.title"), make: titleCell },
    { name: "watch-state", title: t("watch.col.state"), make: stateCell },
    { name: "watch-files", title: t("watch.col.files"), make: textCell((row) => number(row.files)) },
    { name: "watch-result", title: t("watch.col.result"), make: resultCell },
    { name: "watch-when", title: t("watch.col.when"), make: textCell((row) => when(row.updated)) },
  ];
  const table = liveTable({ label: t("watch.batches"), columns, key: (row) => String(row.id) });
  const none = h("p.farm-none", null, t("watch.batches.none"));
  const more = button(t("gallery.more"), { kind: "quiet.watch-more", click: () => ((limit = Math.min(MOST, limit + STEP)), again()) });
  const element = h("section.farm-section", { "aria-label": t("watch.batches") }, h("h2", null, t("watch.batches")), none, table.element, more);

  function take({ rows, next }, awaited) {
    none.hidden = rows.length > 0;
    table.element.hidden = !rows.length;
    more.hidden = next === null || limit >= MOST;
    table.show(rows, awaited);
  }

  return { element, limit: () => limit, take };
}

function titleCell() {
  const [title, rule] = [h("span.farm-name"), h("span.farm-note")];
  return {
    element: h("div.farm-video", null, title, rule),
    update(row) {
      write(title, row.title);
      write(rule, row.rule_name);
    },
  };
}

/** Where it stands; below it why it failed, or what stands in the way of the next try. */
function stateCell() {
  const [state, why] = [h("span.farm-state"), h("span.farm-why")];
  return {
    element: h("div.farm-video", null, state, why),
    update({ state: name, do: kind, error }) {
      state.className = `farm-state in-${name}`;
      write(state, t(name === "running" ? `watch.state.running.${kind}` : `watch.state.${name}`));
      write(why, reasonOf(error));
      why.hidden = !error;
    },
  };
}

/** The way to what was made, and where it lies. */
function resultCell() {
  const [link, place] = [h("a"), h("span.farm-why")];
  return {
    element: h("div.farm-video.watch-result", null, link, place),
    update({ do: kind, link: address, result, state, title }) {
      link.hidden = !address;
      if (address) link.setAttribute("href", address);
      write(link, t(`watch.open.${kind}`));
      link.setAttribute("aria-label", `${t(`watch.open.${kind}`)}: ${title}`);
      const said = !result || state !== "done" ? "" : kind === "send" ? t("watch.sent", { number: result }) : result;
      write(place, said);
      place.hidden = !said;
    },
  };
}
