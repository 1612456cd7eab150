// Every file that a job made, to be taken along.

import { h, icon } from "./dom.js";
import { fileOf, timelineOf } from "./jobs_api.js";
import { bytes, known, t } from "./words.js";

const TIMELINE = "timeline.otio";
const FIRST = ["final.mp4", "final.srt", "final.vtt", "timeline.edl", "timeline.otio", "editing_dsl.json", "transcript.json"];
const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

/** What a file is, in words. */
function about(category, name) {
  if (category === "input" && name.startsWith("input")) return t("job.file.input");
  return known(`job.file.${name}`) ? t(`job.file.${name}`) : "";
}

export function filesPanel(id, artifacts) {
  const files = Object.entries(artifacts).flatMap(([category, all]) => all.map((file) => ({ ...file, category })));
  files.sort((a, b) => rank(a.name) - rank(b.name));
  // Made when it is asked for, so that its size is not known.
  if (!files.some(({ name }) => name === TIMELINE)) files.splice(1 + files.findIndex(({ name }) => name === "timeline.edl"), 0, { name: TIMELINE, category: "", href: timelineOf(id, TIMELINE) });
  const size = (file) => (file.size === undefined ? "" : bytes(file.size));
  const rows = files.map((file) =>
    h(
      "li",
      null,
      h(
        "a.cut-file",
        { href: file.href ?? fileOf(id, file.category, file), download: file.name, "aria-label": t("job.files.get", { name: `${about(file.category, file.name)} ${file.name}`.trim(), size: size(file) }) },
        icon("download"),
        h("span.cut-file-words", null, h("span", null, about(file.category, file.name) || file.name), h("span.small.quiet-words", null, file.name)),
        h("span.small.quiet-words", null, size(file)),
      ),
    ),
  );
  return h("section.cut-files", { "aria-label": t("job.files") }, h("h2", null, t("job.files")), h("p.hint", null, t("job.files.text")), h("ul", null, rows));
}
