// One picture on the contact sheet: one that the film has, or one that is on its way.

import { address } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { onBack } from "./reach.js";
import { explain, percent, refusal, t } from "./words.js";

/** A picture the film has. */
export class FileTile {
  constructor(sheet, file, sent = null) {
    this.image = h("img", { src: sent ? this.#standIn(file, sent) : address(file.thumb), alt: "", loading: "lazy", decoding: "async", draggable: "false" });
    this.image.addEventListener("error", () => this.element.classList.add("blank"));
    this.image.addEventListener("load", () => this.element.classList.remove("blank"));
    this.open = h("button.tile-open", { type: "button", on: { click: () => sheet.open(this.index) } }, this.image, file.kind === "clip" && h("span.tile-kind", null, icon("film")));
    this.out = h("button.tile-out", { type: "button", tabindex: "-1", on: { click: () => sheet.leave(this.index) } });
    this.caption = h("span.tile-caption", { "aria-hidden": "true" });
    this.element = h("li.tile", { data: { file: file.id } }, this.open, this.caption, this.out);
  }

  /** A picture that was just sent is seen as it is here until the server's small one has come, however long that takes. */
  #standIn(file, sent) {
    const own = URL.createObjectURL(sent);
    const ask = () => {
      const small = new Image();
      small.onload = () => {
        this.image.src = small.src;
        URL.revokeObjectURL(own);
      };
      small.onerror = () => {
        const end = onBack(() => {
          end();
          ask();
        });
      };
      small.src = address(file.thumb);
    };
    ask();
    return own;
  }

  update(file, index, count) {
    this.index = index;
    const said = [t("tile.name", { place: index + 1, n: count, name: file.label }), file.left_out && t("tile.left"), file.caption];
    this.open.setAttribute("aria-label", said.filter(Boolean).join(", "));
    this.element.classList.toggle("out", file.left_out);
    this.caption.textContent = file.caption;
    this.caption.hidden = !file.caption;
    const label = t(file.left_out ? "tile.take" : "tile.leave");
    if (this.out.title === label) return;
    this.out.title = label;
    this.out.setAttribute("aria-label", label);
    this.out.setAttribute("aria-pressed", String(file.left_out));
    fill(this.out, icon(file.left_out ? "eye-off" : "eye"));
  }
}

/** A file on its way. */
export class ItemTile {
  constructor(uploads, item) {
    this.uploads = uploads;
    this.bar = h("span.tile-bar");
    this.words = h("span.tile-words");
    this.tools = h("span.tile-tools");
    this.element = h("li.tile.sending.blank", { data: { upload: item.key }, "aria-label": item.name }, this.#preview(item), h("span.tile-state", null, this.words, this.tools), this.bar);
  }

  #preview(item) {
    const image = h("img", { alt: "", title: item.name, decoding: "async", draggable: "false", hidden: true });
    image.addEventListener("load", () => {
      image.hidden = false;
      this.element.classList.remove("blank");
    });
    if (/^image\/(jpeg|png|webp|gif|avif)$/.test(item.file.type) && item.size < 40e6) {
      item.preview ??= URL.createObjectURL(item.file);
      image.src = item.preview;
    }
    return image;
  }

  update(item) {
    const part = item.size ? Math.min(1, item.sent / item.size) : 0;
    this.element.classList.toggle("failed", item.state === "failed");
    this.element.classList.toggle("moving", item.state === "sending");
    this.bar.style.setProperty("--part", part);
    const words = { waiting: "", checking: t("tile.checking"), sending: part < 1 ? percent(part) : t("tile.landing"), failed: item.error && (item.refused ? refusal(item.error, item.name) : explain(item.error)) };
    this.words.textContent = words[item.state] ?? "";
    if (this.state === item.state) return;
    this.state = item.state;
    fill(
      this.tools,
      item.state === "failed" && !item.refused && button(t("upload.retry.one", { name: item.name }), { icon: "again", kind: "round", bare: true, click: () => this.uploads.retry(item) }),
      button(t(item.refused ? "upload.away" : "upload.drop", { name: item.name }), { icon: "close", kind: "round", bare: true, click: () => this.uploads.drop(item) }),
    );
  }
}
