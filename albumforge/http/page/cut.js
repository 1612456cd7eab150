// A field that takes only so many characters says so when more are put into it: the browser cuts them off in silence.

import { h } from "./dom.js";
import { t } from "./words.js";

/** A line that is seen once a field had no room for all that was typed or pasted; null where it has room for anything. */
export function cutHint(control) {
  const most = control.maxLength;
  if (!(most > 0)) return null;
  const hint = h("p.hint.cut", { role: "status", hidden: true });
  control.addEventListener("beforeinput", ({ data }) => {
    const kept = control.value.length - (control.selectionEnd - control.selectionStart);
    const over = Boolean(data) && kept + data.length > most;
    if (hint.hidden === over) hint.textContent = over ? t("field.cut", { most }) : "";
    hint.hidden = !over;
  });
  return hint;
}
