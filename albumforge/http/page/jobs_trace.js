// What a job did, action by action, with the time that each really took.

import { add, fill, h, icon } from "./dom.js";
import { actionName } from "./jobs_said.js";
import { number, t } from "./words.js";

const MANY = 4; // actions of one kind in a row that are shown one by one

/** Milliseconds as people say them. */
export function took(ms) {
  if (ms < 1000) return `${number(ms)} ms`;
  return t("job.seconds", { n: number(ms / 1000, { maximumFractionDigits: ms < 10000 ? 2 : 1 }) });
}

/** Actions with those of many pieces in a row together: {action, detail, ok, took_ms, all}. */
function grouped(actions) {
  const found = [];
  for (const one of actions) {
    const last = found.at(-1);
    if (last?.action === one.action && one.ok && last.ok && one.action === "append_scene") last.all.push(one);
    else found.push({ ...one, all: [one] });
  }
  return found.flatMap((group) => {
    if (group.all.length < MANY) return group.all.map((one) => ({ ...one, all: [] }));
    return [{ ...group, took_ms: group.all.reduce((sum, one) => sum + one.took_ms, 0), detail: t("job.trace.many", { n: group.all.length }) }];
  });
}

function row(one, most) {
  const bar = h("span.act-bar", { "aria-hidden": "true" });
  bar.style.setProperty("--part", most ? one.took_ms / most : 0);
  const detail = one.all?.length
    ? h("details.act-detail", null, h("summary", null, one.detail), h("ul", null, one.all.map((each) => h("li", null, each.detail))))
    : h("span.act-detail", null, one.detail);
  return h(
    `li.act${one.ok ? "" : ".failed"}`,
    null,
    h("span.act-name", null, one.ok ? null : icon("warn"), actionName(one.action), !one.ok && h("span.unseen", null, ` (${t("job.trace.failed")})`)),
    detail,
    bar,
    h("span.act-time", null, took(one.took_ms)),
  );
}

/** The list, and what fills it with a trace. */
export function traceList() {
  const list = h("ol.acts", { "aria-label": t("job.trace") });
  const sum = h("p.hint");
  const element = h("section.cut-trace", { "aria-label": t("job.trace") }, h("h2", null, t("job.trace")), sum, list);

  function show({ actions, total_actions: n, total_time_ms: ms }) {
    const open = [...list.querySelectorAll("details")].map((one) => one.open);
    const most = Math.max(0, ...actions.map(({ took_ms }) => took_ms));
    sum.textContent = n ? t("job.trace.sum", { n, time: took(ms) }) : t("job.trace.empty");
    fill(list);
    add(list, grouped(actions).map((one) => row(one, most)));
    [...list.querySelectorAll("details")].forEach((one, index) => (one.open = open[index] ?? false));
  }

  return { element, show };
}
