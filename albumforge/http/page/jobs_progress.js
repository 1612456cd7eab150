// A cutting job that is being done: its steps, how far it is, what it has found out already.

import { add, button, h, icon, still } from "./dom.js";
import { active, frameOf, jobs } from "./jobs_api.js";
import { traceList } from "./jobs_trace.js";
import { complain, say, setTitle } from "./notice.js";
import { isAway, onAway, onBack } from "./reach.js";
import { percent, remaining, t } from "./words.js";
import { nobodyThere } from "./worker.js";

const STAGES = ["ingest", "analyse", "transcribe", "plan", "render"];
const AGAIN = 1500; // ms between two looks at what was done
const TURN = 1200; // ms a frame of the video is shown

/** Frames of the video, one after the other, as long as there is nothing else to see. */
function frames(id) {
  const image = h("img.seen", { alt: "" });
  const element = h("div.screen.before", null, image);
  let at = 0;
  const next = () => {
    image.src = frameOf(id, at, 640);
    at += 5;
  };
  image.addEventListener("error", () => (image.hidden = true));
  image.addEventListener("load", () => (image.hidden = false));
  next();
  const timer = still() ? 0 : setInterval(() => image.complete && !document.hidden && at < 300 && next(), TURN);
  return { element, close: () => clearInterval(timer) };
}

export function jobProgress(place, { job }) {
  const id = job.job_id;
  const screen = frames(id);
  const bar = h("progress.wide", { max: 100, value: job.progress, "aria-label": t("progress") });
  const [stage, part, left] = [h("p.progress-stage"), h("span.progress-part"), h("span")];
  const steps = h("ol.steps.cut-steps", null, STAGES.map((name) => h("li", { data: { stage: name } }, h("span", null, t(`job.stage.${name}`)))));
  const trace = traceList();
  const nobody = nobodyThere();
  const cancel = button(t("job.stop"), { click: stop });
  const label = cancel.querySelector("span");
  let spoken = "";
  let timer = 0;
  let closed = false;
  let last = job;

  add(place, [
    h(
      "section.progress.screening",
      { "aria-label": t("progress") },
      h("div.screening-head", null, h("a.back", { href: "#/cuts" }, icon("back"), t("job.back")), h("h1.film-title", null, job.video)),
      screen.element,
      h("div.progress-words", null, stage, h("p.progress-left", null, part, left)),
      h("div", null, nobody.element),
      bar,
      steps,
      h("div.row.between", null, cancel, h("p.small.quiet-words", null, t("job.leave"))),
      trace.element,
    ),
  ]);
  trace.element.hidden = true;

  async function stop() {
    cancel.disabled = true;
    label.textContent = t("job.cancelling");
    try {
      await jobs.cancel(id);
    } catch (error) {
      complain(error);
      cancel.disabled = false;
      label.textContent = t("job.stop");
    }
  }

  async function look() {
    clearTimeout(timer);
    if (!document.hidden && !isAway()) {
      const found = await jobs.trace(id).catch(() => null); // what is wrong is said elsewhere
      if (closed) return;
      if (found?.actions.length) {
        trace.element.hidden = false;
        trace.show(found);
      }
    }
    timer = setTimeout(look, AGAIN);
  }

  function update(now) {
    last = now;
    const begun = now.status === "processing" && now.stage;
    const doing = begun ? t(`job.stage.${now.stage}`) : t("job.state.created");
    const away = isAway();
    stage.textContent = away ? t("away.last", { stage: doing }) : doing;
    part.textContent = begun ? percent(now.progress / 100) : "";
    left.textContent = away ? "" : remaining(now.seconds_left);
    if (begun) bar.value = now.progress;
    else bar.removeAttribute("value");
    setTitle(begun ? `${percent(now.progress / 100)} · ${now.video}` : now.video);
    const at = STAGES.indexOf(now.stage);
    [...steps.children].forEach((step, index) => {
      step.className = index < at ? "past" : index === at ? "now" : "";
      if (index === at) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    nobody.element.parentNode.hidden = Boolean(begun) || !active(now);
    const quarter = `${now.stage} ${Math.floor(now.progress / 25)}`;
    if (quarter !== spoken && !away) say([doing, part.textContent, left.textContent].filter(Boolean).join(", "));
    spoken = quarter;
  }

  update(job);
  look();
  const again = () => update(last);
  const ends = [onAway(again), onBack(again)];
  return {
    update,
    close() {
      closed = true;
      clearTimeout(timer);
      for (const end of [...ends, nobody.close, screen.close]) end();
    },
  };
}
