// Whether somebody is there to make films: without, a film would wait in silence.

import { api } from "./api.js";
import { coded, h, icon } from "./dom.js";
import { t } from "./words.js";

const [FIRST, PAUSE] = [1200, 15000]; // ms until the server is asked, and between two questions

/**
 * A line that is seen while nobody makes films.
 * @returns {{element: HTMLElement, close: () => void}}
 */
export function nobodyThere() {
  const element = h("p.trouble", { role: "status", hidden: true }, icon("warn"), h("span", null, coded(t("worker.none"))));
  let timer = 0;

  async function ask() {
    try {
      if (!document.hidden) element.hidden = (await api.me()).workers > 0;
    } catch {
      // what is wrong is said elsewhere
    }
    if (timer !== null) timer = setTimeout(ask, PAUSE);
  }

  timer = setTimeout(ask, FIRST);
  return {
    element,
    close() {
      clearTimeout(timer);
      timer = null;
    },
  };
}
