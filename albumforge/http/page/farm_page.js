// The transcode farm: its heading, its parts, and how it is set up where it is not.

import { add, fill, h } from "./dom.js";
import { partOf } from "./farm_address.js";
import { logsPart } from "./farm_logs.js";
import { overviewPart } from "./farm_overview.js";
import { setUp } from "./farm_setup.js";
import { tasksPart } from "./farm_tasks.js";
import { videosPart } from "./farm_videos.js";
import { workersPart } from "./farm_workers.js";
import { setTitle } from "./notice.js";
import { t } from "./words.js";

const PARTS = { "": overviewPart, workers: workersPart, tasks: tasksPart, videos: videosPart, logs: logsPart };

export function farmView(place, { me }) {
  const here = partOf() in PARTS ? partOf() : "";
  setTitle(t("farm.title"));
  // Only the operator's page knows whether there is a farm.
  if (typeof me.farm !== "boolean") return void add(place, h("section.nothing", null, h("h1", null, t("farm.title")), h("p", null, t("farm.foreign"))));
  if (!me.farm) return void add(place, setUp());
  const links = Object.keys(PARTS).map((name) =>
    h("a.farm-part", { href: name ? `#/farm/${name}` : "#/farm", "aria-current": name === here ? "page" : null }, t(`farm.part.${name || "overview"}`)),
  );
  const body = h("div.farm-body");
  add(place, [h("div.page-head.farm-head", null, h("h1", null, t("farm.title")), h("nav.farm-parts", { "aria-label": t("farm.parts") }, links)), body]);
  links.find((link) => link.hasAttribute("aria-current")).scrollIntoView({ block: "nearest", inline: "center" });
  fill(body);
  return PARTS[here](body);
}
