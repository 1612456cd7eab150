// One cutting job: while it is done, once it is, or why it did not come to be.

import { confirm, dialog } from "./dialog.js";
import { add, button, fill, h, icon } from "./dom.js";
import { active, follow, jobs } from "./jobs_api.js";
import { jobDone } from "./jobs_done.js";
import { dropChanges } from "./jobs_editing.js";
import { stopped } from "./jobs_list.js";
import { pickVideo } from "./jobs_new.js";
import { cutOptions } from "./jobs_options.js";
import { jobProgress } from "./jobs_progress.js";
import { complain, hush, say, setTitle } from "./notice.js";
import { onBack } from "./reach.js";
import { explain, t } from "./words.js";

const AGAIN = 3000; // ms before it is asked how a job stands that nobody tells of

export function jobView(place, { me, parameters: [id] }) {
  let closed = false;
  let part = null;
  let kind = "";
  let unfollow = () => {};
  let timer = 0;
  let reading = 0;
  let seen = null;

  /** Read all of it and show the part that fits. */
  async function read() {
    clearTimeout(timer);
    reading += 1;
    const mine = reading;
    try {
      const job = await jobs.about(id);
      seen = job;
      if (closed || mine !== reading) return;
      if (active(job)) show("active", () => jobProgress(place, { job }));
      else {
        const whole = job.cut || job.status === "completed" ? await loaded(job) : null;
        const unread = job.status === "failed" && unreadable(whole?.trace ?? (await jobs.trace(id)));
        if (closed || mine !== reading) return;
        const failed = failure(job, unread);
        show("rest", () => (whole ? jobDone(place, { job, ...whole, tools: tools(job), failed, again: read }) : failedView(job, failed)));
      }
      listen(job);
    } catch (error) {
      if (closed || mine !== reading) return;
      unfollow();
      if (error.code === "job_missing") show("gone", gone);
      else show("wrong", () => wrong(error));
    }
  }

  function show(next, draw) {
    if (kind && next !== kind) {
      window.scrollTo(0, 0);
      hush();
    }
    kind = next;
    part?.close?.();
    fill(place);
    part = draw() ?? null;
  }

  /** Whether it was begun again, or deleted, in another window. */
  async function look() {
    if (kind !== "rest") return;
    const now = await jobs.about(id).catch((error) => (error.code === "job_missing" ? { status: "" } : null));
    if (!closed && kind === "rest" && now && (now.status !== seen.status || now.updated_at !== seen.updated_at)) read();
  }

  /** What the steps left. */
  async function loaded(job) {
    const [{ artifacts }, plan, document, scenes, transcript, trace] = await Promise.all([
      jobs.get(id),
      ...["plan.json", "editing_dsl.json", "scenes.json", "transcript.json"].map((name) => jobs.artifact(id, name)),
      jobs.trace(id),
    ]);
    setTitle(job.video);
    return plan && document ? { artifacts, plan, document, scenes: scenes?.scenes ?? [], transcript, trace } : null;
  }

  /** Whether the video itself cannot be read, which another attempt does not change. */
  const unreadable = ({ actions }) => actions.some(({ action, ok }) => action === "ingest" && !ok);

  function listen(job) {
    unfollow();
    if (!active(job)) return;
    unfollow = follow(
      id,
      (now) => {
        if (closed) return;
        if (active(now) && kind === "active") part?.update?.(now);
        else read();
      },
      () => (timer = setTimeout(read, AGAIN)),
    );
  }

  /** Begin it again, as it was or in another way. */
  async function again(changes) {
    await jobs.render(id, changes);
    dropChanges(id);
    await read();
  }

  function otherwise(job) {
    const options = cutOptions(job.options, me?.transcribes);
    const wrong = h("p.trouble", { role: "alert", hidden: true });
    const go = button(t("job.otherwise.do"), {
      icon: "scissors",
      kind: "primary",
      click: async () => {
        wrong.hidden = true;
        options.clear();
        go.disabled = true;
        try {
          await again(options.values());
          open.close();
        } catch (error) {
          go.disabled = false;
          if (options.fail(error)) return;
          fill(wrong, icon("warn"), explain(error));
          wrong.hidden = false;
        }
      },
    });
    const open = dialog(t("job.otherwise"), [h("p.hint", null, t("job.otherwise.text")), options.element, wrong], { actions: [go] });
  }

  async function remove(job) {
    const name = job.video;
    if (!(await confirm(t("job.delete.title", { name }), t("job.delete.text"), t("delete")))) return;
    try {
      await jobs.remove(id);
      dropChanges(id);
      location.hash = "#/cuts";
      window.addEventListener("hashchange", () => setTimeout(() => say(t("job.delete.done", { name }))), { once: true });
    } catch (error) {
      complain(error);
    }
  }

  const retry = () => again({}).catch(complain);

  function tools(job) {
    return [
      button(t("job.otherwise"), { icon: "scissors", click: () => otherwise(job) }),
      button(t("delete"), { icon: "bin", kind: "text danger-text", click: () => remove(job) }),
    ];
  }

  /** Why the last attempt failed; null where it did not. */
  function failure(job, unread) {
    if (job.status !== "failed") return null;
    const hopeless = unread && !stopped(job);
    const retries = button(t("job.failed.retry"), { icon: "again", kind: hopeless ? "quiet" : "primary", click: retry });
    return h(
      "div.cut-failed",
      null,
      h("p.ended-words", null, icon("warn"), t(stopped(job) ? "job.failed.stopped" : "job.failed.title")),
      !stopped(job) && job.error && h("p.ended-reason", null, job.error),
      h("p", null, t(job.cut ? "job.failed.before" : hopeless ? "job.failed.unread" : "job.failed.text")),
      h("div.row", null, hopeless && button(t("job.failed.other"), { icon: "film", kind: "primary", click: pickVideo }), retries),
    );
  }

  function failedView(job, failed) {
    setTitle(job.video);
    add(place, [
      h("div.make-head", null, h("a.back", { href: "#/cuts" }, icon("back"), t("job.back")), h("h1.film-title", null, job.video)),
      h("section.ended", null, failed, h("div.row.cut-tools", null, tools(job))),
    ]);
  }

  function gone() {
    setTitle(t("job.gone.title"));
    document.querySelectorAll("dialog[open]").forEach((open) => open.close());
    add(place, h("section.nothing", null, h("h1", null, t("job.gone.title")), h("p", null, t("job.gone.text")), h("a.button.primary", { href: "#/cuts" }, icon("back"), h("span", null, t("job.back")))));
  }

  function wrong(error) {
    add(
      place,
      h("section.nothing", null, h("h1", null, t("error.title")), h("p", { role: "alert" }, explain(error)), h("div.row.centre", null, h("a.button.quiet", { href: "#/cuts" }, icon("back"), t("job.back")), button(t("try.again"), { icon: "again", click: read }))),
    );
  }

  fill(place, h("p.waiting", { role: "status" }, t("loading")));
  read();
  const unback = onBack(() => kind !== "rest" && read());
  window.addEventListener("focus", look);
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      unfollow();
      unback();
      window.removeEventListener("focus", look);
      part?.close?.();
    },
  };
}
