// What is said in a video, word by word, beside its player: what is cut out is struck through.

import { add, button, coded, fill, h, icon } from "./dom.js";
import { isKept } from "./jobs_document.js";
import { silent } from "./jobs_said.js";
import { clock, t } from "./words.js";

const AIR = 0.1; // s around a sentence that go with it

/** The words of a transcript by sentences, as the document's labels have them, else as they were heard. */
function sentencesOf(transcript, document) {
  const words = transcript.segments.flatMap(({ words: all = [], start, end, text }) => (all.length ? all : [{ start, end, word: text }]));
  const labels = (document.labels ?? []).filter(({ kind }) => kind === "sentence");
  if (!labels.length) return transcript.segments.map(({ start, end, words: all = [], text }) => ({ start, end, words: all.length ? all : [{ start, end, word: text }] }));
  const found = labels.map(({ start, end }) => ({ start, end, words: [] }));
  for (const word of words) {
    const middle = (word.start + word.end) / 2;
    const home = found.findLast(({ start }) => start <= middle + AIR) ?? found[0];
    home.words.push(word);
  }
  return found.filter(({ words: all }) => all.length);
}

/** The range of a sentence with the air around it, which ends at its neighbours. */
function rangeOf(sentences, index, duration) {
  const before = sentences[index - 1]?.end ?? 0;
  const after = sentences[index + 1]?.start ?? duration;
  const { start, end } = sentences[index];
  return { start: Math.max(Math.min(before, start), start - AIR), end: Math.min(Math.max(after, end), end + AIR) };
}

/**
 * The transcript.
 * @param {(seconds: number) => void} seek goes to a moment of the video
 */
export function transcriptPanel({ transcript, editing, seek }) {
  const text = h("div.cut-words", { role: "group", "aria-label": t("job.words") });
  const element = h("section.cut-transcript", { "aria-label": t("job.words") }, h("h2", null, t("job.words")));
  if (!transcript?.segments?.length) {
    add(element, h("div.cut-wordless", null, icon("words"), h("p", null, t("job.words.none")), transcript?.reason && h("p.hint", null, coded(silent(transcript.reason)))));
    return { element, update() {}, at() {} };
  }
  const sentences = sentencesOf(transcript, JSON.parse(editing.base));
  const all = []; // {word, node, sentence}
  const rows = sentences.map((sentence, index) => {
    const nodes = sentence.words.map((word) => {
      const node = h("button.word", { type: "button", tabindex: "-1" }, word.word.trim());
      all.push({ word, node, sentence: index });
      return node;
    });
    const said = h("p.sentence-words", null, nodes.flatMap((node, at) => (at && !/^[㐀-鿿]/.test(sentence.words[at].word.trim()) ? [" ", node] : [node])));
    const out = h("button.button.round", { type: "button", on: { click: () => turn(index) } });
    return { element: h("div.sentence", null, h("span.sentence-time", { "aria-hidden": "true" }, clock(sentence.start)), said, out), out };
  });
  fill(text, rows.map((row) => row.element));
  add(element, [h("p.hint", null, t("job.words.hint")), text]);
  const numbers = new Map(all.map(({ node }, index) => [node, index]));
  let stop = 0;
  let here = -1;
  all[0].node.tabIndex = 0;

  const kept = ({ start, end }) => isKept(editing.parts, (start + end) / 2);
  const keptSentence = (index) => sentences[index].words.some(kept);

  function turn(index) {
    editing.keep(rangeOf(sentences, index, editing.duration), !keptSentence(index), t("job.edit.hand"));
  }

  function focus(index) {
    if (index < 0 || index >= all.length) return;
    all[stop].node.tabIndex = -1;
    stop = index;
    all[stop].node.tabIndex = 0;
    all[stop].node.focus();
  }

  text.addEventListener("click", ({ target }) => {
    const index = numbers.get(target.closest(".word"));
    if (index === undefined) return;
    focus(index);
    seek(all[index].word.start);
  });
  text.addEventListener("keydown", (event) => {
    const index = numbers.get(event.target);
    if (index === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const { sentence } = all[index];
    const next = {
      ArrowLeft: () => index - 1,
      ArrowRight: () => index + 1,
      ArrowUp: () => all.findIndex((one) => one.sentence === sentence - 1),
      ArrowDown: () => all.findIndex((one) => one.sentence === sentence + 1),
      Home: () => 0,
      End: () => all.length - 1,
    }[event.key];
    if (!next) return;
    event.preventDefault();
    focus(next());
  });

  function update() {
    for (const { word, node } of all) {
      const gone = !kept(word);
      if (node.classList.contains("gone") === gone && node.dataset.told) continue;
      node.dataset.told = "1";
      node.classList.toggle("gone", gone);
      if (gone) node.setAttribute("aria-label", t("job.words.gone", { word: word.word.trim(), time: clock(word.start) }));
      else node.removeAttribute("aria-label");
    }
    rows.forEach(({ element: row, out }, index) => {
      const label = t(keptSentence(index) ? "job.words.cut" : "job.words.keep");
      row.classList.toggle("out", !keptSentence(index));
      if (out.title === label) return;
      out.title = label;
      out.setAttribute("aria-label", label);
      fill(out, icon(keptSentence(index) ? "eye" : "eye-off"));
    });
  }

  /** Mark the word that is said at a moment of the video. */
  function at(seconds) {
    const next = all.findLastIndex(({ word }) => word.start <= seconds + 0.02);
    if (next === here) return;
    all[here]?.node.classList.remove("now");
    here = next;
    const node = all[here]?.node;
    if (!node) return;
    node.classList.add("now");
    if (text.matches(":hover") || text.contains(document.activeElement)) return; // somebody reads
    const [box, frame] = [node.getBoundingClientRect(), text.getBoundingClientRect()];
    if (box.top < frame.top || box.bottom > frame.bottom) text.scrollTop += box.top - frame.top - frame.height / 3;
  }

  update();
  return { element, update, at };
}
