// How a farm is set up, for whoever has none yet.

import { address } from "./api.js";
import { copyText } from "./copying.js";
import { button, coded, h } from "./dom.js";
import { say } from "./notice.js";
import { t } from "./words.js";

/** Where workers find this server. */
export const master = () => location.origin + address("/").replace(/\/$/, "");

/** What is to be done, and what is typed for it. */
const steps = () => [
  ["farm.setup.roots", "albumforge --set farm_roots=/srv/videos serve"],
  ["farm.setup.keep", "farm_roots: [/srv/videos]"],
  ["farm.setup.here", "albumforge --set farm_roots=/srv/videos --set farm_workers=1 serve"],
  ["farm.setup.elsewhere", `albumforge farm-worker ${master()} --map /srv/videos=/mnt/videos`],
];

/** The explanation, with lines that can be copied. */
export function setUp() {
  return h(
    "section.farm-setup",
    null,
    h("h1", null, t("farm.title")),
    h("p.farm-lead", null, t("farm.setup.text")),
    h("ol", null, steps().map(([words, line]) => h("li", null, h("p", null, coded(t(words))), typed(line)))),
    h("p.hint", null, coded(t("farm.setup.more"))),
  );
}

/** A line that is to be typed, with a button that copies it. */
export function typed(line) {
  const copy = button(t("copy"), {
    icon: "copy",
    kind: "text",
    click: async () => {
      await copyText(line, copy);
      say(t("copied"));
      copy.lastChild.textContent = t("copied");
    },
  });
  return h("div.farm-command", null, h("pre", null, h("code", null, line.split(" ").flatMap((word) => [" ", h("span.farm-word", null, word)]).slice(1))), copy);
}
