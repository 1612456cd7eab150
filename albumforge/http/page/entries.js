// Files from wherever a person takes them: dropped, with whole folders, pasted or picked.

const MEDIA = /\.(jpe?g|jpe|png|webp|gif|bmp|tiff?|heic|heif|hif|avif|dng|cr2|cr3|nef|arw|raf|orf|rw2|mp4|m4v|mov|mkv|webm|avi|mts|m2ts|3gp)$/i;
export const ACCEPT = "image/*,video/*,.heic,.heif,.dng,.cr2,.cr3,.nef,.arw,.raf,.orf,.rw2";

/** Whether a file looks like a photo or a clip; the server decides by what is in it. */
function looksUsable(file) {
  return !file.name.startsWith(".") && (/^(image|video)\//.test(file.type) || MEDIA.test(file.name));
}

/** Whether files are being dragged, not text or a part of the page. */
export function carriesFiles(transfer) {
  return Array.from(transfer?.types ?? []).includes("Files");
}

/**
 * All files of a drop or a paste, those in folders as well.
 * @param {DataTransfer} transfer read at once: after the event it is empty
 * @returns {Promise<{files: File[], others: string[], folder: string}>} photos and clips in the order of their time; the
 *   names of the others; the name of the one folder that was dropped, or ""
 */
export async function filesOf(transfer) {
  const items = Array.from(transfer.items ?? []).filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = entries.length ? [] : Array.from(transfer.files);
  for (const entry of entries) {
    if (entry instanceof File) found.push(entry);
    else if (entry) await walk(entry, found);
  }
  const folder = entries.length === 1 && entries[0]?.isDirectory ? entries[0].name : "";
  return { ...sorted(found), folder };
}

async function walk(entry, found) {
  if (entry.isFile) {
    found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    // A reader gives a hundred at a time, and nothing at the end.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const child of some) await walk(child, found);
  }
}

/** Photos and clips among files, by the time they were made, and by name where that is the same. */
export function sorted(all) {
  const files = Array.from(all).filter(looksUsable);
  const names = new Intl.Collator(undefined, { numeric: true });
  files.sort((a, b) => a.lastModified - b.lastModified || names.compare(a.name, b.name));
  const others = Array.from(all).filter((file) => !looksUsable(file) && !/^(\.|Thumbs\.db$|desktop\.ini$)/i.test(file.name));
  return { files, others: others.map(({ name }) => name) };
}
