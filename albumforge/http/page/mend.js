// Pictures that did not come while the server was away are asked for again once it is back.

import { onBack } from "./reach.js";

/** See to that for all pictures of the page. */
export function mendImages() {
  const broken = new Set();
  const remember = ({ target }) => target instanceof HTMLImageElement && broken.add(target);
  document.addEventListener("error", remember, true);
  document.addEventListener("load", ({ target }) => broken.delete(target), true);
  onBack(() => {
    for (const image of broken) {
      broken.delete(image);
      const source = image.getAttribute("src");
      if (image.isConnected && source) image.setAttribute("src", source);
    }
  });
}
