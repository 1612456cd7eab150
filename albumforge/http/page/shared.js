// A film by a link, for people without an account: nothing but the film.

import { add, h, icon } from "./dom.js";
import { filmPlayer } from "./player.js";
import { markLanguage, t } from "./words.js";

const here = location.pathname.replace(/\/$/, "");

markLanguage();
const video = filmPlayer(`${here}/film.mp4`, `${here}/poster.jpg`, t("shared.film"));
add(document.getElementById("main"), [
  h("h1.unseen", null, t("shared.film")),
  video,
  h("p.shared-foot", null, h("span.home", null, h("span.home-mark", { "aria-hidden": "true" }, icon("film")), h("span", null, t("name"))), h("a.button.quiet", { href: `${here}/film.mp4`, download: "film.mp4" }, icon("download"), h("span", null, t("download")))),
]);
