// The form of a rule: it asks only what its kind needs, and says at each field what is wrong there.

import { dialog } from "./dialog.js";
import { button, fill, h } from "./dom.js";
import { doer, wrongPlace } from "./farm_doing.js";
import { choice, field, goTo, growing, select, toggle } from "./fields.js";
import { say } from "./notice.js";
import { watching } from "./watch_api.js";
import { cutPart, filmPart, sendPart, transcodePart } from "./watch_kinds.js";
import { dueSaid, sentence, together } from "./watch_said.js";
import { whenField } from "./watch_when.js";
import { explain, t, titled } from "./words.js";

const KINDS = { film: filmPart, cut: cutPart, transcode: transcodePart, send: sendPart };
const USUAL_WHEN = { film: "quiet 10" };
const PAUSE = 350; // ms after the last key until what was written is checked

const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
const words = (text) => text.split(/[\s,，]+/).filter(Boolean);

/**
 * Ask for a rule, or change one.
 * @param {object} options rule: as the server tells it, or {rule} with what is known of a new one; me; after: called once it is kept
 */
export async function ruleDialog({ rule: { id = null, name: called = "", rule: before = {} }, me, after }) {
  const choices = await watching.options().catch(() => ({ presets: [], transcoders: [], places: [] }));
  const wrong = wrongPlace("p.trouble");
  const touched = new Set();
  const titles = Object.fromEntries(choices.presets.map(({ name, title }) => [name, titled(title)]));
  let [kind, timer, asked, kept] = [before.do ?? "film", 0, 0, false];

  /** Note that somebody wrote into a field, and have it checked soon. */
  const changed = (name) => () => {
    touched.add(name);
    soon();
  };
  const written = (input, name) => {
    input.addEventListener("input", changed(name));
    return input;
  };
  const text = (name, value, label, { hint = "", ...props } = {}) => field(label, written(h("input", { type: "text", autocomplete: "off", spellcheck: "false", value: value ?? "", ...props }), name), { hint });
  const area = (name, value, label, hint) => field(label, growing(written(h("textarea", { rows: "1", spellcheck: "false", autocapitalize: "off", value: value.join("\n") }), name)), { hint });

  const what = choice(t("watch.do"), Object.keys(KINDS).map((one) => [one, t(`watch.do.${one}`)]), kind, turn);
  const about = h("p.hint", { role: "status" });
  const folders = area("folders", [before.folders ?? []].flat(), t("watch.folders"), t("watch.folders.hint"));
  const parts = {
    folders,
    when: whenField(before.when ?? USUAL_WHEN[kind] ?? "at once", changed("when")),
    target: text("target", before.target, t("watch.target"), { hint: " ", autocapitalize: "off" }),
    name: text("name", called, t("watch.name"), { hint: t("watch.name.hint"), maxlength: "80" }),
    patterns: text("patterns", (before.patterns ?? []).join(" "), t("watch.patterns"), { hint: t("watch.patterns.hint") }),
    ignore: text("ignore", (before.ignore ?? []).join(" "), t("watch.ignore"), { hint: t("watch.ignore.hint") }),
    existing: toggle(t("watch.existing"), before.existing ?? true, changed("existing"), { hint: t("watch.existing.hint") }),
  };
  const own = Object.fromEntries(Object.entries(KINDS).map(([one, make]) => [one, make({ before: before.do === one ? before : {}, choices, titles, me, changed })]));
  const place = h("div.watch-own");
  const notes = h("ul.watch-notes");
  const meant = h("p.watch-meant", { role: "status" });
  const finer = h("details.panel.more-options", null, h("summary", null, h("h2", null, t("watch.finer"))), h("div.pairs", null, parts.patterns.element, parts.ignore.element), parts.existing.element);
  const save = doer(t(id ? "watch.save" : "watch.save.new"), keep, { wrong, icon: "check", kind: "primary" });
  const form = h("form.watch-form", { novalidate: true, on: { submit: (event) => (event.preventDefault(), save.click()) } }, h("div.panel", null, what.element, about), folders.element, notes, parts.when.element, place, parts.target.element, parts.name.element, finer, meant, wrong.element);
  const open = dialog(id ? t("watch.change.it", { name: called }) : t("watch.add"), form, { actions: [button(t("cancel"), { click: () => open.close() }), save], wide: true, closed: () => clearTimeout(timer), className: "watch-dialog" });

  function turn(now) {
    const fresh = kind !== now;
    kind = now;
    about.textContent = t(`watch.do.${kind}.text`);
    fill(place, own[kind].element);
    parts.target.element.hidden = kind === "send";
    parts.target.element.querySelector(".hint").textContent = t(kind === "transcode" ? "watch.target.needed" : "watch.target.free");
    if (fresh && !touched.has("when")) parts.when.set(before.do === kind ? before.when : (USUAL_WHEN[kind] ?? "at once"));
    soon();
  }

  /** The rule as it is written; of its kind only what that has. */
  function asWritten() {
    const target = parts.target.control.value.trim();
    return {
      do: kind,
      name: parts.name.control.value.trim() || null,
      folders: lines(folders.control.value),
      when: parts.when.value(),
      target: kind === "send" ? null : target || null,
      patterns: words(parts.patterns.control.value),
      ignore: words(parts.ignore.control.value),
      existing: parts.existing.control.checked,
      ...own[kind].values(),
    };
  }

  const partOf = ({ field: name, option }) => (name === "do" ? what : name === "request" ? own[kind].parts[option] : (parts[name] ?? own[kind].parts[name]));

  /** Say what is wrong at its field; `all`: also where nobody wrote yet. Returns whether all is well. */
  function tell({ rule, error, due, notes: some }, all) {
    for (const part of [what, ...Object.values(parts), ...Object.values(own[kind].parts)]) part.fail("");
    own[kind].clear?.();
    wrong.say(null);
    fill(notes, some.map(({ message }) => h("li", null, message)));
    meant.textContent = rule ? together(sentence(rule, titles), due && dueSaid(due)) : "";
    if (!error) return true;
    const part = partOf(error);
    if (!part && all && !own[kind].fail?.(error)) wrong.say({ message: error.message });
    if (part && (all || touched.has(error.field) || touched.has(error.option))) part.fail(error.message);
    if (part && all) goTo(part);
    return false;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => check(false).catch(() => {}), PAUSE);
  }

  /** Have the server read the rule; an answer that another one overtook counts no more. */
  async function check(all) {
    clearTimeout(timer);
    const mine = (asked += 1);
    const told = await watching.check(asWritten(), id);
    return mine === asked && !kept && tell(told, all);
  }

  async function keep() {
    if (!(await check(true))) return false;
    try {
      await watching.keep(asWritten(), id);
    } catch (error) {
      wrong.say({ message: explain(error) });
      return false;
    }
    kept = true;
    open.close();
    say(t("watch.saved"));
    await after();
  }

  turn(kind);
  folders.control.focus();
  clearTimeout(timer);
  if (id) soon();
}
