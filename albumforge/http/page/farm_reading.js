// Something of the server that is looked at for a while: read again and again, and only while it is seen.

import { isAway, onBack } from "./reach.js";

/**
 * Read something now, and after each pause.
 * @param {object} how read: asks for it; take: gets each answer, and whether somebody waits for it; fail: gets each error;
 *   pause: ms
 * @returns {{again: () => Promise<void>, close: () => void}} `again` reads at once, for somebody; an answer on its way counts
 *   no more
 */
export function keepReading({ read, take, fail, pause }) {
  let [timer, asked, closed, awaited] = [0, 0, false, true];

  async function now() {
    clearTimeout(timer);
    const mine = (asked += 1);
    const counts = () => !closed && mine === asked;
    if (!document.hidden && !isAway()) {
      try {
        const answer = await read();
        if (counts()) take(answer, awaited);
        if (counts()) awaited = false;
      } catch (error) {
        if (counts()) fail(error);
      }
    }
    if (counts()) timer = setTimeout(now, pause);
  }

  function again() {
    awaited = true;
    return now();
  }

  const seen = () => document.hidden || now();
  document.addEventListener("visibilitychange", seen);
  const unback = onBack(now);
  now();
  return {
    again,
    close() {
      closed = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
      unback();
    },
  };
}
