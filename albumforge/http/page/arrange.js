// Moving things in a list or a grid: with the mouse, with a finger after a moment's rest, and with the keyboard.

import { still } from "./dom.js";

const SLACK = 6; // px a mouse may move and still click
const REST = 380; // ms a finger rests before it moves a thing instead of the page
const EDGE = 80; // px from the window's edge where it scrolls
const SETTLE = 180; // ms in which the others make room

/**
 * Let the children of a list that have `data-file` be moved.
 * @param {HTMLElement} list
 * @param {object} act moved(from, to), open(index), leave(index)
 * @returns {{refresh: () => void, close: () => void}}
 */
export function arrange(list, act) {
  const ending = new AbortController();
  const options = { signal: ending.signal };
  const things = () => [...list.children].filter((child) => child.dataset.file);
  let drag = null;
  let current = null;

  list.addEventListener("pointerdown", (event) => {
    const thing = event.target.closest("[data-file]");
    if (!thing || event.button !== 0 || event.target.closest("input, textarea, select, .no-drag, .tile-out")) return;
    drag = { thing, handle: Boolean(event.target.closest(".handle")), x: event.clientX, y: event.clientY, id: event.pointerId, lifted: false, from: things().indexOf(thing) };
    if (event.pointerType !== "mouse") drag.timer = setTimeout(() => lift(), REST);
  }, options);

  window.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > SLACK;
    [drag.nowX, drag.nowY] = [event.clientX, event.clientY];
    if (!drag.lifted && far) {
      if (event.pointerType === "mouse" || drag.handle) lift();
      else drop(false); // the finger scrolls
    }
    if (drag?.lifted) follow();
  }, options);

  window.addEventListener("pointerup", (event) => {
    if (drag?.lifted && event.pointerId === drag.id) arrive(event.clientX, event.clientY);
    drop(true);
  }, options);
  window.addEventListener("pointercancel", () => drop(false), options);
  window.addEventListener("keydown", (event) => event.key === "Escape" && drag?.lifted && (event.preventDefault(), drop(false)), options);
  // While a finger moves a thing the page must stay where it is.
  list.addEventListener("touchmove", (event) => drag?.lifted && event.preventDefault(), { ...options, passive: false });
  list.addEventListener("contextmenu", (event) => drag && event.preventDefault(), options);
  list.addEventListener("dragstart", (event) => event.preventDefault(), options);
  list.addEventListener("click", (event) => {
    if (!dragged) return;
    event.preventDefault();
    event.stopPropagation();
  }, { ...options, capture: true });
  let dragged = false;

  function lift() {
    clearTimeout(drag.timer);
    const box = drag.thing.getBoundingClientRect();
    const ghost = drag.thing.cloneNode(true);
    ghost.removeAttribute("data-file");
    ghost.classList.add("ghost");
    ghost.setAttribute("aria-hidden", "true");
    ghost.style.width = `${box.width}px`;
    ghost.style.height = `${box.height}px`;
    document.body.append(ghost);
    drag.thing.classList.add("lifted");
    Object.assign(drag, { lifted: true, ghost, dx: drag.x - box.left, dy: drag.y - box.top, nowX: drag.nowX ?? drag.x, nowY: drag.nowY ?? drag.y });
    document.body.classList.add("dragging");
    navigator.vibrate?.(10);
    scroll();
    follow();
  }

  function follow() {
    const { ghost, nowX, nowY, dx, dy, thing } = drag;
    ghost.style.transform = `translate(${nowX - dx}px, ${nowY - dy}px) scale(1.04)`;
    const others = things();
    const over = others.find((other) => {
      const box = other.getBoundingClientRect();
      return nowX >= box.left && nowX < box.right && nowY >= box.top && nowY < box.bottom;
    });
    drag.missed = performance.now() < (drag.settled ?? 0); // the others are still on their way
    if (!over || over === thing || drag.missed) return;
    const [from, to] = [others.indexOf(thing), others.indexOf(over)];
    making(() => (from < to ? over.after(thing) : over.before(thing)));
    drag.settled = performance.now() + (still() ? 0 : SETTLE);
  }

  /** Where it is let go counts, even if nothing has been seen of it yet. */
  function arrive(x, y) {
    if (!drag.missed && x === drag.nowX && y === drag.nowY) return;
    Object.assign(drag, { nowX: x, nowY: y, settled: 0 });
    for (const thing of things()) for (const gliding of thing.getAnimations()) gliding.finish();
    follow();
  }

  /** Let the others glide to their new places. */
  function making(change) {
    if (still()) {
      change();
      return;
    }
    const before = new Map(things().map((thing) => [thing, thing.getBoundingClientRect()]));
    change();
    for (const [thing, was] of before) {
      const is = thing.getBoundingClientRect();
      if (was.left === is.left && was.top === is.top) continue;
      thing.animate([{ transform: `translate(${was.left - is.left}px, ${was.top - is.top}px)` }, { transform: "none" }], { duration: SETTLE, easing: "ease-out" });
    }
  }

  function scroll() {
    if (!drag?.lifted) return;
    if (drag.missed) follow(); // also where the pointer rests
    const { nowY } = drag;
    if (nowY < EDGE) window.scrollBy(0, -(EDGE - nowY) / 6);
    else if (nowY > innerHeight - EDGE) window.scrollBy(0, (nowY - innerHeight + EDGE) / 6);
    requestAnimationFrame(scroll);
  }

  function drop(wanted) {
    if (!drag) return;
    clearTimeout(drag.timer);
    const { lifted, ghost, thing, from } = drag;
    const to = things().indexOf(thing);
    drag = null;
    if (!lifted) return;
    dragged = true;
    setTimeout(() => (dragged = false));
    ghost.remove();
    thing.classList.remove("lifted");
    document.body.classList.remove("dragging");
    if (!wanted) things()[from] === thing || place(thing, from);
    else if (from !== to) act.moved(from, to);
  }

  function place(thing, index) {
    const others = things().filter((other) => other !== thing);
    list.insertBefore(thing, others[index] ?? null);
  }

  /** How many things stand in one row. */
  function columns() {
    const all = things();
    const top = all[0]?.offsetTop;
    const next = all.findIndex((thing) => thing.offsetTop !== top);
    return next < 1 ? Math.max(1, all.length) : next;
  }

  list.addEventListener("keydown", (event) => {
    const thing = event.target.closest("[data-file]");
    if (!thing || event.target.matches("input, textarea, select")) return;
    const all = things();
    const at = all.indexOf(thing);
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(), ArrowDown: columns(), Home: -at, End: all.length - 1 - at };
    if (event.key in steps) {
      event.preventDefault();
      const to = Math.min(all.length - 1, Math.max(0, at + steps[event.key]));
      if (event.altKey || event.shiftKey || event.ctrlKey) {
        act.moved(at, to);
        focus(thing);
      } else focus(all[to]);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      act.leave?.(at);
    }
  }, options);

  const handle = (thing) => thing.querySelector(".tile-open, .handle");

  function focus(thing) {
    current = thing;
    refresh();
    handle(thing)?.focus();
  }

  list.addEventListener("focusin", (event) => {
    const thing = event.target.closest("[data-file]");
    if (!thing || thing === current) return;
    current = thing;
    refresh();
  }, options);

  /** One thing is reached by Tab, the others from there by arrows. */
  function refresh() {
    const all = things();
    if (!all.includes(current)) current = all[0] ?? null;
    for (const thing of all) handle(thing)?.setAttribute("tabindex", thing === current ? "0" : "-1");
  }

  return { refresh, close: () => ending.abort() };
}
