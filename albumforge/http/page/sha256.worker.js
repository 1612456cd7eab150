// Digests files away from the page, so that it stays at hand meanwhile.

import { digestOf } from "./sha256.js";

self.onmessage = async ({ data: { id, file } }) => {
  try {
    self.postMessage({ id, digest: await digestOf(file) });
  } catch (error) {
    self.postMessage({ id, error: String(error.message ?? error) });
  }
};
