// How a video should be cut: the options of a cut as fields, for a new one and for one that is to be cut differently.

import { h } from "./dom.js";
import { choice, field } from "./fields.js";
import { t } from "./words.js";

const STRATEGIES = ["silence", "speech", "scenes", "highlights"];
const SUBTITLES = ["soft", "burned", "none"];
const TIMED = new Set(["scenes", "highlights"]); // strategies that a length can be given to
export const USUAL = { strategy: "silence", subtitles: "soft", margin_before: 0.1, margin_after: 0.1, min_silence: 0.3 };

/**
 * The fields.
 * @param {object} options as they stand
 * @param {boolean} transcribes whether the server has a speech model
 * @returns {{element: HTMLElement, values: () => object, fail: (error: Error) => boolean, byDocument, clear}} `values`: by
 *   name as the server takes them, null for what is not given; `fail` says an error at the field that it names, where it
 *   names one
 */
export function cutOptions(options = {}, transcribes = false) {
  const parts = new Map();
  const values = {};
  const words = h("p.hint", { role: "status" });
  const set = (name, value) => (values[name] = value === "" ? null : value);

  function text(name, label, { type = "text", hint = "", ...props } = {}) {
    const given = Array.isArray(options[name]) ? options[name].join(", ") : (options[name] ?? USUAL[name] ?? "");
    const input = h("input", { type, value: String(given), autocomplete: "off", ...props });
    input.addEventListener("input", () => {
      set(name, input.value.trim());
      parts.get(name).fail("");
    });
    set(name, String(given));
    parts.set(name, field(label, input, { hint }));
    return parts.get(name).element;
  }

  const seconds = (name, label, more) => text(name, label, { type: "number", inputmode: "decimal", min: "0", step: "any", ...more });
  const target = seconds("target_seconds", t("job.target"), { hint: t("job.target.hint") });

  let written = false; // a document says what stays

  function decide(strategy) {
    set("strategy", strategy);
    words.textContent = t(`job.strategy.${strategy}.text`);
    target.hidden = written || !TIMED.has(strategy);
  }

  const begin = STRATEGIES.includes(options.strategy) ? options.strategy : USUAL.strategy;
  const strategy = choice(t("job.strategy"), STRATEGIES.map((name) => [name, t(`job.strategy.${name}`)]), begin, decide);
  strategy.element.classList.add("strategies");
  parts.set("strategy", strategy);
  decide(begin);
  const subtitles = choice(t("job.subtitles"), SUBTITLES.map((name) => [name, t(`job.subtitles.${name}`)]), options.subtitles ?? USUAL.subtitles, (name) => set("subtitles", name), { hint: transcribes ? "" : t("job.subtitles.hint") });
  parts.set("subtitles", subtitles);
  set("subtitles", options.subtitles ?? USUAL.subtitles);
  const finer = h(
    "details.panel.more-options",
    null,
    h("summary", null, h("h2", null, t("job.finer"))),
    text("drop_words", t("job.drop_words"), { hint: t("job.drop_words.hint") }),
    text("language", t("job.language"), { hint: t("job.language.hint"), maxlength: "3" }),
    h("div.pairs", null, seconds("margin_before", `${t("job.margin")} ←`), seconds("margin_after", `${t("job.margin")} →`), seconds("min_silence", t("job.min_silence"))),
  );

  return {
    element: h("div.panel", null, strategy.element, words, target, subtitles.element, finer),
    values: () => ({ ...values, target_seconds: TIMED.has(values.strategy) ? values.target_seconds : null }),
    fail(error) {
      const [name] = [...parts.keys()].filter((key) => String(error.message).includes(key)).sort((a, b) => b.length - a.length);
      if (!name) return false;
      parts.get(name).fail(error.message);
      if (finer.contains(parts.get(name).element)) finer.open = true;
      parts.get(name).control.focus?.();
      return true;
    },
    /** Whether a document says what stays, and not these. */
    byDocument(on) {
      written = on;
      strategy.element.hidden = words.hidden = on;
      decide(values.strategy);
    },
    clear: () => parts.forEach((part) => part.fail("")),
  };
}
