// What an owner decides of a request: a release is a command at home, where the key is; a refusal is said here.

import { dialog } from "./dialog.js";
import { button, coded, h } from "./dom.js";
import { doer, wrongPlace } from "./farm_doing.js";
import { write } from "./farm_rows.js";
import { typed } from "./farm_setup.js";
import { transfers } from "./transfers_api.js";
import { fingerprintOf, lines } from "./transfers_said.js";
import { t } from "./words.js";

const LONGEST = 2000; // characters of a reason

/**
 * Tell how a request is released, and what becomes of it meanwhile.
 * @returns {{update: (row: object, said: string) => void}}
 */
export function releaseDialog(row, closed) {
  const { source_name: programme, receiver: { name }, receiver_key: key, id } = row;
  const state = h("p.transfer-live", { role: "status" }, t("transfer.release.waiting"));
  const steps = h(
    "ol.transfer-steps",
    null,
    h("li", null, h("p", null, coded(t("transfer.release.compare", { name }))), h("p.transfer-print.large", null, fingerprintOf(key))),
    h("li", null, h("p", null, t("transfer.release.run")), typed(lines.releaseOne(id))),
  );
  const why = h("p", null, t("transfer.release.why", { name }));
  const open = dialog(t("transfer.release.title", { programme, name }), [why, steps, state, h("p.hint", null, coded(t("transfer.token")))], { closed, className: "transfer-release" });

  function update({ ended, private_status: status }, said) {
    steps.inert = Boolean(ended);
    open.element.classList.toggle("ended", Boolean(ended));
    write(state, ended || status === 3 || status === 9 ? said : t("transfer.release.waiting"));
  }

  return { update };
}

/** Ask for the reason of a refusal, and refuse. */
export function refuseDialog({ id, source_name: programme, receiver: { name } }, after) {
  const wrong = wrongPlace();
  const reason = h("textarea", { id: "transfer-reason", rows: "3", maxlength: LONGEST, required: true, "aria-describedby": "transfer-reason-hint" });
  const field = h("div.field", null, h("label", { for: reason.id }, t("transfer.reason")), reason, h("p.hint", { id: "transfer-reason-hint" }, t("transfer.reason.hint", { name })));
  const refuse = doer(t("transfer.refuse.do"), send, { wrong, kind: "danger" });
  const keep = button(t("transfer.refuse.keep"), { kind: "quiet", click: () => open.close() });
  const open = dialog(t("transfer.refuse.title", { programme, name }), [field, wrong.element], { actions: [keep, refuse] });
  reason.addEventListener("input", () => wrong.say(null));
  reason.focus();

  async function send() {
    const said = reason.value.trim();
    if (!said) {
      wrong.say({ message: t("transfer.reason.none") });
      reason.focus();
      return;
    }
    await transfers.refuse(id, said);
    open.close();
    await after();
  }
}
