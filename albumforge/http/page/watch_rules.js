// The rules: what each does, how its folders are, how many files stand where, and what can be done with it.

import { confirm } from "./dialog.js";
import { button, fill, h, icon } from "./dom.js";
import { doer, wrongPlace } from "./farm_doing.js";
import { keyed, write } from "./farm_rows.js";
import { when } from "./farm_said.js";
import { watching } from "./watch_api.js";
import { filesDialog, STATES } from "./watch_files.js";
import { dueSaid, every, sentence, together } from "./watch_said.js";
import { number, t, titled } from "./words.js";

const STARTING = 30_000; // ms until it is worth a word that no process looks after a new rule
const titles = {}; // of presets

/**
 * The section: {element, take}.
 * @param {object} page again: reads all anew; edit: opens the form of a rule
 */
export function rulesSection(page) {
  const list = h("ul.watch-rules");
  const show = keyed(list, (rule) => String(rule.id), (rule) => ruleCard(rule, page));
  watching.options().then(
    ({ presets }) => presets.forEach(({ name, title }) => (titles[name] = titled(title))),
    () => {}, // their names will do
  );
  return { element: h("section.farm-section", { "aria-label": t("watch.rules") }, list), take: show };
}

function ruleCard(first, { again, edit }) {
  let rule = first;
  const [name, tags, said] = [h("h2"), h("div.row.tight"), h("p.watch-sentence")];
  const problem = h("p.trouble", { hidden: true });
  const roots = h("ul.watch-roots");
  const showRoots = keyed(roots, (root) => root.folder, rootLine);
  const counts = h("ul.watch-counts");
  const note = h("p.farm-note");
  const wrong = wrongPlace();
  const after = again;
  const look = doer(t("watch.look"), () => watching.look(rule.id), { wrong, after, icon: "again", told: () => t("watch.look.told") });
  const pause = doer(t("watch.pause"), () => watching.pause(rule.id, true), { wrong, after, icon: "pause" });
  const resume = doer(t("watch.resume"), () => watching.pause(rule.id, false), { wrong, after, icon: "play" });
  const change = button(t("watch.change"), { icon: "pen", click: () => edit(rule) });
  const remove = doer("", forget, { wrong, after, icon: "bin", kind: "round", bare: true });
  const element = h(
    "li.watch-rule",
    { tabindex: "-1" },
    h("div.watch-rule-head", null, name, tags),
    said,
    problem,
    roots,
    counts,
    note,
    h("div.farm-tools", null, look, pause, resume, change, remove, wrong.element),
  );

  async function forget() {
    if (!(await confirm(t("watch.remove.title", { name: rule.name }), t("watch.remove.text"), t("watch.remove.do")))) return false;
    await watching.remove(rule.id);
  }

  const figures = Object.keys(STATES).map((state) => {
    const label = h("span");
    const count = h("strong");
    const one = h("button.chip", { type: "button", "aria-haspopup": "dialog", on: { click: () => filesDialog(rule, state) } }, label, count);
    const item = h(`li.is-${state}`, null, one);
    counts.append(item);
    return () => {
      const sum = STATES[state].reduce((total, part) => total + rule.files[part], 0);
      write(label, t(`watch.count.${state}`));
      write(count, number(sum));
      item.hidden = !sum && state !== "taken";
    };
  });

  function update(now) {
    rule = now;
    const { rule: what, paused, origin, changeable } = rule;
    element.classList.toggle("paused", paused);
    write(name, rule.name);
    const words = [paused && t("watch.paused"), origin !== "page" && t(`watch.origin.${origin}`)].filter(Boolean);
    if (tags.textContent !== words.join("")) fill(tags, words.map((word) => h("span.farm-tag", null, word)));
    said.hidden = Boolean(rule.problem) && !what.when;
    if (!said.hidden) write(said, sentence(what, titles));
    problem.hidden = !rule.problem;
    if (problem.textContent !== rule.problem) fill(problem, icon("warn"), h("span", null, rule.problem));
    showRoots(rule.roots.length ? rule.roots : folders(what), true);
    figures.forEach((figure) => figure());
    write(note, notes(rule));
    note.classList.toggle("unwatched", unwatched(rule));
    look.hidden = paused || Boolean(rule.problem);
    pause.hidden = paused;
    resume.hidden = !paused;
    change.hidden = remove.hidden = !changeable;
    look.setAttribute("aria-label", t("watch.look.it", { name: rule.name }));
    pause.setAttribute("aria-label", t("watch.pause.it", { name: rule.name }));
    resume.setAttribute("aria-label", t("watch.resume.it", { name: rule.name }));
    change.setAttribute("aria-label", t("watch.change.it", { name: rule.name }));
    remove.setAttribute("aria-label", t("watch.remove.it", { name: rule.name }));
    remove.title = t("watch.remove.it", { name: rule.name });
  }

  return { element, update };
}

/** Folders that nobody has looked at yet. */
function folders({ folders: names }) {
  return [names ?? []].flat().map((folder) => ({ folder: String(folder), state: "unseen", said: "", files: 0 }));
}

/** Whether none of its folders is there: it is looked from time to time whether they are back, wherever that may be. */
const waits = ({ roots }) => roots.length > 0 && roots.every(({ state }) => state === "offline");

function unwatched(rule) {
  const { watched, paused, problem, created } = rule;
  return !watched && !paused && !problem && !waits(rule) && Date.now() - Date.parse(created) > STARTING;
}

/** Whether a process looks after a rule, when it looked, when it is due. */
function notes(rule) {
  const { paused, problem, due } = rule;
  return problem ? "" : together(stateOf(rule), !paused && due && dueSaid(due));
}

function stateOf(rule) {
  const { watched, paused, asked, looked, origin } = rule;
  if (paused) return t("watch.rests");
  if (unwatched(rule)) return t(origin === "command" ? "watch.unwatched.command" : "watch.unwatched");
  if (waits(rule)) return t("watch.waits");
  if (!watched) return t("watch.starting");
  if (asked) return t("watch.looking");
  return looked && t("watch.looked", { when: when(looked) });
}

/** A watched folder, and how it is. */
function rootLine() {
  const [folder, state, said] = [h("span.watch-folder"), h("span.watch-state"), h("p.farm-note", { hidden: true })];
  const element = h("li", null, folder, state, said);
  return {
    element,
    update({ folder: path, state: kind, seconds, files, said: words }) {
      element.className = `watch-root is-${kind}`;
      write(folder, path);
      const how = t(`watch.root.${kind}`, { every: seconds ? every(seconds) : "" });
      write(state, kind === "watched" || kind === "polled" ? `${t("watch.root.files", { n: files === 1 ? 1 : number(files) })} · ${how}` : how);
      const told = together(words, kind === "offline" && t("watch.root.offline.text"));
      write(said, told);
      said.hidden = !told;
    },
  };
}
