// A film that is done: to watch, to keep, to pass on, to change.

import { address, api, withParameter } from "./api.js";
import { countOf, counted } from "./counts.js";
import { add, button, fill, h, icon } from "./dom.js";
import { filmTools, notesOf } from "./manage.js";
import { knowsTime } from "./order.js";
import { openShare } from "./share.js";
import { clock, day, t } from "./words.js";

export function playerView(place, { film, files, me, change }) {
  const video = filmPlayer(film.film, film.poster, film.title || t("untitled"));
  const given = countOf(files.filter((file) => !file.left_out));
  const facts = h("p.quiet-words");
  const tell = (pictures) => (facts.textContent = [film.duration && clock(film.duration), pictures, day(film.updated)].filter(Boolean).join(" · "));
  tell("");
  shownOf(film, given).then((words) => tell(words), () => {});
  const download = h(`a.button.${film.mine ? "quiet" : "primary"}`, { href: withParameter(film.film, "download", 1), download: "" }, icon("download"), h("span", null, t("download")));
  const seen = h("p.seen-by.small");
  const update = ({ shared }) => fill(seen, icon(shared ? "people" : "lock"), t(shared ? "share.open" : "share.private"));
  if (film.mine) update(film);
  const tools = film.mine && [
    button(t("share"), { icon: "link", kind: "primary", click: () => openShare(film, me) }),
    download,
    h("a.button.quiet", { href: `#/film/${film.work_id}/scenes` }, icon("list"), h("span", null, t("change.scenes"))),
    button(t("change.pictures"), { icon: "pen", kind: "quiet", click: change }),
  ];
  add(place, [
    h(
      "article.player.screening",
      null,
      h("div.screening-head", null, h("a.back", { href: "#/" }, icon("back"), t("back"))),
      video,
      h("div.player-words", null, h("h1.film-title", null, film.title || t("untitled")), facts, film.description && h("p.description", null, film.description), film.mine && seen),
      h("div.row.player-tools", null, tools || download),
      film.mine && notesOf(film),
      film.mine && h("div.row.film-tools", null, filmTools(film)),
    ),
  ]);
  return { update, close: () => video.querySelector("video").pause() };
}

/** How many of the files that were given are seen in the film; only its owner, and not every maker of films, knows. */
async function shownOf(film, given) {
  const n = given.photos + given.clips;
  if (!film.mine || !knowsTime(film)) return counted(given);
  const { scenes } = await api.scenes(film.work_id);
  const shown = new Set(scenes.flatMap(({ files }) => files)).size;
  if (shown === n) return counted(given);
  return t(given.clips ? "player.shown.both" : "player.shown", { shown, n });
}

/** The film itself; a wrong address or a film that cannot be played is said in its place. */
export function filmPlayer(source, poster, name) {
  const wrong = h("p.player-wrong", { role: "alert", hidden: true });
  const video = h("video", { src: address(source), poster: poster && address(poster), controls: true, playsinline: true, preload: "metadata", "aria-label": name });
  video.addEventListener("error", () => {
    wrong.textContent = t(video.error?.code === 4 ? "player.unknown" : "player.broken");
    wrong.hidden = false;
  });
  video.addEventListener("loadedmetadata", () => {
    wrong.hidden = true;
    frame.classList.toggle("tall", video.videoHeight > video.videoWidth);
    frame.classList.toggle("whole", Math.abs((video.videoWidth / video.videoHeight) * (9 / 16) - 1) < 0.01);
    frame.style.setProperty("--shape", `${video.videoWidth} / ${video.videoHeight}`);
  });
  const frame = h("div.stage", null, video, wrong);
  return frame;
}
