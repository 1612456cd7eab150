// Rows that are looked at while they change: each stays the element that it is, and only what changed is written anew.

import { h } from "./dom.js";

/** Show on a bar how far a task is; while its result is verified the bar is full, and moves. */
export function showProgress(bar, { verifying, progress }) {
  bar.value = verifying ? 100 : progress;
  bar.classList.toggle("verifying", verifying);
}

/** Write a text, unless it stands there already. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Keep the children of an element in step with a list.
 * @param {HTMLElement} place
 * @param {(item: object) => string} key tells items apart
 * @param {(item: object) => {element: HTMLElement, update: (item: object) => void}} make
 * @returns {(items: Array<object>, awaited: boolean) => void} shows exactly these, in this order; where nobody waits for that
 *   and somebody points at them, each stays where it is: a button that is pressed is not to have been another one just now
 */
export function keyed(place, key, make) {
  const rows = new Map();
  return (items, awaited) => {
    if (!awaited && pointedAt(place)) {
      for (const item of items) rows.get(key(item))?.update(item);
      for (const [name, row] of rows) row.element.classList.toggle("past", !items.some((item) => key(item) === name));
      return;
    }
    const [focused, at] = [document.activeElement, rowAt(place, document.activeElement)];
    const wanted = new Set(items.map(key));
    for (const [name, row] of rows) if (!wanted.has(name)) row.element.remove(), rows.delete(name);
    items.forEach((item, index) => {
      const name = key(item);
      if (!rows.has(name)) rows.set(name, make(item));
      const row = rows.get(name);
      row.update(item);
      row.element.classList.remove("past");
      if (place.children[index] !== row.element) place.insertBefore(row.element, place.children[index] ?? null);
    });
    if (at >= 0 && document.activeElement !== focused) keepFocus(place, focused, at);
  };
}

const pointedAt = (place) => place.matches(":hover") && matchMedia("(hover: hover)").matches;

const rowAt = (place, element) => [...place.children].findIndex((row) => row.contains(element));

/** The keyboard stays with its row, or where that is gone with the one in its place. */
function keepFocus(place, focused, at) {
  if (focused.isConnected) return focused.focus({ preventScroll: true });
  const row = place.children[Math.min(at, place.children.length - 1)];
  row?.querySelector("button:not([hidden]), a")?.focus({ preventScroll: true });
}

/**
 * A table whose rows become cards in a narrow window.
 * @param {object} table label; columns: [{name, title, sort, hidden, make: (row) => {element, update}}], where `sort` is the name
 *   that the server sorts by and `hidden` a title for those only who do not see the table; key: (row) => string;
 *   order: called with the name of a column that is to be sorted by
 * @returns {{element: HTMLElement, show: (rows: Array<object>, awaited: boolean) => void, sorted: (by: string, order: string) => void}}
 */
export function liveTable({ label, columns, key, order }) {
  const heads = columns.map(({ name, title, sort, hidden }) => {
    const words = sort ? h("button.farm-sort", { type: "button", on: { click: () => order(sort) } }, title) : h(`span${hidden ? ".unseen" : ""}`, null, title);
    return h(`th.col-${name}`, { scope: "col", role: "columnheader" }, words);
  });
  const body = h("tbody", { role: "rowgroup" });
  const element = h("table.farm-table", { role: "table", "aria-label": label }, h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads)), body);
  const show = keyed(body, key, (row) => {
    const cells = columns.map((column) => column.make(row));
    const line = h("tr", { role: "row" }, cells.map((cell, index) => labelled(columns[index], cell.element)));
    return { element: line, update: (now) => cells.forEach((cell) => cell.update(now, line)) };
  });

  function sorted(by, direction) {
    columns.forEach(({ sort }, index) => {
      if (sort && sort === by) heads[index].setAttribute("aria-sort", direction === "desc" ? "descending" : "ascending");
      else heads[index].removeAttribute("aria-sort");
    });
  }

  return { element, show, sorted };
}

function labelled({ name, title, hidden }, content) {
  return h(`td.col-${name}`, { role: "cell", data: hidden ? {} : { label: title } }, content);
}

/** A cell that is a line of text. */
export function textCell(text) {
  return () => {
    const element = h("span");
    return { element, update: (row) => write(element, text(row)) };
  };
}

/** A cell with the name of a video above its folder, and below what is said of it. */
export function videoCell(path, why = () => "") {
  return () => {
    const [name, folder, reason] = [h("span.farm-name"), h("span.farm-folder"), h("span.farm-why", { hidden: true })];
    const element = h("div.farm-video", null, name, folder, reason);
    return {
      element,
      update(row) {
        const whole = path(row);
        const cut = whole.lastIndexOf("/") + 1;
        write(name, whole.slice(cut));
        write(folder, whole.slice(0, Math.max(1, cut - 1)));
        element.title = whole;
        const said = why(row);
        write(reason, said);
        reason.hidden = !said;
      },
    };
  };
}
