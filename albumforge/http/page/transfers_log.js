// The audit log: who did what with masters of one's own and one's downloads, by pages.

import { h } from "./dom.js";
import { pagedList } from "./farm_list.js";
import { textCell, write } from "./farm_rows.js";
import { transfers } from "./transfers_api.js";
import { t } from "./words.js";

const PAUSE = 6000; // ms between two looks

export function logPart(add) {
  const column = (name, make) => ({ name: `transfer-log-${name}`, title: t(`transfer.log.${name}`), make });
  const list = pagedList({
    label: t("transfer.log"),
    columns: [
      column("time", textCell((line) => line.time)),
      column("who", textCell((line) => line.user.name)),
      column("what", whatCell),
      column("programme", textCell((line) => line.source_name || (line.upload_id ? t("transfer.log.removed") : ""))),
    ],
    key: (line) => String(line.id),
    sorts: [],
    usual: { sort_by: "", order: "desc" },
    filters: [],
    read: transfers.log,
    none: () => t("transfer.log.none"),
    pause: PAUSE,
  });
  list.element.classList.add("transfer-log");
  add(list.element, h("p.hint", null, t("transfer.log.hint")));
  return list;
}

/** What was done, and below it the hash, the fingerprint or the reason. */
function whatCell() {
  const [what, detail] = [h("span"), h("span.farm-why")];
  return {
    element: h("div.farm-video", null, what, detail),
    update({ action, receiver_name: name, detail: said }) {
      write(what, t(`transfer.act.${action}`, { name: name || t("transfer.gone") }));
      detail.classList.toggle("transfer-code", action !== "refused");
      detail.classList.toggle("quoted", action === "refused");
      write(detail, said);
      detail.hidden = !said;
    },
  };
}
