// Master transfer: who asks, what was sent and received, one's key, the audit log; and how it begins.

import { add, coded, fill, h } from "./dom.js";
import { partOf } from "./farm_address.js";
import { wrongPlace } from "./farm_doing.js";
import { keepReading } from "./farm_reading.js";
import { typed } from "./farm_setup.js";
import { setTitle } from "./notice.js";
import { transfers } from "./transfers_api.js";
import { askedSection } from "./transfers_asked.js";
import { keySection } from "./transfers_key.js";
import { listPart, newest } from "./transfers_lists.js";
import { logPart } from "./transfers_log.js";
import { lines } from "./transfers_said.js";
import { t } from "./words.js";

const PAUSE = 4000; // ms between two looks
const NEWEST = { page: 1, per_page: 5 }; // of what was sent and received
const NEWS = { page: 1, per_page: 100 }; // lines of the log, by which a request's end is known

const within = (place) => (...nodes) => add(place, nodes);
const PARTS = {
  "": overview,
  sent: (place) => listPart("sent", within(place)),
  received: (place) => listPart("received", within(place)),
  log: (place) => logPart(within(place)),
};

export function transfersView(place) {
  const here = partOf() in PARTS ? partOf() : "";
  setTitle(t("transfer.title"));
  const links = Object.keys(PARTS).map((name) =>
    h("a.farm-part", { href: name ? `#/transfers/${name}` : "#/transfers", "aria-current": name === here ? "page" : null }, t(`transfer.part.${name || "overview"}`)),
  );
  const body = h("div.farm-body");
  add(place, [h("div.page-head.farm-head", null, h("h1", null, t("transfer.title")), h("nav.farm-parts", { "aria-label": t("transfer.parts") }, links)), body]);
  return PARTS[here](body);
}

function overview(place) {
  const wrong = wrongPlace("p.trouble");
  const asked = askedSection(() => reading.again());
  const [sent, received, key] = [newest("sent"), newest("received"), keySection()];
  const all = [asked.element, sent.element, received.element, key.element];
  const begin = beginning();
  let shown = null;
  add(place, [wrong.element, h("p.waiting", { role: "status" }, t("loading"))]);

  /** Show either all sections, or how it begins. */
  function show(parts) {
    if (shown === parts) return;
    shown = parts;
    fill(place, wrong.element, parts);
  }

  async function read() {
    const due = await transfers.due();
    // The log after that: what does not wait any more has its end in it.
    const [log, ours, theirs, mine] = await Promise.all([transfers.log(NEWS), transfers.sent(NEWEST), transfers.received(NEWEST), transfers.key()]);
    return { due, log: log.rows, ours, theirs, mine };
  }

  function take({ due, log, ours, theirs, mine }, awaited) {
    wrong.say(null);
    asked.take(due, log, awaited);
    sent.take(ours, awaited);
    received.take(theirs, awaited);
    key.take(mine);
    const none = !ours.pagination.total && !theirs.pagination.total && !mine.fingerprint;
    show(none ? begin : all);
    setTitle(due.length ? `(${due.length}) ${t("transfer.title")}` : t("transfer.title"));
  }

  const reading = keepReading({ read, take, fail: wrong.say, pause: PAUSE });
  return reading;
}

/** How it begins, for whoever has nothing of it yet. */
function beginning() {
  const steps = ["send", "receive", "release"].map((name) => h("li", null, h("p", null, coded(t(`transfer.begin.${name}`))), typed(lines[name]())));
  return h("section.farm-setup.transfer-begin", null, h("p.farm-lead", null, t("transfer.begin.text")), h("ol", null, steps), h("p.hint", null, coded(t("transfer.token"))));
}
