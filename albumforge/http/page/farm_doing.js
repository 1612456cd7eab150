// Something that a button has done on the server: it waits meanwhile, and says beside it what went wrong.

import { button, fill, h, icon } from "./dom.js";
import { complain, say } from "./notice.js";
import { explain } from "./words.js";

/** A place for what went wrong: {element, say}; `say(null)` empties it. */
export function wrongPlace(tag = "p.wrong") {
  const element = h(tag, { role: "alert", hidden: true });
  return {
    element,
    say(error) {
      element.hidden = !error;
      fill(element, error && [icon("warn"), h("span", null, explain(error))]);
    },
  };
}

/**
 * A button that has something done.
 * @param {() => Promise<boolean|void>} work false: it was not wanted after all
 * @param {object} options as those of a button, and `wrong`: a place as above; `after`: called once it is done; `told`: what is
 *   said then to whoever does not see the page
 */
export function doer(label, work, { wrong, after, told, ...options }) {
  const element = button(label, { ...options, click });

  async function click() {
    if (element.getAttribute("aria-disabled")) return;
    wrong.say(null);
    // Not `disabled`, which would take the keyboard's place away.
    element.setAttribute("aria-disabled", "true");
    element.setAttribute("aria-busy", "true");
    const focused = document.activeElement === element;
    try {
      if ((await work()) === false) return;
      await after?.();
      if (told) say(told());
    } catch (error) {
      if (wrong.element.isConnected) wrong.say(error);
      else complain(error); // what it was about is not shown any more
    } finally {
      element.removeAttribute("aria-disabled");
      element.removeAttribute("aria-busy");
      if (focused && element.hidden) element.parentElement?.querySelector("button:not([hidden])")?.focus({ preventScroll: true });
    }
  }

  return element;
}
