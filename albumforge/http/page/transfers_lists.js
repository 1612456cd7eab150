// What one sent and what one receives: the newest of it, and all of it by pages.

import { h } from "./dom.js";
import { pagedList } from "./farm_list.js";
import { liveTable, textCell, write } from "./farm_rows.js";
import { typed } from "./farm_setup.js";
import { transfers } from "./transfers_api.js";
import { copyCell, programmeCell, stateCell } from "./transfers_cells.js";
import { lines, listOf, moment, receivedState, sentState, shortCid } from "./transfers_said.js";
import { bytes, number, t } from "./words.js";

const PAUSE = 4000; // ms between two looks

const size = (row) => (row.size ? bytes(row.size) : "");
const column = (name, make) => ({ name: `transfer-${name}`, title: t(`transfer.col.${name}`), make });

/** What of each list is its own; made when it is shown, in the language of that moment. */
const LISTS = {
  sent: () => [
    column("programme", programmeCell),
    column("source", copyCell("source_id", t("transfer.col.source"))),
    column("state", stateCell(sentState)),
    column("size", textCell(size)),
    column("cid", copyCell("hash", "CID", shortCid)),
    column("released", textCell((row) => listOf(row.released_to) || t("transfer.released.none"))),
    column("begun", textCell((row) => moment(row.created_at))),
  ],
  received: () => [
    column("programme", programmeCell),
    column("sender", textCell((row) => row.sender.name)),
    column("state", stateCell(receivedState)),
    column("size", textCell(size)),
    column("source", copyCell("source_id", t("transfer.col.source"))),
    column("since", textCell((row) => moment(row.created_at))),
  ],
};
const COMMANDS = { sent: lines.send, received: lines.receive };

/** Of one list what came last, with the way to all of it: {element, take}. */
export function newest(kind) {
  const label = t(`transfer.${kind}`);
  const table = liveTable({ label, columns: LISTS[kind](), key: (row) => String(row.id) });
  const all = h("a.transfer-all", { href: `#/transfers/${kind}`, hidden: true });
  const begin = beginning(kind);
  const element = h("section.farm-section", { "aria-label": label }, h("div.farm-section-head", null, h("h2", null, label), all), begin, table.element);

  function take({ rows, pagination: { total } }, awaited) {
    begin.hidden = total > 0;
    table.element.hidden = !total;
    all.hidden = total <= rows.length;
    write(all, t("transfer.all", { n: number(total) }));
    table.show(rows, awaited);
  }

  return { element, take };
}

/** One list by pages: a part of the page. */
export function listPart(kind, add) {
  const begin = beginning(kind);
  begin.hidden = true;

  async function read(asked) {
    const answer = await transfers[kind](asked);
    begin.hidden = answer.pagination.total > 0;
    return answer;
  }

  const list = pagedList({
    label: t(`transfer.${kind}`),
    columns: LISTS[kind](),
    key: (row) => String(row.id),
    sorts: [],
    usual: { sort_by: "", order: "desc" },
    filters: [],
    read,
    none: () => "",
    pause: PAUSE,
  });
  add(list.element, begin);
  return list;
}

/** How it begins, for whoever has none yet. */
function beginning(kind) {
  return h("div.farm-none", null, h("p", null, t(`transfer.${kind}.none`)), typed(COMMANDS[kind]()));
}
