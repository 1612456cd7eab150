// One's own public key, as others compare it; or how one comes by it.

import { coded, h } from "./dom.js";
import { write } from "./farm_rows.js";
import { typed } from "./farm_setup.js";
import { copyCell } from "./transfers_cells.js";
import { lines, moment } from "./transfers_said.js";
import { t } from "./words.js";

/** The section: {element, take}. */
export function keySection() {
  const label = t("transfer.key");
  const print = copyCell("fingerprint", t("transfer.fingerprint"))();
  print.element.classList.add("transfer-print");
  const since = h("p.farm-note");
  const there = h("div.transfer-key", null, print.element, since, h("p.farm-note", null, coded(t("transfer.key.text"))));
  const none = h("div.farm-none", null, h("p", null, t("transfer.key.none")), typed(lines.key()));
  const element = h("section.farm-section", { "aria-label": label }, h("h2", null, label), there, none);

  function take(key) {
    there.hidden = !key.fingerprint;
    none.hidden = Boolean(key.fingerprint);
    print.update(key);
    write(since, t("transfer.key.since", { since: moment(key.created_at) }));
  }

  return { element, take };
}
