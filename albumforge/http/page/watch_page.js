// Watch folders: their rules, what failed, and what was made.

import { add, button, fill, h } from "./dom.js";
import { wrongPlace } from "./farm_doing.js";
import { keepReading } from "./farm_reading.js";
import { setTitle } from "./notice.js";
import { watching } from "./watch_api.js";
import { batchesSection } from "./watch_batches.js";
import { failuresSection } from "./watch_failures.js";
import { ruleDialog } from "./watch_form.js";
import { rulesSection } from "./watch_rules.js";
import { t } from "./words.js";

const PAUSE = 3000; // ms between two looks
const EXAMPLES = {
  film: { do: "film", when: "sunday 18:00" },
  transcode: { do: "transcode", when: "at once", preset: "proxy-720p" },
};

export function watchView(place, { me }) {
  setTitle(t("watch.title"));
  // Only the operator's page knows whether there is a farm; watch folders are the operator's as well.
  if (typeof me.farm !== "boolean") return void add(place, h("section.nothing", null, h("h1", null, t("watch.title")), h("p", null, t("watch.foreign"))));
  const wrong = wrongPlace("p.trouble");
  const edit = (rule) => ruleDialog({ rule, me, after: () => reading.again() });
  const shared = { again: () => reading.again(), edit };
  const [rules, failures, batches] = [rulesSection(shared), failuresSection(shared), batchesSection(shared)];
  const fresh = button(t("watch.add"), { icon: "plus", kind: "primary", click: () => edit({ rule: {} }) });
  const body = h("div.farm-body", null, h("p.waiting", { role: "status" }, t("loading")));
  const begin = beginning(edit);
  let shown = null;
  add(place, [h("div.page-head.farm-head.watch-head", null, h("h1", null, t("watch.title")), fresh), wrong.element, body]);

  /** Show either the sections, or how it begins. */
  function show(parts) {
    if (shown !== parts) fill(body, parts);
    shown = parts;
  }

  async function read() {
    const [known, made] = await Promise.all([watching.rules(), watching.batches({ limit: batches.limit() })]);
    return { known, made, failed: await failures.read(known) };
  }

  const all = [rules.element, failures.element, batches.element];
  const reading = keepReading({
    read,
    take({ known, made, failed }, awaited) {
      wrong.say(null);
      rules.take(known, awaited);
      failures.take(failed, awaited);
      batches.take(made, awaited);
      show(known.length ? all : begin);
      const count = known.reduce((sum, rule) => sum + rule.files.failed + rule.batches.failed, 0);
      setTitle(count ? `(${count}) ${t("watch.title")}` : t("watch.title"));
    },
    fail: wrong.say,
    pause: PAUSE,
  });
  return reading;
}

/** How it begins, for whoever has none yet. */
function beginning(edit) {
  const examples = Object.entries(EXAMPLES).map(([name, rule]) =>
    h("li.watch-example", null, h("h2", null, t(`watch.example.${name}`)), h("p.farm-note", null, t(`watch.example.${name}.text`)), button(t("watch.example.use"), { click: () => edit({ rule }), "aria-label": `${t("watch.example.use")}: ${t(`watch.example.${name}`)}` })),
  );
  return h("section.watch-begin", null, h("p.farm-lead", null, t("watch.begin")), h("ul.watch-examples", null, examples));
}
