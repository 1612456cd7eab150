// What is said beside the page: short notices, what a screen reader should hear, and that a film or a cut is done.

import { button, h, icon } from "./dom.js";
import { isAway, onBack } from "./reach.js";
import { recall, remember } from "./store.js";
import { explain, t } from "./words.js";

const SHOWN = 7000; // ms

const HEARD = 10000; // ms after which what was said is no longer news
let saying = 0;

/** Tell a screen reader; nothing is seen. */
export function say(text) {
  hush();
  // The same words twice are only spoken again when the place was empty in between.
  saying = setTimeout(() => {
    document.getElementById("said").textContent = text;
    saying = setTimeout(hush, HEARD);
  }, 30);
}

/** What was told last is not true any more. */
export function hush() {
  clearTimeout(saying);
  const place = document.getElementById("said");
  if (place) place.textContent = "";
}

/**
 * Show a notice for a while.
 * @param {object} options icon; kind "plain" or "bad"; an action {label, run}; `stay` keeps it until it is closed, else it is
 *   there for `shown` ms
 */
export function notice(text, { icon: name = "info", kind = "plain", action = null, stay = false, shown = SHOWN } = {}) {
  const close = () => note.remove();
  const note = h(
    `div.notice.${kind}`,
    { role: kind === "bad" ? "alert" : null },
    icon(name),
    h("p", null, text),
    action &&
      button(action.label, {
        kind: "text",
        click: () => {
          close();
          action.run();
        },
      }),
    button(t("close"), { icon: "close", kind: "round", bare: true, click: close }),
  );
  document.getElementById("notices").append(note);
  keepClear();
  if (!stay) {
    let timer = setTimeout(close, shown);
    note.addEventListener("pointerenter", () => clearTimeout(timer));
    note.addEventListener("focusin", () => clearTimeout(timer));
    note.addEventListener("pointerleave", () => (timer = setTimeout(close, shown)));
  }
  return close;
}

const WANTED = ".upload-failed .button, .tile.failed .button, .nothing .button, .ended .button, .gallery-body > .button";
const MANY = 1000; // a button for all files weighs more than those of each
let clearing = 0;

/** Notices stand where they cover no button by which something that failed is tried again: below, or else above. */
function keepClear() {
  clearTimeout(clearing);
  const place = document.getElementById("notices");
  if (!place.childElementCount) return;
  const { left, right, height } = place.getBoundingClientRect();
  const covered = (top) =>
    [...document.querySelectorAll(WANTED)].reduce((sum, one) => {
      const box = one.getBoundingClientRect();
      const under = box.width > 0 && box.right > left && box.left < right && box.bottom > top && box.top < top + height;
      return sum + (under ? (one.closest(".tile") ? 1 : MANY) : 0);
    }, 0);
  const [above, below] = [parseFloat(getComputedStyle(place).getPropertyValue("--above")) * 16, innerHeight - height - 90];
  place.classList.toggle("above", covered(below) > covered(above));
  clearing = setTimeout(keepClear, 300);
}

/** Say that something did not work, where there is no better place for it. */
export function complain(error) {
  if (error?.name === "AbortError") return;
  const close = notice(explain(error), { icon: "warn", kind: "bad", stay: true });
  if (error?.code !== "unreachable" || !isAway()) return;
  const end = onBack(() => {
    close();
    end();
  });
}

const usualTitle = "albumforge";
let title = usualTitle;
let away = "";

/** The title of the window: what is looked at; a film that is done comes first until somebody looks. */
export function setTitle(text) {
  title = text ? `${text} · ${usualTitle}` : usualTitle;
  document.title = away || title;
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    away = "";
    document.title = title;
  }
});

/** Whether the browser can tell outside of the page. */
export const canNotify = () => "Notification" in window && window.isSecureContext;

/** Whether it was asked for and allowed. */
export const notifies = () => canNotify() && Notification.permission === "granted" && recall("notify", false);

/** Ask the browser to be allowed to tell when a film is done; returns whether it is. */
export async function askToNotify(wanted) {
  if (!wanted) {
    remember("notify", false);
    return false;
  }
  const allowed = canNotify() && (await Notification.requestPermission()) === "granted";
  remember("notify", allowed);
  return allowed;
}

const ENDED = 12000; // ms for which it is said that a work is done
const told = new Map();

/** What was said of the end of a work is not true any more, or is seen. */
export function untell(id) {
  told.get(id)?.close();
  told.delete(id);
}

/** A work changed: what was said of its end stays only while it is as it was told. */
export function holdsStill(id, state) {
  if (told.has(id) && told.get(id).state !== state) untell(id);
}

/**
 * A film or a cut came to its end.
 * @param {object} work id; text, what is said; good, whether it is there to be watched; state, which `holdsStill` compares;
 *   address of its page
 */
export function tellEnd({ id, text, good, state, address }) {
  const open = () => (location.hash = address);
  untell(id);
  const looked = location.hash === address;
  if (!document.hidden && looked) {
    say(text); // it is seen
    return;
  }
  if (!looked) {
    const unseen = document.hidden;
    const close = notice(text, {
      icon: good ? "check" : "warn",
      kind: good ? "plain" : "bad",
      stay: !good || unseen,
      shown: ENDED,
      action: { label: t(good ? "notice.watch" : "notice.look"), run: open },
    });
    if (good && unseen) document.addEventListener("visibilitychange", () => setTimeout(close, ENDED), { once: true });
    told.set(id, { close, state });
  }
  if (!document.hidden) return;
  away = `● ${text}`;
  document.title = away;
  if (!notifies()) return;
  try {
    const shown = new Notification(text, { body: "albumforge", tag: id });
    shown.onclick = () => {
      window.focus();
      shown.close();
      open();
    };
  } catch {
    // phones allow it only to service workers; the title and the notice in the page remain
  }
}
