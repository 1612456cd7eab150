// Dialogs: the browser's own, which keep the focus inside, close with Escape, and give the focus back.

import { button, h, unique } from "./dom.js";
import { t } from "./words.js";

/**
 * Open a dialog.
 * @param {string} title
 * @param {Node|Array} content
 * @param {object} options actions: buttons at its end; wide; close: called once it is closed
 * @returns {{element: HTMLDialogElement, close: () => void}}
 */
export function dialog(title, content, { actions = [], wide = false, closed = null, className = "" } = {}) {
  const id = unique("dialog");
  const close = () => element.close();
  const element = h(
    `dialog.dialog${wide ? ".wide" : ""}${className ? `.${className}` : ""}`,
    { "aria-labelledby": id },
    h(
      "div.dialog-body",
      null,
      h("div.dialog-head", null, h("h2", { id }, title), button(t("close"), { icon: "close", kind: "round", bare: true, click: close })),
      content,
      actions.length > 0 && h("div.dialog-actions", null, actions),
    ),
  );
  element.addEventListener("click", (event) => event.target === element && close());
  element.addEventListener("close", () => {
    element.remove();
    closed?.();
  });
  document.body.append(element);
  element.showModal();
  return { element, close };
}

/**
 * Ask before something that cannot be undone.
 * @returns {Promise<boolean>} whether it is wanted
 */
export function confirm(title, text, label, { danger = true } = {}) {
  return new Promise((resolve) => {
    let answer = false;
    const yes = button(label, {
      kind: danger ? "danger" : "primary",
      click: () => {
        answer = true;
        open.close();
      },
    });
    const no = button(t("keep"), { kind: "quiet", click: () => open.close() });
    const open = dialog(title, h("p", null, text), { actions: [no, yes], closed: () => resolve(answer) });
    no.focus();
  });
}
