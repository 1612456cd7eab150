// All films of a person: their posters first.

import { address, api } from "./api.js";
import { counted } from "./counts.js";
import { add, button, fill, h, icon } from "./dom.js";
import { dropPlace, pickFiles } from "./drop.js";
import { active, all, forget, load, watch, watchGone } from "./films.js";
import { complain, setTitle } from "./notice.js";
import { inOrder } from "./order.js";
import { isAway, onBack } from "./reach.js";
import { uploadsOf } from "./upload.js";
import { clock, day, explain, percent, remaining, t } from "./words.js";

const PAUSE = 15000; // ms between two looks at what nobody tells of
let making = null;

/** Go to a new film, with these files if there are any. */
export function newFilm(files = [], title = "") {
  // A second click is not a second film; files that come meanwhile are for the first one.
  if (making) return files.length ? making.then((id) => (id ? uploadsOf(id).add(files) : newFilm(files, title))) : making;
  making = makeFilm(files, title).finally(() => (making = null));
  return making;
}

/** A film that was begun before and still is as it was made; null where there is none. */
async function emptyFilm() {
  const untouched = ({ mine, status, title, film, image_num, request }) => mine && status === 0 && !title && !film && !image_num && !Object.keys(request).length;
  for (const film of all().filter((one) => untouched(one) && !uploadsOf(one.work_id).items.length)) {
    const now = await api.film(film.work_id).catch(() => null);
    if (now && untouched(now.movie) && !now.files.length) return now.movie.work_id;
    if (!now) forget(film.work_id);
  }
  return null;
}

async function makeFilm(files, title) {
  try {
    const id = (!files.length && !title && (await emptyFilm())) || (await api.create(title)).work_id;
    if (files.length) uploadsOf(id).add(files);
    location.hash = `#/film/${id}`;
    return id;
  } catch (error) {
    complain(error);
    return null;
  }
}

export function galleryView(place) {
  setTitle("");
  const list = h("ul.films", { "aria-label": t("gallery.title") });
  const cards = new Map();
  const more = h("div.more");
  const body = h("div.gallery-body", null, h("p.waiting", { role: "status" }, t("loading")));
  const drop = dropPlace(place, (files, folder) => newFilm(files, folder), t("gallery.drop"));
  const start = button(t("new"), { icon: "plus", kind: "primary", click: () => newFilm() });
  add(place, [h("div.page-head", null, h("h1", null, t("gallery.title")), start), body]);

  function draw() {
    const films = all().filter((film) => film.mine);
    start.hidden = !films.length;
    if (!films.length) {
      cards.clear();
      if (!body.querySelector(".begin")) fill(body, empty());
      return;
    }
    if (list.parentNode !== body) fill(body, list, more);
    for (const [id, card] of cards) if (!films.some((film) => film.work_id === id)) card.element.remove(), cards.delete(id);
    films.forEach((film, index) => {
      if (!cards.has(film.work_id)) cards.set(film.work_id, filmCard());
      const card = cards.get(film.work_id);
      card.update(film);
      if (list.children[index] !== card.element) list.insertBefore(card.element, list.children[index] ?? null);
    });
  }

  async function read(offset) {
    try {
      const answer = await load(offset);
      draw();
      const seen = offset + answer.movies.length;
      fill(more, seen < answer.total && button(t("gallery.more"), { click: () => read(seen) }));
    } catch (error) {
      fill(body, h("p.trouble", { role: "alert" }, icon("warn"), explain(error)), button(t("try.again"), { icon: "again", click: () => read(0) }));
    }
  }

  const others = filmsOfOthers();
  place.append(others.element);
  const look = () => {
    if (document.hidden || isAway()) return;
    if (body.querySelector(".trouble")) read(0);
    else load().then(draw, () => {}); // films that were made elsewhere since
    others.look();
  };
  const ends = [watch(draw), watchGone(draw), onBack(look)];
  read(0);
  others.look();
  const timer = setInterval(look, PAUSE);
  window.addEventListener("focus", look);
  return {
    close() {
      clearInterval(timer);
      window.removeEventListener("focus", look);
      for (const end of ends) end();
      drop.close();
    },
  };
}

/** Films that others here share, where there are any. */
function filmsOfOthers() {
  const element = h("section", { hidden: true });
  let shown = "[]";

  function draw(films) {
    const cards = films.map((film) => {
      const card = filmCard();
      card.update(film);
      return card.element;
    });
    fill(element, h("h2.films-head", null, t("gallery.others")), h("ul.films", { "aria-label": t("gallery.others") }, cards));
    element.hidden = !films.length;
  }

  async function look() {
    try {
      const { movies } = await api.shared();
      const films = movies.filter((film) => !film.mine && film.status === 3);
      if (JSON.stringify(films) === shown) return;
      shown = JSON.stringify(films);
      draw(films);
    } catch {
      // one's own films tell of what is wrong
    }
  }

  return { element, look };
}

/** Where there is no film yet: one large place to begin. */
function empty() {
  const pick = (folder) => pickFiles((files, name) => newFilm(files, name), { folder });
  return h(
    "section.begin",
    null,
    h("div.begin-frames", { "aria-hidden": "true" }, h("span"), h("span"), h("span")),
    h("h2", null, t("begin.title")),
    h("p", null, t("begin.text")),
    h(
      "div.row.centre",
      null,
      button(t("begin.pick"), { icon: "picture", kind: "primary", click: () => pick(false) }),
      button(t("begin.folder"), { kind: "quiet", click: () => pick(true), class: "button quiet fine-only" }),
    ),
    h("p.small.fine-only", null, t("begin.drop")),
  );
}

function filmCard() {
  const back = h("img.card-back", { alt: "", "aria-hidden": "true", loading: "lazy", decoding: "async" });
  const front = h("img.card-front", { alt: "", loading: "lazy", decoding: "async" });
  const bar = h("span.card-bar");
  const badge = h("span.card-badge");
  const nothing = h("span.card-nothing", { "aria-hidden": "true" }, icon("film"));
  const [title, state] = [h("span.card-title"), h("span.card-state")];
  const link = h("a.card", null, h("span.card-picture", null, nothing, back, front, badge, bar), title, state);
  const element = h("li", null, link);
  let shown = null;
  let few = null;
  front.addEventListener("load", () => front.parentNode.classList.toggle("tall", front.naturalWidth < front.naturalHeight * 1.2));

  /** The first pictures of a film that has none of its own. */
  async function showFew(film) {
    const place = h("span.card-few");
    few = place;
    nothing.after(place);
    try {
      const { files } = await api.film(film.work_id);
      const photos = inOrder(film, files).filter((file) => !file.left_out).slice(0, 3);
      add(place, photos.map((file) => h("img", { src: address(file.thumb), alt: "", loading: "lazy", decoding: "async" })));
    } catch {
      // then it has no picture
    }
  }

  function update(film) {
    link.href = `#/film/${film.work_id}`;
    link.className = `card state${film.status}`;
    title.textContent = film.title || t("untitled");
    const picture = film.frame || film.poster;
    if (picture !== shown) {
      shown = picture;
      for (const image of [back, front]) {
        if (picture) image.src = address(picture);
        else image.removeAttribute("src");
      }
    }
    back.hidden = front.hidden = !picture;
    if (!picture && !few && film.image_num && film.status !== -2) showFew(film);
    if (few) few.hidden = Boolean(picture);
    bar.hidden = !active(film);
    bar.style.setProperty("--part", film.progress);
    badge.hidden = !film.duration || film.status !== 3;
    badge.textContent = film.duration ? clock(film.duration) : "";
    state.textContent = stateWords(film);
  }

  return { element, update };
}

/** Where a film stands, in a few words. */
function stateWords(film) {
  if (film.status === 3) return t("card.done", { day: day(film.created), counted: counted(film) });
  if (film.status === 1) return t("stage.100");
  if (film.status === 2) {
    const left = remaining(film.seconds_left);
    return [`${t(`stage.${film.stage}`)} · ${percent(film.progress)}`, left].filter(Boolean).join(" · ");
  }
  if (film.status === -1) return t("card.failed");
  if (film.status === -2) return t("card.expired");
  if (film.film) return t("card.changing");
  return film.image_num ? t("card.new", { counted: counted(film) }) : t("card.empty");
}
