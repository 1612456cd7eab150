// Files that wait to be sent, kept by the browser so that a page that was reloaded can go on with them.

const NAME = "albumforge";
const STORE = "waiting";
const MOST = 600 << 20; // bytes of one film; the names of all others are kept, so that they can be asked for again

let opened = null;

function open() {
  opened ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["film", "key"] });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null); // a private window
    }
  });
  return opened;
}

async function inStore(mode, work) {
  const database = await open();
  if (!database) return null;
  return new Promise((resolve) => {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result ?? null);
    transaction.onerror = () => resolve(null);
    transaction.onabort = () => resolve(null); // no room: then only names are kept
  });
}

const ofFilm = (film) => IDBKeyRange.bound([film, ""], [film, "\uffff"]);

/**
 * Keep files of a film: their names at once, then the files themselves as long as there is room.
 * @param {Array<{key: string, file: File}>} items
 * @param {(item: object) => boolean} waits whether a file is still to be kept
 */
export async function keepFiles(film, items, waits) {
  const row = ({ key, file: { name, size, lastModified } }, file) => ({ film, key, name, size, lastModified, file });
  await inStore("readwrite", (store) => items.map((item) => store.put(row(item, null))).at(-1));
  let room = MOST;
  for (const item of items) {
    room -= item.file.size;
    if (room > 0 && waits(item)) await inStore("readwrite", (store) => store.put(row(item, item.file)));
  }
  for (const item of items) if (!waits(item)) dropFile(film, item.key);
}

/** A file needs no longer be kept. */
export function dropFile(film, key) {
  return inStore("readwrite", (store) => store.delete([film, key]));
}

export function dropFilm(film) {
  return inStore("readwrite", (store) => store.delete(ofFilm(film)));
}

/** What was not sent yet: [{key, name, size, file|null}]. */
export async function keptFiles(film) {
  return (await inStore("readonly", (store) => store.getAll(ofFilm(film)))) ?? [];
}
