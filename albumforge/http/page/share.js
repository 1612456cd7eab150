// Passing a film on: to others here, and by links for people without an account.

import { api } from "./api.js";
import { dialog } from "./dialog.js";
import { button, coded, fill, h, icon } from "./dom.js";
import { field, select, toggle } from "./fields.js";
import { put } from "./films.js";
import { say } from "./notice.js";
import { day, explain, t } from "./words.js";

const DAYS = ["7", "30", "365", "3650"];

export function openShare(film, me) {
  const wrong = h("p.trouble", { role: "alert", hidden: true });
  const fail = (error) => {
    fill(wrong, icon("warn"), explain(error));
    wrong.hidden = false;
  };
  const list = h("ul.links", { "aria-label": t("share.links") });
  const made = h("div.made", { hidden: true });
  const open = toggle(
    t("share.switch"),
    film.shared,
    async (on) => {
      try {
        put((await api.change(film.work_id, { shared: on })).movie);
        film.shared = on;
      } catch (error) {
        open.control.checked = !on;
        open.fail(explain(error));
      }
    },
    { hint: t("share.switch.hint") },
  );
  const label = field(t("share.label"), h("input", { type: "text", maxlength: "80", placeholder: t("share.label.example") }));
  const days = select(t("share.until"), DAYS.map((count) => [count, t(`share.days.${count}`)]), "30", () => {});
  const form = h(
    "form.share-form",
    {
      on: {
        submit: (event) => {
          event.preventDefault();
          create();
        },
      },
    },
    label.element,
    days.element,
    h("button.button.primary", { type: "submit" }, icon("link"), h("span", null, t("share.create"))),
  );

  async function create() {
    wrong.hidden = true;
    try {
      const answer = await api.share(film.work_id, Number(days.control.value), label.control.value.trim());
      label.control.value = "";
      made.dataset.of = answer.share.id;
      showLink(made, new URL(answer.url, location.href).href, film, me);
      await read();
    } catch (error) {
      fail(error);
    }
  }

  async function read() {
    try {
      const { shares } = await api.shares(film.work_id);
      fill(list, shares.map(link));
    } catch (error) {
      fail(error);
    }
  }

  function link(share) {
    const until = share.expires ? t("share.ends", { day: day(share.expires) }) : t("share.forever");
    const end = button(t("share.end"), {
      kind: "text danger-text",
      click: () => api.unshare(film.work_id, share.id).then(() => (made.hidden ||= made.dataset.of === String(share.id))).then(read, fail),
    });
    return h("li", null, h("span", null, h("span", null, share.label || t("share.nameless")), h("span.hint", null, t("share.made", { day: day(share.created) }), " · ", until)), end);
  }

  dialog(t("share"), h("div.share", null, h("p.quiet-words", null, t("share.text")), form, made, list, wrong, open.element));
  read();
}

/** A link that was just made: it is shown this one time. Where another application serves us, it is that one's address. */
function showLink(place, address, film, me) {
  const input = h("input.link-text", { type: "text", readonly: true, value: address, "aria-label": t("share.link"), on: { focus: () => input.select() } });
  const copy = button(t("copy"), { icon: "copy", kind: "primary", click: () => copyText(address, input, copy) });
  const pass = navigator.share && button(t("share.pass"), { icon: "share", click: () => navigator.share({ title: film.title, url: address }).catch(() => {}) });
  const here = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
  const only = here && h("p.trouble", null, icon("warn"), h("span", null, coded(t(me?.kind === "host" ? "share.here.host" : "share.here"))));
  fill(place, h("div.row.link-row", null, input, copy, pass), only, h("p.hint", null, t("share.once")));
  place.hidden = false;
  input.focus();
}

async function copyText(text, input, control) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    input.select(); // not a secure context: the older way
    document.execCommand("copy");
  }
  control.querySelector("span").textContent = t("copied");
  say(t("copied"));
}
