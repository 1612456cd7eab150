// Cells that lists of masters share: the programme, where it stands, and what is copied as a whole.

import { copyText } from "./copying.js";
import { fill, h, icon } from "./dom.js";
import { write } from "./farm_rows.js";
import { say } from "./notice.js";
import { percent, t } from "./words.js";

const SEEN = 1600; // ms for which it is shown that something was copied

/** A programme, with its file and its series below. */
export function programmeCell() {
  const [name, more] = [h("span.farm-name"), h("span.farm-why")];
  return {
    element: h("div.farm-video", null, name, more),
    update(row) {
      write(name, row.source_name);
      write(more, [fileOf(row), t("transfer.series", { n: row.series_id })].filter(Boolean).join(" · "));
    },
  };
}

/** The file of a programme, unless that is what it is called. */
export const fileOf = ({ name, source_name: programme }) => (name === programme ? "" : name);

/** Where it stands, with a bar while it goes on. */
export function stateCell(stateOf) {
  return () => {
    const [state, share, note] = [h("span.farm-state"), h("span.farm-share"), h("span.farm-why")];
    const bar = h("progress.wide", { max: 100, value: 0 });
    const element = h("div.farm-progress", null, h("div.row.between.tight", null, state, share), bar, note);
    return {
      element,
      update(row) {
        const { name, said, note: more, moving, quoted } = stateOf(row);
        state.className = `farm-state in-${name}`;
        write(state, said);
        write(share, moving ? percent(row.percent / 100) : "");
        bar.hidden = !moving;
        bar.value = row.percent;
        bar.setAttribute("aria-label", `${t("progress")}: ${row.source_name}`);
        note.classList.toggle("quoted", Boolean(quoted));
        write(note, more);
        note.hidden = !more;
      },
    };
  };
}

/** A cell with a value that is copied by a click; `shown` is what of it is seen. */
export function copyCell(key, label, shown = (value) => value) {
  return () => {
    const words = h("span.transfer-copied");
    const mark = h("span.transfer-mark", { "aria-hidden": "true" }, icon("copy"));
    const element = h("button.transfer-copy", { type: "button", on: { click } }, words, mark);
    let [value, timer] = ["", 0];

    async function click() {
      await copyText(value, element);
      say(t("copied"));
      fill(mark, icon("check"));
      clearTimeout(timer);
      timer = setTimeout(() => fill(mark, icon("copy")), SEEN);
    }

    return {
      element,
      update(row) {
        value = String(row[key] || "");
        write(words, value && shown(value));
        element.title = value;
        element.setAttribute("aria-label", t("transfer.copy.it", { what: label, value: shown(value) }));
        element.hidden = !value;
      },
    };
  };
}
