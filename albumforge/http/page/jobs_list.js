// All cutting jobs of a person, newest first.

import { add, button, fill, h, icon } from "./dom.js";
import { dropPlace } from "./drop.js";
import { active, frameOf } from "./jobs_api.js";
import { newCut, pickVideo, takeVideo } from "./jobs_new.js";
import { strategyName } from "./jobs_said.js";
import { sending } from "./jobs_upload.js";
import { listJobs } from "./jobs_watch.js";
import { setTitle } from "./notice.js";
import { isAway, onBack } from "./reach.js";
import { clock, dayAndTime, explain, percent, remaining, t } from "./words.js";

const [SOON, LATER] = [1500, 12000]; // ms between two looks: while something is being done, and else
const MORE = 60; // that are shown at once

/** Where a job stands, in a few words. */
export function jobState(job) {
  if (job.status === "processing" && job.stage) return [`${t(`job.stage.${job.stage}`)} · ${percent(job.progress / 100)}`, remaining(job.seconds_left)].filter(Boolean).join(" · ");
  if (active(job)) return t("job.state.created");
  const state = t(job.status === "failed" ? (stopped(job) ? "job.state.cancelled" : "job.state.failed") : "job.state.done");
  return [state, job.status !== "failed" && job.duration && clock(job.duration), strategyName(job.strategy), dayAndTime(job.created_at)].filter(Boolean).join(" · ");
}

/** Whether its owner stopped it. */
export const stopped = ({ status, error }) => status === "failed" && /^(cancelled|已取消)$/.test(error ?? "");

export function jobsView(place) {
  setTitle(t("job.title"));
  let limit = MORE;
  let closed = false;
  let timer = 0;
  let known = [];
  const cards = new Map();
  const list = h("ul.films", { "aria-label": t("job.title") });
  const more = h("div.more");
  const body = h("div.gallery-body", null, h("p.waiting", { role: "status" }, t("loading")));
  const way = h("p.upload-state", { role: "status", hidden: true });
  const start = button(t("job.new"), { icon: "plus", kind: "primary", click: () => newCut() });
  const drop = dropPlace(place, (files) => {
    const video = takeVideo(files);
    if (video) newCut(video);
  }, t("job.drop"));
  add(place, [h("div.page-head", null, h("h1", null, t("job.title")), start), way, body]);

  function drawWay() {
    way.hidden = !sending.busy;
    if (!sending.busy) return;
    if (!way.childElementCount) fill(way, h("span"), h("progress", { max: 1, "aria-label": t("upload.progress") }), button(t("job.form.stop"), { kind: "text", click: () => sending.stop() }));
    way.querySelector("span").textContent = `${sending.file.name} · ${t("job.state.sending")} · ${percent(sending.part)}`;
    way.querySelector("progress").value = sending.part;
  }

  function draw(total) {
    start.hidden = !known.length;
    if (!known.length) {
      cards.clear();
      if (!body.querySelector(".begin")) fill(body, empty());
      return;
    }
    if (list.parentNode !== body) fill(body, list, more);
    for (const [id, card] of cards) if (!known.some((job) => job.job_id === id)) card.element.remove(), cards.delete(id);
    known.forEach((job, index) => {
      if (!cards.has(job.job_id)) cards.set(job.job_id, jobCard(job));
      const card = cards.get(job.job_id);
      card.update(job);
      if (list.children[index] !== card.element) list.insertBefore(card.element, list.children[index] ?? null);
    });
    const next = () => {
      limit += MORE;
      read();
    };
    fill(more, known.length < total && button(t("job.more"), { click: next }));
  }

  async function read() {
    clearTimeout(timer);
    if (!document.hidden && !isAway()) {
      try {
        const answer = await listJobs(limit);
        if (closed) return;
        known = answer.jobs;
        draw(answer.total);
      } catch (error) {
        if (closed) return;
        if (!list.isConnected) fill(body, h("p.trouble", { role: "alert" }, icon("warn"), explain(error)), button(t("try.again"), { icon: "again", click: read }));
      }
    }
    timer = setTimeout(read, known.some(active) ? SOON : LATER);
  }

  const look = () => !document.hidden && read();
  const sent = () => {
    drawWay();
    if (!sending.busy) read();
  };
  sending.addEventListener("change", sent);
  window.addEventListener("focus", look);
  const unback = onBack(read);
  drawWay();
  read();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      sending.removeEventListener("change", sent);
      window.removeEventListener("focus", look);
      unback();
      drop.close();
    },
  };
}

function empty() {
  return h(
    "section.begin",
    null,
    h("div.begin-strip", { "aria-hidden": "true" }, Array.from({ length: 9 }, (_, index) => h(`span${[1, 4, 5, 7].includes(index) ? ".gone" : ""}`))),
    h("h2", null, t("job.begin.title")),
    h("p", null, t("job.begin.text")),
    h("div.row.centre", null, button(t("job.begin.pick"), { icon: "film", kind: "primary", click: pickVideo })),
    h("p.small.fine-only", null, t("job.begin.drop")),
  );
}

function jobCard({ job_id: id }) {
  const front = h("img.card-front", { src: frameOf(id, 1), alt: "", loading: "lazy", decoding: "async" });
  front.addEventListener("error", () => (front.hidden = true));
  front.addEventListener("load", () => front.parentNode.classList.toggle("tall", front.naturalWidth < front.naturalHeight * 1.2));
  const [bar, badge] = [h("span.card-bar"), h("span.card-badge")];
  const [title, state] = [h("span.card-title"), h("span.card-state")];
  const link = h("a.card", { href: `#/cut/${id}` }, h("span.card-picture", null, h("span.card-nothing", { "aria-hidden": "true" }, icon("scissors")), front, badge, bar), title, state);
  const element = h("li", null, link);

  function update(job) {
    link.classList.toggle("state-1", job.status === "failed");
    title.textContent = job.video;
    state.textContent = jobState(job);
    bar.hidden = !active(job);
    bar.style.setProperty("--part", job.progress / 100);
    badge.hidden = !job.duration || job.status !== "completed";
    badge.textContent = job.duration ? clock(job.duration) : "";
  }

  return { element, update };
}
