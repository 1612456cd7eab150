// Ways for pictures to come in: dropped anywhere, pasted, or picked.

import { carriesFiles, ACCEPT, filesOf, sorted } from "./entries.js";
import { h, icon } from "./dom.js";
import { notice } from "./notice.js";
import { t } from "./words.js";

const NAMED = 5; // of those that are not taken
const LONG = 15000; // ms in which their names can be read
const KEPT = 30000; // ms in which a part of the page that is being read may open

let open = 0; // places that take files just now
let kept = null; // files that came while a film was being read: {at, hash, found}

function taken({ files, others, folder = "" }, take) {
  if (others.length) {
    const names = others.slice(0, NAMED).join(t("comma")) + (others.length > NAMED ? t("notes.more", { n: others.length - NAMED }) : "");
    notice(t(files.length ? "files.others" : "files.none", { n: others.length, names }), { icon: files.length ? "info" : "warn", shown: LONG });
  }
  if (files.length) take(files, folder);
}

/** Files that are dropped while a film is being read are kept for it. */
function keepWhileReading(event) {
  const transfer = event.dataTransfer ?? event.clipboardData;
  if (open || !carriesFiles(transfer) || !location.hash.startsWith("#/film/") || !document.querySelector("#main > .waiting")) return;
  event.preventDefault();
  const before = ofThis(kept) ? kept.found : [];
  kept = { at: performance.now(), hash: location.hash, found: [...before, filesOf(transfer)] };
}

const ofThis = (one) => one?.hash === location.hash && performance.now() - one.at < KEPT;

for (const type of ["drop", "paste"]) window.addEventListener(type, keepWhileReading);
window.addEventListener("hashchange", () => ofThis(kept) || (kept = null));

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
  open += 1;
  const here = ofThis(kept) ? kept.found : [];
  kept = null;
  for (const found of here) found.then((files) => taken(files, take));
  return {
    close() {
      if (!signal.aborted) open -= 1;
      ending.abort();
    },
  };
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
