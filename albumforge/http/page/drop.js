// Ways for pictures to come in: dropped anywhere, pasted, or picked.

import { carriesFiles, ACCEPT, filesOf, sorted } from "./entries.js";
import { h, icon } from "./dom.js";
import { notice } from "./notice.js";
import { t } from "./words.js";

const NAMED = 5; // of those that are not taken
const LONG = 15000; // ms in which their names can be read

function taken({ files, others, folder = "" }, take) {
  if (others.length) {
    const names = others.slice(0, NAMED).join(t("comma")) + (others.length > NAMED ? t("notes.more", { n: others.length - NAMED }) : "");
    notice(t(files.length ? "files.others" : "files.none", { n: others.length, names }), { icon: files.length ? "info" : "warn", shown: LONG });
  }
  if (files.length) take(files, folder);
}

/**
 * Take files that are dropped or pasted anywhere on the page.
 * @param {HTMLElement} place part of the page that shows the veil
 * @param {(files: File[], folder: string) => void} take
 * @param {string} words what dropping here does
 */
export function dropPlace(place, take, words) {
  const veil = h("div.veil", { hidden: true, "aria-hidden": "true" }, h("div", null, icon("plus"), h("p", null, words)));
  place.append(veil);
  const ending = new AbortController();
  const { signal } = ending;
  let inside = 0;
  const show = (change) => {
    inside = Math.max(0, inside + change);
    veil.hidden = inside === 0;
  };
  window.addEventListener("dragenter", (event) => carriesFiles(event.dataTransfer) && show(+1), { signal });
  window.addEventListener("dragleave", (event) => carriesFiles(event.dataTransfer) && show(-1), { signal });
  window.addEventListener("dragover", (event) => carriesFiles(event.dataTransfer) && (event.dataTransfer.dropEffect = "copy"), { signal });
  window.addEventListener(
    "drop",
    async (event) => {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      show(-inside);
      taken(await filesOf(event.dataTransfer), take);
    },
    { signal },
  );
  window.addEventListener(
    "paste",
    async (event) => {
      if (!carriesFiles(event.clipboardData)) return;
      event.preventDefault();
      taken(await filesOf(event.clipboardData), take);
    },
    { signal },
  );
  return { close: () => ending.abort() };
}

/** Let a person pick files, or a folder. */
export function pickFiles(take, { folder = false } = {}) {
  const input = h("input", { type: "file", multiple: true, accept: folder ? null : ACCEPT, webkitdirectory: folder, hidden: true });
  input.addEventListener("change", () => {
    const name = folder ? (input.files[0]?.webkitRelativePath ?? "").split("/")[0] : "";
    taken({ ...sorted(input.files), folder: name }, take);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input); // some browsers forget an input that is nowhere
  input.click();
}
