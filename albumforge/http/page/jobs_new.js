// A new cut: the video, how it should be cut, and its way to the server.

import { add, button, fill, h, icon } from "./dom.js";
import { dropPlace } from "./drop.js";
import { cutOptions } from "./jobs_options.js";
import { ACCEPT, looksLikeVideo, sending } from "./jobs_upload.js";
import { notice, say, setTitle } from "./notice.js";
import { bytes, clock, explain, percent, t } from "./words.js";

const DOCUMENTS = ".edl,.json,.dsl,text/plain,application/json";

/** Take files for a new cut: the first video of them; returns it, or null. */
export function takeVideo(files) {
  const video = files.find(looksLikeVideo) ?? null;
  if (!video && files.length) notice(t("job.form.no_video", { name: files[0].name }), { icon: "warn", kind: "bad" });
  else if (files.length > 1) notice(t("job.form.single", { name: video.name }));
  return video;
}

/** Let a person pick a file. */
export function pickFile(accept, take) {
  const input = h("input", { type: "file", accept, hidden: true });
  input.addEventListener("change", () => {
    if (input.files[0]) take(input.files[0]);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input); // some browsers forget an input that is nowhere
  input.click();
}

/** Go to the form, with this video. */
export function newCut(file = null) {
  sending.chosen = file;
  if (location.hash === "#/cuts/new") window.dispatchEvent(new Event("hashchange"));
  else location.hash = "#/cuts/new";
}

export const pickVideo = () => pickFile(ACCEPT, (file) => takeVideo([file]) && newCut(file));

export function newCutView(place, { me }) {
  setTitle(t("job.form.title"));
  let video = null;
  let seen = null; // address of the video in this browser
  let paper = null; // a document that is the cut
  let closed = false;
  const options = cutOptions({}, me?.transcribes);
  const [shown, papers] = [h("div.cut-video"), h("div.field.cut-paper")];
  const wrong = h("p.trouble", { role: "alert", hidden: true });
  const said = h("p.start-said", { role: "status" });
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("upload.progress"), hidden: true });
  const stop = button(t("job.form.stop"), { kind: "text", hidden: true, click: () => sending.stop() });
  const start = button(t("job.form.start"), { icon: "scissors", kind: "primary", click: send });
  const drop = dropPlace(place, (files) => choose(takeVideo(files)), t("job.drop"));
  add(place, [
    h("div.make-head", null, h("a.back", { href: "#/cuts" }, icon("back"), t("job.back")), h("h1", null, t("job.form.title")), h("p.lead", null, t("job.form.text")), wrong),
    h(
      "div.make",
      null,
      h("section.make-pictures", { "aria-label": t("job.form.video") }, shown),
      h("section.make-side", { "aria-label": t("job.form.how") }, options.element, papers),
    ),
    h("div.start-bar", null, h("div.cut-sending", null, said, bar), h("div.row", null, stop, start)),
  ]);

  function complain(text) {
    wrong.hidden = !text;
    if (text) fill(wrong, icon("warn"), text);
  }

  /** The server's limits, before anything is sent. */
  function tooLarge(file) {
    const { upload_bytes: most, free_bytes: free } = me?.limits ?? {};
    if (most && file.size > most) return t("job.form.too_large", { name: file.name, size: bytes(file.size), most: bytes(most) });
    if (free && file.size > free) return t("job.form.no_room", { name: file.name, size: bytes(file.size), most: bytes(free) });
    return "";
  }

  function choose(file) {
    if (!file || sending.busy) return;
    video = file;
    complain(tooLarge(file));
    show();
    draw();
    if (!start.disabled) start.focus({ preventScroll: true });
  }

  function show() {
    if (seen) URL.revokeObjectURL(seen);
    seen = null;
    const pick = () => pickFile(ACCEPT, (file) => choose(takeVideo([file])));
    if (!video) {
      fill(shown, h("div.sheet-empty", null, icon("film"), h("p", null, t("job.form.empty")), button(t("job.form.choose"), { icon: "plus", click: pick }), h("p.small.fine-only", null, t("job.begin.drop"))));
      return;
    }
    seen = URL.createObjectURL(video);
    const facts = h("p.quiet-words", null, bytes(video.size));
    const player = h("video", { src: seen, controls: true, muted: true, playsinline: true, preload: "metadata", "aria-label": video.name });
    player.addEventListener("loadedmetadata", () => {
      const { duration, videoWidth: wide, videoHeight: high } = player;
      facts.textContent = [bytes(video.size), Number.isFinite(duration) && clock(duration), `${wide} × ${high}`].filter(Boolean).join(" · ");
      stage.classList.toggle("tall", high > wide);
      stage.classList.toggle("whole", Math.abs((wide / high) * (9 / 16) - 1) < 0.01);
    });
    player.addEventListener("error", () => fill(facts, `${bytes(video.size)} · ${t("job.form.unseen")}`));
    const stage = h("div.stage", null, player);
    const other = button(t("job.form.other"), { icon: "again", kind: "text", click: pick });
    fill(shown, stage, h("div.row.between", null, h("div", null, h("h2.film-title", null, video.name), facts), other));
  }

  function drawPaper() {
    const label = h("p.hint", null, t("job.document.hint"));
    const pick = () =>
      pickFile(DOCUMENTS, (file) => {
        paper = file;
        drawPaper();
      });
    const away = () => {
      paper = null;
      drawPaper();
    };
    options.byDocument(Boolean(paper));
    const chosen = paper && button(t("job.document.away", { name: paper.name }), { icon: "close", kind: "text", click: away });
    fill(papers, h("h2", null, t("job.document")), label, chosen || button(t("job.document.choose"), { icon: "list", click: pick }));
  }

  function draw() {
    const { busy, part, file } = sending;
    bar.hidden = stop.hidden = !busy;
    bar.value = part;
    start.disabled = busy || !video || Boolean(tooLarge(video));
    for (const control of place.querySelectorAll(".cut-video .button, .cut-paper .button, .make-side input")) control.disabled = busy;
    if (busy) said.textContent = part < 1 ? t("job.form.sending", { part: percent(part), size: bytes(file.size) }) : t("job.form.landing");
    else said.textContent = video ? t("job.form.ready", { name: video.name }) : t("job.form.none");
  }

  async function fields() {
    const given = Object.entries(options.values()).filter(([, value]) => value !== null && value !== "");
    if (paper) given.push([/\.edl$/i.test(paper.name) ? "edl" : "dsl", await paper.text()]);
    return given;
  }

  async function send() {
    complain("");
    options.clear();
    try {
      const job = await sending.send(video, await fields());
      const here = !closed;
      if (here) location.hash = `#/cut/${job.job_id}`;
      else notice(t("job.state.created"), { action: { label: t("notice.look"), run: () => (location.hash = `#/cut/${job.job_id}`) } });
    } catch (error) {
      const words = error.name === "AbortError" ? t("job.form.stopped") : explain(error);
      if (closed) return notice(words, { icon: "warn", kind: "bad", stay: true });
      if (error.name === "AbortError") say(words);
      else if (!options.fail(error)) complain(words);
      draw();
    }
  }

  sending.addEventListener("change", draw);
  video = sending.file;
  show();
  drawPaper();
  if (sending.chosen) choose(sending.chosen);
  sending.chosen = null;
  draw();
  return {
    close() {
      closed = true;
      sending.removeEventListener("change", draw);
      drop.close();
      if (seen) URL.revokeObjectURL(seen);
    },
  };
}
