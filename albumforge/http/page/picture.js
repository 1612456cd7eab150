// One picture, large: its caption, its place, whether it is in the film.

import { address, withParameter } from "./api.js";
import { dialog } from "./dialog.js";
import { button, fill, h } from "./dom.js";
import { field, toggle } from "./fields.js";
import { bytes, t } from "./words.js";

const LONGEST = 200; // characters of a caption

/** Open a picture of a contact sheet. */
export function openPicture(sheet, start) {
  let index = start;
  const content = h("div.picture");
  const open = dialog(t("picture.title"), content, { wide: true, className: "picture-dialog", closed: () => focusTile() });
  const heading = open.element.querySelector("h2");
  open.element.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea")) return;
    if (event.key === "ArrowRight") go(index + 1);
    if (event.key === "ArrowLeft") go(index - 1);
  });

  function focusTile() {
    const file = sheet.files[Math.min(index, sheet.files.length - 1)];
    if (file) sheet.list.querySelector(`[data-file="${file.id}"] .tile-open`)?.focus();
  }

  function go(to) {
    if (to < 0 || to >= sheet.files.length) return;
    index = to;
    draw();
  }

  function move(to) {
    sheet.move(index, to);
    go(to);
  }

  function draw() {
    const file = sheet.files[index];
    const last = sheet.files.length - 1;
    heading.textContent = file.label;
    const shown =
      file.kind === "clip"
        ? h("video", { src: address(file.url), poster: address(file.thumb), controls: true, preload: "none", playsinline: true })
        : h("img", { src: withParameter(file.thumb, "w", 1280), alt: file.caption || file.label });
    if (file.kind !== "clip") {
      // What the tile shows stands in until the large one is there.
      shown.style.background = `center / contain no-repeat url("${address(file.thumb)}")`;
      shown.addEventListener("load", () => (shown.style.background = ""));
    }
    const caption = field(
      t("picture.caption"),
      h("input", { type: "text", value: file.caption, maxlength: LONGEST, placeholder: t("picture.caption.none"), on: { input: (event) => sheet.caption(index, event.target.value) } }),
    );
    const step = (label, name, to, off) => button(label, { icon: name, kind: "round", bare: true, disabled: off, click: () => move(to) });
    fill(
      content,
      h(
        "div.picture-stage",
        null,
        shown,
        button(t("picture.before"), { icon: "back", kind: "round over before", bare: true, disabled: index === 0, click: () => go(index - 1) }),
        button(t("picture.next"), { icon: "forward", kind: "round over next", bare: true, disabled: index === last, click: () => go(index + 1) }),
      ),
      caption.element,
      h(
        "div.row.between",
        null,
        toggle(t("picture.in"), !file.left_out, () => sheet.leave(index)).element,
        h(
          "div.row.tight",
          { role: "group", "aria-label": t("picture.place") },
          step(t("move.first"), "first", 0, index === 0),
          step(t("move.earlier"), "back", index - 1, index === 0),
          h("span.place", null, t("picture.of", { place: index + 1, n: last + 1 })),
          step(t("move.later"), "forward", index + 1, index === last),
          step(t("move.last"), "last", last, index === last),
        ),
      ),
      h(
        "div.row.between.small",
        null,
        h("span.quiet-words", null, bytes(file.size)),
        button(t("picture.remove"), {
          icon: "bin",
          kind: "text danger-text",
          click: async () => {
            await sheet.remove(index);
            if (!sheet.files.length) open.close();
            else go(Math.min(index, sheet.files.length - 1));
          },
        }),
      ),
    );
  }

  draw();
}
