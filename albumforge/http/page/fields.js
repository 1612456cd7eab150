// Fields of a form: each with its label, a hint, and a place where it says what is wrong with it.

import { cutHint } from "./cut.js";
import { h, icon, unique } from "./dom.js";

/**
 * A label around a control.
 * @returns {{element: HTMLElement, control: HTMLElement, fail: (text: string, valid?: boolean) => void}} `fail("")` takes the
 *   error away; `valid`: it is not the value that is wrong
 */
export function field(label, control, { hint = "", className = "" } = {}) {
  control.id ||= unique("field");
  const wrong = h("p.wrong", { id: unique("wrong"), role: "alert", hidden: true });
  const help = hint && h("p.hint", { id: unique("hint") }, hint);
  const described = [help && help.id, wrong.id].filter(Boolean).join(" ");
  control.setAttribute("aria-describedby", described);
  const element = h(`div.field${className ? `.${className}` : ""}`, null, h("label", { for: control.id }, label), control, cutHint(control), help, wrong);
  return { element, control, fail: (text, valid) => fail(control, wrong, text, valid) };
}

/**
 * A choice of a few words, seen at once.
 * @param {Array<[string, string, Node?]>} choices value, what it says, a small picture
 */
export function choice(label, choices, value, change, { hint = "", hideLabel = false } = {}) {
  const name = unique("choice");
  const wrong = h("p.wrong", { role: "alert", hidden: true });
  const inputs = choices.map(([word, said, picture]) =>
    h(
      "label.segment",
      null,
      h("input", { type: "radio", name, value: word, checked: word === value, on: { change: () => change(word) } }),
      h("span", null, picture, said),
    ),
  );
  const element = h(
    "fieldset.field",
    null,
    h(`legend${hideLabel ? ".unseen" : ""}`, null, label),
    h("div.segments", null, inputs),
    hint && h("p.hint", null, hint),
    wrong,
  );
  return { element, control: element, fail: (text, valid) => fail(element, wrong, text, valid) };
}

/** A choice from a list. */
export function select(label, choices, value, change, more) {
  const control = h(
    "select",
    { on: { change: () => change(control.value) } },
    choices.map(([word, said]) => h("option", { value: word, selected: word === value }, said)),
  );
  return field(label, control, more);
}

/** A switch. */
export function toggle(label, on, change, { hint = "" } = {}) {
  const control = h("input", { type: "checkbox", role: "switch", checked: on, on: { change: () => change(control.checked) } });
  const help = hint && h("p.hint", { id: unique("hint") }, hint);
  if (help) control.setAttribute("aria-describedby", help.id);
  const wrong = h("p.wrong", { role: "alert", hidden: true });
  const element = h("div.field", null, h("label.switch", null, control, h("span.switch-knob", { "aria-hidden": "true" }), h("span", null, label)), help, wrong);
  return { element, control, fail: (text, valid) => fail(control, wrong, text, valid) };
}

function fail(control, wrong, text, valid = false) {
  wrong.hidden = !text;
  wrong.replaceChildren();
  if (text) wrong.append(icon("warn"), document.createTextNode(text));
  if (text && !valid) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/** Bring a person to a field, wherever it is folded away or out of sight. */
export function goTo({ control }) {
  const folded = control.closest("details");
  if (folded) folded.open = true;
  const first = control.matches("input, select, textarea") ? control : (control.querySelector("input:checked") ?? control.querySelector("input"));
  first?.scrollIntoView({ block: "center" });
  first?.focus({ preventScroll: true });
}

/** A text box that grows with what is written. */
export function growing(control) {
  let width = 0;
  const fit = () => {
    control.style.height = "auto";
    control.style.height = `${control.scrollHeight + 2}px`;
  };
  control.addEventListener("input", fit);
  // Once it is seen, and whenever its lines break elsewhere.
  new ResizeObserver(() => {
    if (control.offsetWidth === width) return;
    width = control.offsetWidth;
    if (width) fit();
  }).observe(control);
  return control;
}
