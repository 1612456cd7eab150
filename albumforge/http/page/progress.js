// A film that is being made: what is seen of it already, how far it is, how long it still takes.

import { address, withParameter } from "./api.js";
import { add, button, h, icon, still } from "./dom.js";
import { toggle } from "./fields.js";
import { cancelFilm, showLog } from "./manage.js";
import { askToNotify, canNotify, notice, notifies, say, setTitle } from "./notice.js";
import { inOrder } from "./order.js";
import { known } from "./films.js";
import { isAway, onAway, onBack } from "./reach.js";
import { percent, remaining, t } from "./words.js";
import { nobodyThere } from "./worker.js";

const STAGES = [100, 101, 102, 103, 104, 105];
const STOPPING = 20000; // ms a server may take to stop
const TURN = 3500; // ms a picture is shown while there is no frame yet

export function progressView(place, { film, files }) {
  const screen = filmScreen(inOrder(film, files).filter((file) => !file.left_out));
  const bar = h("progress.wide", { max: 1, value: film.progress, "aria-label": t("progress") });
  const [stage, part, left] = [h("p.progress-stage"), h("span.progress-part"), h("span")];
  const steps = h("ol.steps", null, STAGES.map((number) => h("li", { data: { stage: number } }, h("span", null, t(`stage.${number}`)))));
  const cancel = button(t("cancel"), {
    kind: "quiet",
    click: () => {
      cancel.disabled = true;
      label.textContent = t("cancelling");
      cancelFilm(film).then((well) => {
        if (well) return; // the view changes once the film has stopped
        cancel.disabled = false;
        label.textContent = t("cancel");
      });
    },
  });

  const label = cancel.querySelector("span");
  const nobody = nobodyThere();
  const leave = h("p.small.quiet-words", null, t("progress.leave"));
  let lostAt = 0;
  let far = null; // the last that was known of how far it is

  add(place, [
    h(
      "section.progress.screening",
      { "aria-label": t("progress") },
      h("div.screening-head", null, h("a.back", { href: "#/" }, icon("back"), t("back")), h("h1.film-title", null, film.title || t("untitled"))),
      screen.element,
      h("div.progress-words", null, stage, h("p.progress-left", null, part, left)),
      h("div", null, nobody.element),
      bar,
      steps,
      h("div.row.between", null, h("div.row", null, cancel, button(t("log"), { icon: "list", kind: "text", click: () => showLog(film) })), tellSwitch()),
      leave,
    ),
  ]);
  let spoken = "";

  function update(told) {
    if (told.stage > 100) far = { stage: told.stage, progress: told.progress, at: isAway() ? (far?.at ?? 0) : performance.now() };
    // A server that stops puts its films back into the queue; how far they are is known all the same.
    const stopped = isAway() && told.stage <= 100 && far && lostAt - far.at < STOPPING;
    const now = stopped ? { ...told, stage: far.stage, progress: far.progress } : told;
    leave.hidden = isAway();
    const doing = t(`stage.${now.stage || 100}`);
    stage.textContent = isAway() ? t("away.last", { stage: doing }) : doing;
    part.textContent = now.stage > 100 ? percent(now.progress) : "";
    const time = isAway() ? "" : remaining(now.seconds_left);
    left.textContent = time;
    bar.value = now.progress;
    if (now.stage <= 100) bar.removeAttribute("value");
    setTitle(now.stage > 100 ? `${percent(now.progress)} · ${film.title || t("untitled")}` : film.title || t("untitled"));
    for (const step of steps.children) {
      const number = Number(step.dataset.stage);
      step.className = number < now.stage ? "past" : number === now.stage ? "now" : "";
      if (number === now.stage) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    }
    screen.show(now.frame);
    nobody.element.parentNode.hidden = now.status === 2; // somebody is making it
    // Spoken at every stage and every quarter, not at every step.
    const quarter = `${now.stage} ${Math.floor(now.progress * 4)}`;
    if (quarter !== spoken && !isAway()) say([stage.textContent, part.textContent, time].filter(Boolean).join(", "));
    spoken = quarter;
  }

  update(film);
  const again = () => update(known(film.work_id) ?? film);
  const lost = () => ((lostAt = performance.now()), again());
  const ends = [onAway(lost), onBack(again)];
  return {
    update,
    close() {
      for (const end of [...ends, nobody.close, screen.close]) end();
    },
  };
}

/** Where the film is seen: its own pictures, one after the other, until there is a frame of it. */
function filmScreen(files) {
  const [one, two] = [h("img", { alt: "" }), h("img", { alt: "" })];
  const element = h("div.screen", null, one, two);
  let front = one;
  let shown = null;
  let waiting = false;
  let turn = 0;

  /** Fade to a picture once it is there. */
  function fade(source) {
    if (source === shown || waiting) return;
    waiting = true;
    const next = front === one ? two : one;
    next.onload = next.onerror = (event) => {
      waiting = false;
      if (event.type === "error") return;
      element.classList.toggle("tall", next.naturalHeight > next.naturalWidth && !element.classList.contains("before"));
      next.classList.add("seen");
      front.classList.remove("seen");
      front = next;
    };
    shown = source;
    next.src = source;
  }

  const next = () => {
    const photos = files.filter((file) => file.kind === "photo");
    if (photos.length) fade(withParameter(photos[turn % photos.length].thumb, "w", 1280));
    turn += 1;
  };
  next();
  element.classList.add("before");
  let timer = still() ? 0 : setInterval(next, TURN);

  return {
    element,
    show(frame) {
      if (!frame) return;
      if (timer) clearInterval(timer);
      timer = 0;
      element.classList.remove("before");
      one.alt = two.alt = t("progress.frame");
      fade(address(frame));
    },
    close: () => clearInterval(timer),
  };
}

/** Whether the browser should tell when the film is done. */
function tellSwitch() {
  if (!canNotify() || Notification.permission === "denied") return null;
  const part = toggle(t("notify"), notifies(), async (on) => {
    const allowed = await askToNotify(on);
    part.control.checked = allowed;
    if (on && !allowed) notice(t("notify.refused"), { icon: "bell" });
  });
  return part.element;
}
