// Workers: who they are, whether they live, what they do now, and what they are told.

import { add, h } from "./dom.js";
import { farm } from "./farm_api.js";
import { wrongPlace } from "./farm_doing.js";
import { keepReading } from "./farm_reading.js";
import { keyed } from "./farm_rows.js";
import { master, typed } from "./farm_setup.js";
import { workerCard } from "./farm_worker.js";
import { t } from "./words.js";

const PAUSE = 2000; // ms between two looks

export function workersPart(place) {
  const wrong = wrongPlace("p.trouble");
  const list = h("ul.farm-workers", { "aria-label": t("farm.part.workers") });
  const none = h(
    "div.farm-none",
    { hidden: true },
    h("p", null, t("farm.worker.none")),
    typed(`albumforge farm-worker ${master()}`),
    h("p.hint", null, t("farm.worker.mapped")),
  );
  const show = keyed(list, (worker) => String(worker.worker_id), workerCard);
  add(place, h("section.farm-section", null, h("h2.unseen", null, t("farm.part.workers")), wrong.element, none, list));
  const reading = keepReading({
    read: farm.workers,
    take(workers, awaited) {
      wrong.say(null);
      none.hidden = workers.length > 0;
      // Those that need somebody, then those that work.
      const order = ({ set_aside: aside, status }) => (aside ? 0 : status ? 1 : 2);
      show([...workers].sort((a, b) => order(a) - order(b)).map((worker) => ({ ...worker, again: reading.again })), awaited);
    },
    fail: wrong.say,
    pause: PAUSE,
  });
  return { close: reading.close };
}
