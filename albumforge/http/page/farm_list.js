// A long list by pages: filtered, sorted, and read again while it is looked at.

import { h } from "./dom.js";
import { askedFor, noteAsked } from "./farm_address.js";
import { wrongPlace } from "./farm_doing.js";
import { sorting } from "./farm_filters.js";
import { pager } from "./farm_pager.js";
import { keepReading } from "./farm_reading.js";
import { liveTable, write } from "./farm_rows.js";
import { say } from "./notice.js";
import { number, t } from "./words.js";

const PER_PAGE = "20";

/**
 * Make such a list.
 * @param {object} list
 *   label: its heading;
 *   columns, key: of its table; a row gets `again`, which reads the list anew;
 *   sorts: names that the server sorts by, if any; usual: {sort_by, order};
 *   filters: functions that get `change(values)` and return {element, update(asked)};
 *   read: (asked) => {rows, pagination}, where what is not asked is "";
 *   none: (filtered) => what is said where there are no rows; pause: ms between two looks; tools: beside its heading
 * @returns {{element: HTMLElement, close: () => void, again: () => Promise<void>}}
 */
export function pagedList({ label, columns, key, sorts, usual, filters, read, none, pause, tools = null }) {
  const asked = { sort_by: "", order: "", page: "1", per_page: PER_PAGE, ...askedFor() };
  const wrong = wrongPlace("p.trouble");
  const nothing = h("p.farm-none", { hidden: true });
  const order = sorting(sorts.map((name) => [name, t(`farm.sort.${name}`)]), (sort_by, direction) => change({ sort_by, order: direction }));
  const shown = filters.map((make) => make(change));
  const table = liveTable({ label, columns, key, order: order.by });
  const pages = pager(turn, (size) => change({ per_page: String(size) }));
  const parts = [shown.map((one) => one.element), order.element];
  const head = h("div.farm-section-head", null, h("h2", null, label), tools);
  const element = h("section.farm-section", { "aria-label": label }, head, h("div.farm-filters", null, parts), wrong.element, nothing, table.element, pages.element);

  function change(values) {
    Object.assign(asked, { page: "1" }, values);
    draw();
    element.setAttribute("aria-busy", "true");
    return reading.again();
  }

  async function turn(page) {
    await change({ page: String(page) });
    say(t("farm.page.now", { page: number(page) }));
  }

  const ordered = () => ({ sort_by: asked.sort_by || usual.sort_by, order: asked.order || usual.order });

  function draw() {
    const { page, per_page } = asked;
    noteAsked({ ...asked, page: page === "1" ? "" : page, per_page: per_page === PER_PAGE ? "" : per_page });
    const { sort_by, order: direction } = ordered();
    order.update(sort_by, direction);
    table.sorted(sort_by, direction);
    for (const one of shown) one.update(asked);
  }

  const filtered = () => Object.entries(asked).some(([name, value]) => value && !["sort_by", "order", "page", "per_page"].includes(name));

  function take({ rows, pagination: { total, pages: last, current_page: page, per_page: perPage } }, awaited) {
    if (!rows.length && total) return void change({ page: String(last) }); // it has become shorter
    element.removeAttribute("aria-busy");
    wrong.say(null);
    write(nothing, none(filtered()));
    nothing.hidden = rows.length > 0;
    table.element.hidden = !rows.length;
    table.show(rows.map((row) => ({ ...row, again: reading.again })), awaited);
    pages.update({ page, perPage, total });
  }

  function fail(error) {
    element.removeAttribute("aria-busy");
    wrong.say(error);
  }

  table.element.hidden = pages.element.hidden = true;
  order.element.hidden = !sorts.length;
  draw();
  const reading = keepReading({ read: () => read({ ...asked, ...ordered() }), take, fail, pause });
  return { element, close: reading.close, again: reading.again };
}
