// The music of a film: pieces to listen to and choose from.

import { address, api } from "./api.js";
import { button, fill, h, icon, unique } from "./dom.js";
import { explain, known, t, titled } from "./words.js";

/** One sound for the whole page: a second sample ends the first. */
const player = new Audio();
player.preload = "none";

const moods = (words) => words.map((word) => (known(`mood.${word}`) ? t(`mood.${word}`) : word)).join(t("comma"));

export function musicChooser({ film, saver }) {
  const list = h("div.pieces");
  const wrong = h("p.wrong", { role: "alert", hidden: true });
  const failing = { control: list, fail: (text) => ((wrong.hidden = !text), (wrong.textContent = text)) };
  const name = unique("music");
  const chosen = film.request.music ?? "auto";

  function row(value, title, detail, sample) {
    const input = h("input", { type: "radio", name, value, checked: value === chosen, on: { change: () => saver.option("music", value === "auto" ? null : value, failing) } });
    const label = h("label.piece-label", null, input, h("span.piece-words", null, h("span", null, title), detail && h("span.hint", null, detail)));
    return h("div.piece", null, label, sample && playButton(title, address(sample)));
  }

  async function read() {
    try {
      const { music } = await api.music();
      const own = chosen !== "auto" && chosen !== "none" && !music.some((piece) => piece.name === chosen);
      fill(
        list,
        row("auto", t("music.auto"), t("music.auto.text")),
        own && row(chosen, t("music.own"), film.music ?? ""),
        music.map((piece) => row(piece.name, titled(piece.title), t("music.detail", { moods: moods(piece.mood), bpm: piece.bpm }), piece.sample)),
        row("none", t("music.none")),
      );
    } catch (error) {
      fill(list, h("p.trouble", null, explain(error)), button(t("try.again"), { icon: "again", click: read }));
    }
  }

  fill(list, h("p.waiting", null, t("loading")));
  read();
  return h("fieldset.panel", null, h("legend", null, h("h2", null, t("music"))), list, wrong);
}

function playButton(title, source) {
  const control = h("button.play", { type: "button", on: { click: press } });

  function draw() {
    const mine = player.dataset.of === source;
    const state = !mine || player.paused ? "still" : player.readyState < 3 ? "loading" : "playing";
    control.classList.toggle("playing", state !== "still");
    control.classList.toggle("loading", state === "loading");
    control.setAttribute("aria-label", t(state === "still" ? "music.play" : "music.stop", { title }));
    control.style.setProperty("--part", mine && player.duration ? player.currentTime / player.duration : 0);
    fill(control, icon(state === "still" ? "play" : "pause"));
  }

  function press() {
    if (player.dataset.of === source && !player.paused) {
      player.pause();
      return;
    }
    player.dataset.of = source;
    player.src = source;
    player.play().catch((error) => {
      if (error.name === "AbortError") return;
      control.classList.add("broken");
      control.setAttribute("aria-label", t("music.broken", { title }));
      control.title = t("music.broken", { title });
    });
    draw();
  }

  for (const type of ["play", "playing", "pause", "waiting", "ended", "timeupdate", "emptied"]) {
    player.addEventListener(type, () => control.isConnected && draw());
  }
  window.addEventListener("hashchange", () => player.pause(), { once: true });
  draw();
  return control;
}
