// The SHA-256 of a file: by the browser where it may, else by a worker of our own.

const BY_BROWSER = 64 << 20; // bytes; crypto.subtle needs the whole file in memory

let worker = null;
let asked = 0;
const waiting = new Map();

function startWorker() {
  worker = new Worker(new URL("sha256.worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data: { id, digest, error } }) => {
    const [resolve, reject] = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(error));
    else resolve(digest);
  };
  worker.onerror = () => {
    for (const [, reject] of waiting.values()) reject(new Error("the digest worker stopped"));
    waiting.clear();
    worker = null;
  };
}

/** Return the digest of a file in hexadecimal. */
export async function sha256(file) {
  if (file.size <= BY_BROWSER && globalThis.crypto?.subtle) {
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  if (!worker) startWorker();
  return new Promise((resolve, reject) => {
    asked += 1;
    waiting.set(asked, [resolve, reject]);
    worker.postMessage({ id: asked, file });
  });
}
