// The line that says that the server cannot be reached, and what is known meanwhile; it goes by itself.

import { fill, h, icon } from "./dom.js";
import { active, all } from "./films.js";
import { say } from "./notice.js";
import { onAway, onBack } from "./reach.js";
import { anyUnsaved } from "./saver.js";
import { anyPending } from "./upload.js";
import { t } from "./words.js";

const AGAIN = 1000; // ms between two looks at what is known

/** Show that line whenever it is true. */
export function sayWhenAway() {
  const words = h("p");
  const line = h("div.away", { role: "alert", hidden: true }, h("div", null, icon("warn"), words));
  document.getElementById("header").after(line);
  let timer = 0;

  function draw() {
    const known = [anyUnsaved() && "away.unsaved", anyPending() && "away.upload", all().some(active) && "away.film"].filter(Boolean);
    const said = [h("strong", null, t("away")), ...known.map((name) => h("span", null, t(name)))];
    const text = said.map((part) => part.textContent).join(" ");
    if (words.textContent !== text) fill(words, said.flatMap((part) => [part, " "]).slice(0, -1));
    line.hidden = false;
  }

  onAway(() => {
    clearInterval(timer);
    timer = setInterval(draw, AGAIN);
    draw();
  });
  onBack(() => {
    clearInterval(timer);
    line.hidden = true;
    fill(words);
    say(t("away.back"));
  });
}
