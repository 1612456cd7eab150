// A film by a link, for people without an account: nothing but the film.

import { add, h, icon } from "./dom.js";
import { filmPlayer } from "./player.js";
import { markLanguage, t } from "./words.js";

const here = location.pathname.replace(/\/$/, "");
const title = document.querySelector('meta[property="og:title"]')?.content ?? "";

markLanguage();
document.title = title || t("shared.film");
const download = h("a.button.quiet", { href: `${here}/film.mp4?download=1`, download: "" }, icon("download"), h("span", null, t("download")));
add(document.getElementById("main"), [
  filmPlayer(`${here}/film.mp4`, `${here}/poster.jpg`, title || t("shared.film")),
  h(title ? "h1.film-title" : "h1.unseen", null, title || t("shared.film")),
  h("p.shared-foot", null, h("span.home", null, h("span.home-mark", { "aria-hidden": "true" }, icon("film")), h("span", null, t("name"))), download),
]);
