// The whole length of a video as a line: what stayed, what went and why, where the player is.

import { add, fill, h } from "./dom.js";
import { said } from "./jobs_said.js";
import { clock, number, t } from "./words.js";

/** Seconds with a digit after the point, as people say them. */
export const lasting = (seconds) => t("job.seconds", { n: number(seconds, { maximumFractionDigits: seconds < 60 ? 1 : 0 }) });

/** A moment to a tenth of a second. */
export function exactly(seconds) {
  const tenths = Math.round(seconds * 10);
  return `${clock(Math.floor(tenths / 10))}.${tenths % 10}`;
}

/** What is to be said of a stretch. */
export function stretchWords({ start, end, kept, why, speed }) {
  const words = t("job.line.said", { start: exactly(start), end: exactly(end), state: t(kept ? "job.line.kept" : "job.line.cut"), length: lasting(end - start) });
  const more = [speed !== 1 && `${number(speed, { maximumFractionDigits: 2 })} ×`, said(why)].filter(Boolean);
  return [words, ...more].join(" · ");
}

/** Whole seconds between two marks of a scale, so that there are few of them. */
function step(duration) {
  return [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].find((one) => duration / one <= 10) ?? 7200;
}

export function cutLine({ editing, scenes, seek }) {
  const { duration } = editing;
  const bar = h("div.line-bar", { role: "group", "aria-label": t("job.line") });
  const head = h("span.line-head", { "aria-hidden": "true" });
  const words = h("p.line-said.small", { "aria-hidden": "true" });
  const scale = h("div.line-scale", { "aria-hidden": "true" });
  const part = (seconds) => `${((100 * seconds) / duration).toFixed(4)}%`;
  let focused = 0;
  let now = 0;
  let shown = null; // the stretch that the pointer or the focus is on

  const every = step(duration);
  for (let at = 0; at <= duration - every * 0.35 || at === 0; at += every) {
    const mark = h("span", null, clock(at));
    mark.style.left = part(at);
    add(scale, mark);
  }
  for (const scene of scenes.slice(1)) {
    const mark = h("i.line-scene");
    mark.style.left = part(scene.start);
    add(scale, mark);
  }

  const tell = () => {
    const stretch = shown ?? editing.parts.find(({ start, end }) => start <= now && now < end) ?? editing.parts.at(-1);
    words.textContent = stretch ? stretchWords(stretch) : "";
  };

  function update() {
    const had = bar.contains(document.activeElement);
    shown = null;
    focused = Math.min(focused, editing.parts.length - 1);
    const pieces = editing.parts.map((stretch, index) => {
      const piece = h(`button.line-part${stretch.kept ? ".stays" : ""}`, {
        type: "button",
        tabindex: index === focused ? "0" : "-1",
        "aria-label": stretchWords(stretch),
        on: {
          click: (event) => {
            const box = piece.getBoundingClientRect();
            const share = event.detail && box.width ? (event.clientX - box.left) / box.width : 0; // by key: its beginning
            seek(stretch.start + share * (stretch.end - stretch.start));
          },
          pointerenter: () => ((shown = stretch), tell()),
          pointerleave: () => ((shown = null), tell()),
          focus: () => ((shown = stretch), rove(index), tell()),
          blur: () => ((shown = null), tell()),
        },
      });
      piece.style.left = part(stretch.start);
      piece.style.width = part(stretch.end - stretch.start);
      return piece;
    });
    fill(bar, pieces, head);
    if (had) bar.children[focused]?.focus();
    tell();
  }

  /** Which stretch the Tab key comes to. */
  function rove(index) {
    bar.children[focused].tabIndex = -1;
    focused = index;
    bar.children[focused].tabIndex = 0;
  }

  bar.addEventListener("keydown", (event) => {
    const change = { ArrowRight: 1, ArrowLeft: -1, Home: -editing.parts.length, End: editing.parts.length }[event.key];
    if (!change) return;
    event.preventDefault();
    bar.children[Math.max(0, Math.min(editing.parts.length - 1, focused + change))].focus();
  });

  /** Where the player is. */
  function at(seconds) {
    now = seconds;
    head.style.left = part(Math.min(seconds, duration));
    tell();
  }

  const legend = h("p.line-legend.small.quiet-words", { "aria-hidden": "true" }, h("i.stays"), t("job.line.kept"), h("i"), t("job.line.cut"));
  const element = h("section.cut-line", { "aria-label": t("job.line") }, h("div.row.between", null, h("h2", null, t("job.line")), legend), bar, scale, words, h("p.unseen", null, t("job.line.hint")));
  update();
  at(0);
  return { element, update, at };
}
