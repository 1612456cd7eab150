// The editing document as text, with the place marked where the server found a mistake.

import { add, button, fill, h, icon, unique } from "./dom.js";
import { t } from "./words.js";

/** Editor of the document of an `Editing`. */
export function documentEditor(editing) {
  const area = h("textarea.code-text", { id: unique("document"), spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", rows: "18", value: editing.text });
  const behind = h("pre.code-behind", { "aria-hidden": "true" });
  const lines = h("div.code-lines", { "aria-hidden": "true" });
  const state = h("div.code-state", { id: unique("state"), role: "status" });
  area.setAttribute("aria-describedby", state.id);
  let count = 0;

  const follow = () => {
    behind.scrollTop = lines.scrollTop = area.scrollTop;
    behind.scrollLeft = area.scrollLeft;
  };
  area.addEventListener("scroll", follow);
  area.addEventListener("input", () => editing.write(area.value));
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    // A new line begins where the one before does.
    const line = area.value.slice(0, area.selectionStart).split("\n").at(-1);
    const indent = /^ */.exec(line)[0];
    if (!indent) return;
    event.preventDefault();
    area.setRangeText(`\n${indent}`, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
  });

  function go() {
    const { place } = editing.wrong ?? {};
    if (!place) return area.focus();
    area.focus();
    area.setSelectionRange(place.start, place.end);
    area.scrollTop = Math.max(0, (place.line - 5) * parseFloat(getComputedStyle(area).lineHeight));
    follow();
  }

  function update() {
    if (area.value !== editing.text) area.value = editing.text;
    const all = editing.text.split("\n").length;
    if (all !== count) {
      count = all;
      lines.textContent = Array.from({ length: all }, (_, index) => index + 1).join("\n");
    }
    const { wrong, text } = editing;
    const place = wrong?.place;
    fill(behind, place ? [text.slice(0, place.start), h("mark", null, text.slice(place.start, place.end)), `${text.slice(place.end)}\n`] : null);
    follow();
    if (wrong) area.setAttribute("aria-invalid", "true");
    else area.removeAttribute("aria-invalid");
    fill(state);
    if (wrong) add(state, [h("p.wrong", null, icon("warn"), h("span", null, place ? t("job.json.line", { line: place.line, said: wrong.said }) : wrong.said)), place && button(t("job.json.go"), { kind: "text", click: go })]);
    else add(state, h("p.hint", null, !editing.changed ? t("job.edit.same") : t(editing.checked ? "job.json.well" : "job.json.checking")));
  }

  const element = h(
    "details.panel.more-options.cut-json",
    null,
    h("summary", null, h("h3", null, t("job.json"))),
    h("p.hint", null, t("job.json.hint")),
    h("label.unseen", { for: area.id }, t("job.json.label")),
    h("div.code", null, lines, h("div.code-body", null, behind, area)),
    state,
  );
  element.addEventListener("toggle", update);
  return { element, update, go };
}
