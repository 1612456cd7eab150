// How many pictures and clips, in words; a clip is no picture.

import { t } from "./words.js";

/** "8 pictures", "1 clip", "8 pictures and 1 clip"; "" for none. */
export function counted({ photos, clips }) {
  const [some, others] = [photos && t("count.photos", { n: photos }), clips && t("count.clips", { n: clips })];
  return some && others ? t("count.both", { photos: some, clips: others }) : some || others || "";
}

/** Of these files, how many are photos and how many are clips. */
export function countOf(files) {
  const clips = files.filter(({ kind }) => kind === "clip").length;
  return { photos: files.length - clips, clips };
}
