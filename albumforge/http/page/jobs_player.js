// The cut and the whole video in one player, by moments of the video.

import { add, h } from "./dom.js";
import { choice, select } from "./fields.js";
import { fileOf, previewOf } from "./jobs_api.js";
import { inCut, inVideo, nextInCut } from "./jobs_time.js";
import { filmPlayer } from "./player.js";
import { t } from "./words.js";

const QUALITIES = ["full", "720p", "480p"];
const SMALL = matchMedia("(max-width: 44rem)");
const LARGE = 30e6; // bytes that a phone is spared at first

/**
 * The player.
 * @param {object} job id, name, pieces of the cut (empty where there is none), files: final, input, subtitles or null
 * @returns {{element, seek: (seconds: number) => void, onTime: (listener: (seconds: number) => void) => void, close}}
 *   times are those of the video, whatever is played
 */
export function jobPlayer({ id, name, pieces, final, input, subtitles, language }) {
  const listeners = new Set();
  const versions = final ? `${final.modified}-${final.size}` : "";
  let which = final ? "cut" : "video";
  let quality = final && SMALL.matches && final.size > LARGE ? "480p" : "full";
  const stage = filmPlayer(source(), null, name);
  const video = stage.querySelector("video");
  const making = h("p.cut-making", { role: "status", hidden: true }, t("job.player.making"));
  stage.append(making);
  if (final) mark();

  function source() {
    if (which === "video") return input ? fileOf(id, "input", input) : "";
    return quality === "full" ? fileOf(id, "output", final) : previewOf(id, quality, versions);
  }

  /** What is said in the cut, as browsers show it; its track within the MP4 they do not. */
  function mark() {
    video.replaceChildren();
    if (which !== "cut" || !subtitles) return;
    add(video, h("track", { kind: "subtitles", src: fileOf(id, "output", subtitles), srclang: language || "und", label: t("job.subtitles"), default: true }));
  }

  const now = () => (which === "cut" ? inVideo(pieces, video.currentTime) : video.currentTime);
  let wanted = null; // a moment of the video, until it can be gone to

  function go(seconds) {
    const at = which === "cut" ? (nextInCut(pieces, seconds) ?? 0) : seconds;
    if (video.readyState > 0) video.currentTime = at + 0.001; // the frame that begins there, not the one that ends
    else wanted = seconds;
  }

  function load(seconds, playing) {
    wanted = seconds;
    making.hidden = !(which === "cut" && quality !== "full");
    video.src = source();
    mark();
    if (playing) video.play().catch(() => {});
  }

  video.addEventListener("loadedmetadata", () => {
    making.hidden = true;
    if (wanted === null) return;
    const seconds = wanted;
    wanted = null;
    go(seconds);
  });
  video.addEventListener("error", () => (making.hidden = true));
  const tell = () => listeners.forEach((listener) => listener(now()));
  for (const type of ["timeupdate", "seeked"]) video.addEventListener(type, tell);

  function show(next) {
    if (next === which) return;
    const [seconds, playing] = [now(), !video.paused];
    which = next;
    for (const radio of switcher.element.querySelectorAll("input")) radio.checked = radio.value === which;
    qualities.element.hidden = which !== "cut";
    load(seconds, playing);
  }

  const switcher = choice(t("job.player.which"), ["cut", "video"].map((word) => [word, t(`job.player.${word}`)]), which, show, { hideLabel: true });
  const qualities = select(t("job.player.quality"), QUALITIES.map((word) => [word, t(`job.quality.${word}`)]), quality, (word) => {
    quality = word;
    load(now(), !video.paused);
  });
  qualities.control.setAttribute("aria-label", t("job.player.quality"));
  qualities.element.querySelector("label").className = "unseen";
  const element = h("div.cut-player", null, stage, final && h("div.row.between.cut-player-tools", null, switcher.element, qualities.element));

  return {
    element,
    /** Go to a moment of the video and play: in the cut where it is in it, else in the whole video. */
    seek(seconds) {
      if (which === "cut" && inCut(pieces, seconds) === null && input) {
        show("video");
        wanted = seconds;
      } else go(seconds);
      video.play().catch(() => {}); // where the browser does not let it begin by itself
    },
    onTime: (listener) => listeners.add(listener),
    close: () => video.pause(),
  };
}
