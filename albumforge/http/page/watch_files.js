// The files of a rule that stand somewhere, with reasons, in a dialog.

import { dialog } from "./dialog.js";
import { add, button, h } from "./dom.js";
import { wrongPlace } from "./farm_doing.js";
import { nameOf, reasonOf, when } from "./farm_said.js";
import { watching } from "./watch_api.js";
import { bytes, t } from "./words.js";

const LIMIT = 50;

/** What the page counts together, by the states of the server. */
export const STATES = { waiting: ["ready", "new"], taken: ["taken"], known: ["known"], failed: ["failed"] };

export function filesDialog({ id, name }, state) {
  const wrong = wrongPlace("p.trouble");
  const list = h("ul.watch-files");
  const none = h("p.farm-none", { role: "status" }, t("loading"));
  const left = [...STATES[state]];
  let before = null;
  const more = button(t("gallery.more"), { kind: "quiet.watch-more", click: read, hidden: true });
  dialog(t("watch.files.title", { state: t(`watch.count.${state}`), name }), [wrong.element, none, list, more], { wide: true });

  async function read() {
    wrong.say(null);
    more.setAttribute("aria-busy", "true");
    try {
      const { rows, next } = await watching.files(id, { state: left[0], limit: LIMIT, before });
      before = next;
      if (next === null) left.shift();
      add(list, rows.map(line));
      none.hidden = list.childElementCount > 0;
      none.textContent = t("watch.files.none");
      more.hidden = !left.length;
      if (!rows.length && left.length) await read();
    } catch (error) {
      none.hidden = true;
      wrong.say(error);
      more.hidden = false;
    } finally {
      more.removeAttribute("aria-busy");
    }
  }

  read();
}

function line({ path, size, state, reason, updated }) {
  const facts = [bytes(size), when(updated), state === "new" && !reason && t("watch.files.new")].filter(Boolean).join(" · ");
  const folder = path.slice(0, Math.max(1, path.lastIndexOf("/")));
  return h("li", null, h("span.farm-name", null, nameOf(path)), h("span.farm-note", null, facts), h("span.farm-folder", { title: path }, folder), reason && h("span.farm-why", null, reasonOf(reason)));
}
