// From page to page of a long list.

import { button, h, unique } from "./dom.js";
import { number, t } from "./words.js";

const SIZES = [20, 50, 100];

/**
 * Buttons and a field for the page.
 * @param {(page: number) => void} go
 * @param {(perPage: number) => void} size
 * @returns {{element: HTMLElement, update: (at: {page: number, perPage: number, total: number}) => void}}
 */
export function pager(go, size) {
  let [page, pages] = [1, 1];
  const step = (label, name, to) => button(label, { icon: name, kind: "round", bare: true, click: () => to() !== page && go(to()) });
  const back = [step(t("farm.page.first"), "first", () => 1), step(t("farm.page.back"), "back", () => Math.max(1, page - 1))];
  const on = [step(t("farm.page.next"), "forward", () => Math.min(pages, page + 1)), step(t("farm.page.last"), "last", () => pages)];
  const field = h("input.pager-page", { type: "text", inputmode: "numeric", "aria-label": t("farm.page.number"), on: { change: jump } });
  const [of, range] = [h("span"), h("p.pager-range")];
  const sizes = h(
    "select.pager-size",
    { id: unique("size"), on: { change: () => size(Number(sizes.value)) } },
    SIZES.map((count) => h("option", { value: String(count) }, t("farm.page.size", { n: count }))),
  );
  sizes.setAttribute("aria-label", t("farm.page.sizes"));
  const element = h("nav.pager", { "aria-label": t("farm.page") }, range, h("div.row.tight", null, back, field, of, on), sizes);

  function jump() {
    const wanted = Math.max(1, Math.min(pages, Math.round(Number(field.value)) || page));
    field.value = wanted;
    if (wanted !== page) go(wanted);
  }

  function update({ page: now, perPage, total }) {
    pages = Math.max(1, Math.ceil(total / perPage));
    page = now;
    if (document.activeElement !== field) field.value = page;
    field.size = Math.max(2, String(pages).length);
    of.textContent = t("farm.page.of", { n: number(pages) });
    const [first, last] = [(page - 1) * perPage + 1, Math.min(total, page * perPage)];
    const text = total ? t("farm.page.range", { first: number(first), last: number(last), total: number(total) }) : "";
    if (range.textContent !== text) range.textContent = text;
    // Not `disabled`, which would take the keyboard's place away at the last page.
    for (const one of back) one.setAttribute("aria-disabled", page <= 1);
    for (const one of on) one.setAttribute("aria-disabled", page >= pages);
    if (sizes.value !== String(perPage)) sizes.value = String(perPage);
    element.hidden = !total;
  }

  return { element, update };
}
