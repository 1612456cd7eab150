// The address of this page for a phone in the same network, as a picture to point its camera at.

import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { t } from "./words.js";

export function showPhone(lan) {
  const code = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(lan.qr)}`;
  dialog(
    t("phone.title"),
    h(
      "div.phone",
      null,
      h("p", null, t("phone.text")),
      h("div.phone-code", null, h("img", { src: code, alt: t("phone.code"), width: 240, height: 240 })),
      h("p.address", { tabindex: "0" }, lan.url),
      h("p.small", null, t("phone.once")),
    ),
  );
}
