// The page: which part of it an address shows, what is above it, and what happens wherever one is.

import { api } from "./api.js";
import { sayWhenAway } from "./away.js";
import { fill, h } from "./dom.js";
import { active, listen, watch, watchGone } from "./films.js";
import { filmView } from "./film.js";
import { farmView } from "./farm_page.js";
import { transfersView } from "./transfers_page.js";
import { watchView } from "./watch_page.js";
import { galleryView } from "./gallery.js";
import { header } from "./header.js";
import { active as jobActive } from "./jobs_api.js";
import { jobsView, stopped } from "./jobs_list.js";
import { newCutView } from "./jobs_new.js";
import { jobView } from "./jobs_page.js";
import { lookAtJobs, watchJobs } from "./jobs_watch.js";
import { sending } from "./jobs_upload.js";
import { dropDraft } from "./draft.js";
import { mendImages } from "./mend.js";
import { holdsStill, hush, setTitle, tellEnd, untell } from "./notice.js";
import { planView } from "./plan.js";
import { keepWatch } from "./reach.js";
import { anyUnsaved, dropEdits } from "./saver.js";
import { anyPending, dropUploads } from "./upload.js";
import { explain, markLanguage, t } from "./words.js";

const ROUTES = [
  [/^\/film\/([^/]+)\/scenes$/, planView],
  [/^\/film\/([^/]+)$/, filmView],
  [/^\/cuts$/, jobsView],
  [/^\/cuts\/new$/, newCutView],
  [/^\/cut\/([^/]+)$/, jobView],
  [/^\/farm(?:[/?].*)?$/, farmView],
  [/^\/transfers(?:[/?].*)?$/, transfersView],
  [/^\/watch$/, watchView],
  [/^\/?$/, galleryView],
];

let shown = null;
let me = null;

/** Show what the address names. */
async function show() {
  const path = location.hash.replace(/^#/, "");
  const [pattern, view] = ROUTES.find(([known]) => known.test(path)) ?? ROUTES.at(-1);
  const parameters = (path.match(pattern) ?? []).slice(1).map(decodeURIComponent);
  shown?.close?.();
  hush();
  document.querySelectorAll("dialog[open]").forEach((open) => open.close());
  setTitle("");
  const place = document.getElementById("main");
  fill(place);
  header(me, speak);
  window.scrollTo(0, 0);
  untell(parameters[0]);
  shown = view(place, { me, parameters });
  lookAtJobs();
}

/** Say everything in the language that was chosen, and have the server do so too. */
function speak() {
  markLanguage();
  listen();
  show();
}

function signIn(error) {
  const words = error.code === "not_signed_in" ? [t("signin.title"), t("signin.text")] : [t("error.title"), explain(error)];
  fill(
    document.getElementById("main"),
    h(
      "section.nothing",
      null,
      h("h1", null, words[0]),
      h("p", null, words[1]),
      error.code === "not_signed_in" && h("pre", { tabindex: "0" }, "albumforge url"),
      h("p", null, h("a.button.quiet", { href: location.href, on: { click: () => location.reload() } }, t("try.again"))),
    ),
  );
}

async function begin() {
  markLanguage();
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address of this page is its state
    document.getElementById("main").focus();
  });
  header(null, begin);
  try {
    me = await api.me();
  } catch (error) {
    signIn(error);
    return;
  }
  window.addEventListener("hashchange", async () => {
    await show();
    document.getElementById("main").focus({ preventScroll: true }); // whoever does not see the page begins anew
  });
  window.addEventListener("beforeunload", (event) => {
    if (anyPending() || anyUnsaved() || sending.busy) event.preventDefault();
  });
  // A file that is dropped beside every place for it must not replace the page.
  for (const type of ["dragover", "drop"]) window.addEventListener(type, (event) => event.preventDefault());
  watch((film, before) => {
    const { work_id: id, title, status, mine } = film;
    const [good, state] = [status === 3, `${status} ${title}`];
    holdsStill(id, state);
    if (!before || !active(before) || (!good && status !== -1) || !mine) return;
    const text = t(good ? "notice.done" : "notice.failed", { name: title || t("untitled") });
    tellEnd({ id, text, good, state, address: `#/film/${id}` });
  });
  watchJobs((job) => {
    const { job_id: id, video, status: state } = job;
    holdsStill(id, state);
    if (jobActive(job) || stopped(job)) return;
    const good = state === "completed";
    const text = t(good ? "job.notice.done" : "job.notice.failed", { name: video });
    tellEnd({ id, text, good, state, address: `#/cut/${id}` });
  });
  sending.addEventListener("change", () => sending.busy || lookAtJobs());
  for (const drop of [dropUploads, dropEdits, dropDraft, untell]) watchGone(drop);
  sayWhenAway();
  mendImages();
  keepWatch();
  listen();
  await show();
}

begin();
