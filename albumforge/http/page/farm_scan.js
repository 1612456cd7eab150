// A folder is looked through for videos.

import { dialog } from "./dialog.js";
import { fill, h, icon } from "./dom.js";
import { farm } from "./farm_api.js";
import { doer, wrongPlace } from "./farm_doing.js";
import { say } from "./notice.js";
import { number, t } from "./words.js";

const TOLD = ["added", "changed", "unchanged", "skipped", "refused", "vanished", "problems"];

/**
 * Ask for a folder, and say what was found in it.
 * @param {() => void} found called once the folder was looked through
 */
export async function scanDialog(found) {
  const wrong = wrongPlace("p.trouble");
  const field = h("input", { id: "scan-path", type: "text", list: "scan-roots", spellcheck: "false", autocapitalize: "off", "aria-describedby": "scan-hint" });
  const roots = h("datalist", { id: "scan-roots" });
  const hint = h("p.hint", { id: "scan-hint" }, t("farm.scan.hint"));
  const choices = h("div.row");
  const result = h("div.farm-scanned", { role: "status" });
  const go = doer(t("farm.scan.go"), scan, { wrong, icon: "again", kind: "primary" });
  const form = h("form.farm-scan", { on: { submit: (event) => (event.preventDefault(), go.click()) } }, h("div.field", null, h("label", { for: "scan-path" }, t("farm.scan.folder")), field, roots, choices, hint), wrong.element, result);
  dialog(t("farm.scan"), form, { actions: [go] });
  field.focus();

  async function scan() {
    fill(result, h("p.waiting", null, t("farm.scan.busy")));
    try {
      const path = field.value.trim();
      let counts = await farm.scan(path);
      while (!counts.finished && result.isConnected) {
        say(t("farm.scan.busy"));
        counts = await farm.scan(path); // it goes on, and this waits for what comes of it
      }
      fill(result, told(counts));
      say(result.textContent);
      found();
    } catch (error) {
      fill(result);
      throw error;
    }
  }

  try {
    const { roots: known } = await farm.about();
    fill(roots, known.map((root) => h("option", { value: root })));
    if (!field.value) field.value = known[0] ?? "";
    if (known.length > 1) fill(choices, known.map((root) => h("button.chip", { type: "button", on: { click: () => ((field.value = root), field.focus()) } }, root)));
  } catch (error) {
    wrong.say(error);
  }
}

/** What a scan found. */
function told(counts) {
  const lines = TOLD.filter((name) => counts[name]).map((name) => h(`li.${name}`, null, t(`farm.scan.${name}`, { n: counts[name] === 1 ? 1 : number(counts[name]) })));
  return [h("p", null, icon("check"), t("farm.scan.found", { n: counts.found === 1 ? 1 : number(counts.found) })), h("ul", null, lines)];
}
