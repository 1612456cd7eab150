// Which lines of the farm's log are shown: by how grave they are, and by when they were written.

import { h, unique } from "./dom.js";
import { chips, filter } from "./farm_filters.js";
import { t } from "./words.js";

const LEVELS = ["10", "20", "30", "40", "50"];
const SPANS = { hour: 3600, day: 86400, week: 7 * 86400 }; // seconds

/**
 * The filters.
 * @param {object} asked log_level, span, start_time, end_time, as the address has them; they are changed
 * @param {() => void} change called after each change
 * @returns {{element, values: () => object}} `values`: what the server is asked
 */
export function logFilters(asked, change) {
  const levels = chips(t("farm.filter.level"), LEVELS.map((level) => [level, t(`farm.level.${level}`)]), (values) => set({ log_level: values.join(",") }));
  const choices = ["", ...Object.keys(SPANS), "range"].map((name) => [name, t(`farm.span.${name || "all"}`)]);
  const spans = filter(t("farm.filter.when"), choices, (span) => set(span === "range" ? { span } : { span, start_time: "", end_time: "" }));
  const [from, to] = ["start_time", "end_time"].map((name) => timeField(t(`farm.filter.${name}`), (value) => set({ [name]: value })));
  const range = h("div.farm-range", null, from.element, to.element);

  function set(values) {
    Object.assign(asked, values);
    draw();
    change();
  }

  function draw() {
    levels.update(asked.log_level ? asked.log_level.split(",") : []);
    spans.update(asked.span);
    range.hidden = asked.span !== "range";
    from.update(asked.start_time);
    to.update(asked.end_time);
  }

  function values() {
    const { log_level, span } = asked;
    if (span in SPANS) return { log_level, start_time: new Date(Date.now() - SPANS[span] * 1000).toISOString() };
    if (span !== "range") return { log_level };
    return { log_level, start_time: zoned(asked.start_time), end_time: zoned(asked.end_time) };
  }

  draw();
  return { element: h("div.farm-filters", null, levels.element, spans.element, range), values };
}

function timeField(label, change) {
  const id = unique("time");
  const control = h("input", { id, type: "datetime-local", on: { change: () => change(control.value) } });
  return {
    element: h("div.farm-filter", null, h("label", { for: id }, label), control),
    update: (value) => {
      if (control.value !== value) control.value = value;
    },
  };
}

/** A moment of this browser's zone, as the server is told it. */
const zoned = (value) => (value ? new Date(value).toISOString() : "");
