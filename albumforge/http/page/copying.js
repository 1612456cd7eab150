// A text is put where it can be pasted from.

import { h } from "./dom.js";

/** Copy a text; `near`: the button that was pressed for it. Pages of plain http have no leave to, but for the old way. */
export async function copyText(text, near) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = h("textarea.unseen", { readonly: true, value: text });
    near.after(field); // beside it, since nothing outside of an open dialog can be selected
    field.select();
    document.execCommand("copy");
    field.remove();
    near.focus({ preventScroll: true });
  }
}
