// A cut changed by hand: stretches switched on and off, or the document itself; then it is rendered again.

import { add, button, fill, h, icon } from "./dom.js";
import { jobs } from "./jobs_api.js";
import { exactly, lasting } from "./jobs_line.js";
import { said } from "./jobs_said.js";
import { documentEditor } from "./jobs_text.js";
import { complain } from "./notice.js";
import { clock, t } from "./words.js";

const NOTHING = 0.02; // s: no cut is as short

/** The switches. */
function switches(editing, seek) {
  const list = h("ol.cut-parts", { "aria-label": t("job.edit.pieces") });
  let shown = "";

  function row(stretch, index) {
    const { start, end, kept, why } = stretch;
    const words = t("job.edit.in", { start: exactly(start), end: exactly(end) });
    const control = h("input", { type: "checkbox", role: "switch", checked: kept, "aria-label": words, data: { part: index }, on: { change: () => turn(stretch, control.checked, index) } });
    return h(
      `li.cut-part${kept ? "" : ".gone"}`,
      null,
      h("label.switch", null, control, h("span.switch-knob", { "aria-hidden": "true" })),
      h("span.cut-part-time", null, `${exactly(start)} – ${exactly(end)}`),
      h("span.cut-part-why", null, [lasting(end - start), said(why)].filter(Boolean).join(" · ")),
      button(t("job.edit.play", { start: exactly(start) }), { icon: "play", kind: "round", bare: true, click: () => seek(start) }),
    );
  }

  function turn({ start, end }, kept, index) {
    editing.keep({ start, end }, kept, t("job.edit.hand"));
    // The row is another one now; whoever uses the keyboard is still at the same place.
    const next = [...list.querySelectorAll("input")].find((one) => Math.abs(editing.parts[one.dataset.part].start - start) < NOTHING);
    (next ?? list.querySelectorAll("input")[index])?.focus({ preventScroll: true });
  }

  function update() {
    const now = JSON.stringify(editing.parts);
    if (now === shown) return;
    shown = now;
    const top = list.scrollTop;
    fill(list, editing.parts.map(row));
    list.scrollTop = top;
  }

  return { list, update };
}

/**
 * The panel, and the bar below the page that renders again.
 * @param {() => void} again called once the job is on its way
 */
export function editPanel({ id, editing, seek, again }) {
  const { list, update: draw } = switches(editing, seek);
  const text = documentEditor(editing);
  const drafted = h("p.hint", null, t("job.edit.draft"));
  const element = h("section.cut-edit", { "aria-label": t("job.edit") }, h("h2", null, t("job.edit")), h("p.hint", null, t("job.edit.text")), editing.drafted && drafted, list, text.element);
  const words = h("p.start-said", { role: "status" });
  const undo = button(t("job.edit.undo"), { kind: "text", click: () => editing.undo() });
  const render = button(t("job.edit.again"), { icon: "scissors", kind: "primary", click: send });
  const bar = h("div.start-bar.cut-bar", { hidden: true }, words, h("div.row", null, undo, render));

  function sentence() {
    if (editing.wrong) return [icon("warn"), " ", t("job.edit.wrong")];
    if (editing.length <= NOTHING) return t("job.edit.none");
    if (Math.abs(editing.length - editing.began) < 0.05) return t("job.edit.changed");
    const short = editing.length < 60 && editing.began < 60;
    const [after, before] = [editing.length, editing.began].map((seconds) => (short ? lasting(seconds) : clock(seconds)));
    return t("job.edit.after", { after, before });
  }

  function update() {
    draw();
    text.update();
    bar.hidden = !editing.changed;
    drafted.hidden = !editing.changed;
    render.disabled = Boolean(editing.wrong) || editing.length <= NOTHING;
    fill(words, sentence());
  }

  async function send() {
    render.disabled = true;
    try {
      if (!(await editing.check())) {
        text.element.open = true;
        text.go();
        return;
      }
      await jobs.render(id, { dsl: editing.text });
      editing.done();
      again();
    } catch (error) {
      if (error.code === "job_refused") editing.fail(error);
      complain(error);
      update();
    }
  }

  update();
  return { element: add(h("div.cut-edit-both"), element), bar, update };
}
