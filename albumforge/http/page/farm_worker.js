// One worker of the farm, as a card.

import { confirm } from "./dialog.js";
import { h, icon } from "./dom.js";
import { farm } from "./farm_api.js";
import { doer, wrongPlace } from "./farm_doing.js";
import { showProgress, write } from "./farm_rows.js";
import { kindOf, lasting, nameOf, reasonOf, speed, when } from "./farm_said.js";
import { say } from "./notice.js";
import { percent, t } from "./words.js";

/** A card: {element, update}. */
export function workerCard(first) {
  let worker = first;
  const [name, kind, vr] = [h("h3.worker-name"), h("span.farm-tag"), h("span.farm-tag", null, "VR")];
  const state = h("p.worker-state");
  const task = worksAt();
  const [order, aside, last] = [note("clock"), note("warn"), note("info")];
  const wrong = wrongPlace();
  const tools = buttons(() => worker, wrong);
  const head = h("div.worker-head", null, name, h("div.row.tight", null, kind, vr));
  const element = h("li.worker-card", null, head, state, task.element, order.element, aside.element, last.element, wrong.element, tools.element);

  function update(now) {
    worker = now;
    const { worker_name, support_vr, status, since, action, set_aside, last_error } = now;
    element.className = `worker-card ${set_aside ? "aside" : status ? "online" : "offline"}`;
    write(name, worker_name);
    write(kind, kindOf(now));
    vr.hidden = !support_vr;
    write(state, t(status ? "farm.worker.online" : "farm.worker.offline", { since: when(since) }));
    task.update(now);
    order.say(action ? t(`farm.worker.told.${status ? action : "stay"}`) : "");
    aside.say(set_aside ? t("farm.worker.aside", { n: now.failures }) : "");
    last.say(last_error && (set_aside || now.failures) ? t("farm.worker.last", { said: reasonOf(last_error) }) : "");
    tools.update(now);
  }

  return { element, update };
}

/** What it does now, with a bar. */
function worksAt() {
  const [video, share, facts] = [h("span.farm-name"), h("span.farm-share"), h("p.farm-note")];
  const bar = h("progress.wide", { max: 100, value: 0 });
  const busy = h("div.farm-progress", null, h("div.row.between.tight", null, video, share), bar, facts);
  const idle = h("p.farm-note");
  const element = h("div.worker-task", null, busy, idle);

  function update({ task, status, set_aside: aside, action }) {
    element.hidden = !task && !status;
    busy.hidden = !task;
    idle.hidden = Boolean(task);
    write(idle, status ? t(aside || action ? "farm.worker.given" : "farm.worker.idle") : "");
    if (!task) return;
    write(video, nameOf(task.video_path));
    video.title = task.video_path;
    write(share, task.verifying ? t("farm.task.verifying") : percent(task.progress / 100));
    bar.setAttribute("aria-label", `${t("progress")}: ${nameOf(task.video_path)}`);
    showProgress(bar, task);
    write(facts, task.verifying ? "" : [speed(task.fps), task.remaining_time !== null && t("farm.left", { time: lasting(task.remaining_time) })].filter(Boolean).join(" · "));
  }

  return { element, update };
}

/** A line that is there only while there is something to say. */
function note(name) {
  const words = h("span");
  const element = h(`p.worker-note.${name}`, { hidden: true }, icon(name), words);
  return {
    element,
    say(text) {
      write(words, text);
      element.hidden = !text;
    },
  };
}

/** What it can be told; only what makes sense now is there. */
function buttons(worker, wrong) {
  const id = () => worker().worker_id;
  const named = (key) => t(key, { name: worker().worker_name });
  const after = () => worker().again();
  const asked = (title, text, label, work) => async () => (await confirm(named(title), t(text), t(label))) && work();
  const shutdown = asked("farm.worker.shutdown.title", "farm.worker.shutdown.text", "farm.worker.shutdown", () => farm.order(id(), "shutdown"));
  const forget = asked("farm.worker.forget.title", "farm.worker.forget.text", "farm.worker.forget", async () => {
    await farm.forget(id());
    say(named("farm.worker.forgotten"));
  });
  const resume = doer(t("farm.worker.resume"), () => farm.resume(id()), { wrong, after, icon: "again", kind: "primary" });
  const offline = doer(t("farm.worker.offline.do"), () => farm.order(id(), "offline"), { wrong, after, icon: "pause", kind: "quiet" });
  const off = doer(t("farm.worker.shutdown"), shutdown, { wrong, after, icon: "door", kind: "text" });
  const back = doer(t("farm.worker.back"), () => farm.takeBack(id()), { wrong, after, icon: "again", kind: "quiet" });
  const away = doer(t("farm.worker.forget"), forget, { wrong, after, icon: "bin", kind: "round.danger-text", bare: true });

  function update({ status, action, set_aside: aside }) {
    resume.hidden = !aside;
    offline.hidden = off.hidden = !status || Boolean(action);
    back.hidden = !action;
  }

  return { element: h("div.farm-tools", null, resume, back, offline, off, away), update };
}
