// What of a list is shown, and in which order.

import { button, fill, h, icon, unique } from "./dom.js";
import { number, t } from "./words.js";

/**
 * States of which any may be chosen; none means all.
 * @param {Array<[string, string]>} choices value, and what it says
 * @param {(values: Array<string>) => void} change
 * @returns {{element, update: (values: Array<string>) => void, count: (counts: object) => void}} `count`: how many of each
 */
export function chips(label, choices, change) {
  const chosen = new Set();
  const all = chip(t("farm.filter.all"), () => change([]));
  const each = choices.map(([value, words]) =>
    chip(words, () => {
      if (!chosen.delete(value)) chosen.add(value);
      change(choices.map(([one]) => one).filter((one) => chosen.has(one)));
    }),
  );
  const element = h("div.chips", { role: "group", "aria-label": label }, all, each);

  function update(values) {
    chosen.clear();
    for (const value of values) chosen.add(value);
    all.setAttribute("aria-pressed", !chosen.size);
    choices.forEach(([value], index) => each[index].setAttribute("aria-pressed", chosen.has(value)));
  }

  function count(counts) {
    choices.forEach(([value], index) => fill(each[index].lastChild, value in counts && number(counts[value])));
  }

  return { element, update, count };
}

function chip(words, click) {
  return h("button.chip", { type: "button", "aria-pressed": "false", on: { click } }, h("span", null, words), h("span.chip-count"));
}

/**
 * A choice from a short list, with its label beside it.
 * @returns {{element, update: (value: string) => void, fill: (choices: Array<[string, string]>) => void}}
 */
export function filter(label, choices, change) {
  const id = unique("filter");
  const control = h("select", { id, on: { change: () => change(control.value) } });
  const element = h("div.farm-filter", null, h("label", { for: id }, label), control);
  let value = "";
  const write = (list) => {
    if (document.activeElement === control) return; // it may be open
    fill(control, list.map(([word, said]) => h("option", { value: word }, said)));
    control.value = value;
  };
  write(choices);
  return {
    element,
    fill: write,
    update(now) {
      value = now;
      // Also one that the list does not have yet.
      if (![...control.options].some((option) => option.value === now)) control.append(h("option", { value: now }, now));
      control.value = now;
    },
  };
}

/**
 * The order of a list: where its table has no heads to choose it by.
 * @param {Array<[string, string]>} choices
 * @param {(by: string, direction: string) => void} change
 * @returns {{element, by: (name: string) => void, update: (by: string, direction: string) => void}} `by`: a head was chosen
 */
export function sorting(choices, change) {
  let [by, direction] = ["", "asc"];
  const turn = () => change(by, direction === "asc" ? "desc" : "asc");
  const list = filter(t("farm.sort"), choices, (name) => change(name, direction));
  const way = button("", { icon: "up", kind: "round", click: turn });
  way.lastChild.className = "unseen";
  return {
    element: h("div.farm-sorting", null, list.element, way),
    by: (name) => (name === by ? turn() : change(name, "asc")),
    update(now, order) {
      [by, direction] = [now, order];
      list.update(now);
      way.lastChild.textContent = t(`farm.order.${order}`);
      way.title = t(`farm.order.${order}`);
      way.replaceChild(icon(order === "asc" ? "up" : "down"), way.firstChild);
    },
  };
}
