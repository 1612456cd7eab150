// The scenes of a video as small pictures.

import { fill, h } from "./dom.js";
import { frameOf } from "./jobs_api.js";
import { clock, percent, t } from "./words.js";

const WITHIN = 0.35; // part of a scene after which it looks like itself

export function sceneStrip({ id, scenes, editing, seek }) {
  const list = h("ol.cut-scenes", { "aria-label": t("job.scenes") });
  const element = h("section", { "aria-label": t("job.scenes") }, h("h2", null, t("job.scenes")), list);
  const cards = scenes.map((scene) => {
    const picture = h("img", { src: frameOf(id, scene.start + (scene.end - scene.start) * WITHIN), alt: "", loading: "lazy", decoding: "async" });
    picture.addEventListener("error", () => picture.classList.add("missing"));
    const part = h("span.scene-part");
    const open = h("button.cut-scene", { type: "button", on: { click: () => seek(scene.start) } }, h("span.scene-shot", null, picture, h("span.scene-length", null, clock(scene.start))), part);
    return { scene, open, part, row: h("li", null, open) };
  });
  fill(list, cards.map(({ row }) => row));

  function update() {
    for (const { scene, open, part } of cards) {
      const kept = editing.parts.filter((one) => one.kept).reduce((sum, { start, end }) => sum + Math.max(0, Math.min(end, scene.end) - Math.max(start, scene.start)), 0);
      const share = percent(Math.min(1, kept / (scene.end - scene.start)));
      part.textContent = t("job.scenes.part", { part: share });
      open.classList.toggle("gone", kept <= 0);
      open.style.setProperty("--part", kept / (scene.end - scene.start));
      open.setAttribute("aria-label", t("job.scenes.each", { id: scene.id, start: clock(scene.start), end: clock(scene.end), part: share }));
    }
  }

  /** Mark the scene that is seen. */
  function at(seconds) {
    for (const { scene, open } of cards) {
      const now = scene.start <= seconds && seconds < scene.end;
      if (now) open.setAttribute("aria-current", "true");
      else open.removeAttribute("aria-current");
    }
  }

  update();
  return { element, update, at };
}
