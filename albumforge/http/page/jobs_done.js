// A cut that is there: to watch beside what is said, to read how it came about, to change, to take along.

import { add, h, icon } from "./dom.js";
import { fileOf } from "./jobs_api.js";
import { editPanel } from "./jobs_edit.js";
import { Editing } from "./jobs_editing.js";
import { filesPanel } from "./jobs_files.js";
import { cutLine } from "./jobs_line.js";
import { jobPlayer } from "./jobs_player.js";
import { sceneStrip } from "./jobs_scenes.js";
import { piecesOf } from "./jobs_time.js";
import { strategyName } from "./jobs_said.js";
import { traceList } from "./jobs_trace.js";
import { transcriptPanel } from "./jobs_transcript.js";
import { notice } from "./notice.js";
import { clock, dayAndTime, percent, t } from "./words.js";

/** How long, how much shorter, decided by what. */
function factsOf(job, document, duration) {
  const shorter = job.duration && job.duration < duration ? t("job.shorter", { part: percent(1 - job.duration / duration) }) : "";
  return [job.duration && `${clock(duration)} → ${clock(job.duration)}`, shorter, strategyName(document.strategy), dayAndTime(job.created_at)].filter(Boolean).join(" · ");
}

export function jobDone(place, { job, artifacts, plan, document: edited, scenes, transcript, trace, tools, failed, again }) {
  const id = job.job_id;
  const { duration } = plan.source;
  const named = (category, name) => artifacts[category].find((file) => file.name === name) ?? null;
  const final = named("output", "final.mp4");
  const editing = new Editing(id, edited, duration);
  const player = jobPlayer({
    id,
    name: job.video,
    pieces: final ? piecesOf(plan) : [],
    final,
    input: artifacts.input.find(({ name }) => name.startsWith("input")) ?? null,
    subtitles: plan.subtitles === "soft" ? named("output", "final.vtt") : null,
    language: plan.language,
  });
  const { seek } = player;
  const words = transcriptPanel({ transcript, editing, seek });
  const line = cutLine({ editing, scenes, seek });
  const strip = sceneStrip({ id, scenes, editing, seek });
  const edit = editPanel({ id, editing, seek, again });
  const record = traceList();
  record.show(trace);
  const download = final && h("a.button.primary", { href: fileOf(id, "output", final), download: final.name }, icon("download"), h("span", null, t("download")));
  add(place, [
    h(
      "article.cut",
      null,
      h("div.cut-head", null, h("a.back", { href: "#/cuts" }, icon("back"), t("job.back")), h("h1.film-title", null, job.video), h("p.quiet-words", null, factsOf(job, edited, duration))),
      failed,
      job.notes.length > 0 && h("ul.cut-notes", null, job.notes.map((note) => h("li", null, icon("info"), h("span", null, note)))),
      h("div.cut-watch", null, player.element, words.element),
      line.element,
      scenes.length > 1 && strip.element,
      h("div.row", null, download, tools),
      h("div.cut-below", null, edit.element, record.element),
      filesPanel(id, artifacts),
    ),
    edit.bar,
  ]);

  const parts = [words, line, strip, edit];
  const update = () => parts.forEach((one) => one.update());
  editing.addEventListener("change", update);
  player.onTime((seconds) => [words, line, strip].forEach((one) => one.at(seconds)));
  return {
    close() {
      if (editing.changed) notice(t("job.edit.kept"));
      editing.removeEventListener("change", update);
      editing.close();
      player.close();
    },
  };
}
