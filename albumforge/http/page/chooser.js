// The look of a film: its templates, each with a sample of three of its frames.

import { address, api } from "./api.js";
import { button, fill, h, icon, unique } from "./dom.js";
import { explain, t, titled } from "./words.js";

/** The template of a film, which may be named by one of its titles; null where it was not asked for. */
export function chosenOf(templates, film) {
  const asked = film.request.template?.toLowerCase();
  return templates.find(({ name, title }) => [name, ...Object.values(title)].some((word) => word.toLowerCase() === asked)) ?? null;
}

/** A choice of templates for the side of the page. */
export function templateChooser({ film, saver }) {
  const list = h("div.templates");
  const sample = h("img.template-sample", { alt: "", decoding: "async" });
  const about = h("p.hint");
  const wrong = h("p.wrong", { role: "alert", hidden: true });
  const element = h("fieldset.panel", null, h("legend", null, h("h2", null, t("look"))), h("div.template-shown", { hidden: true }, sample), about, list, wrong);
  const name = unique("template");
  const waiting = [];
  const failing = { control: element, fail: (text) => ((wrong.hidden = !text), (wrong.textContent = text)) };

  function show(template) {
    sample.parentNode.hidden = true;
    sample.onload = () => (sample.parentNode.hidden = false);
    if (template) sample.src = address(template.sample);
    about.textContent = template ? titled(template.description) : t("look.auto.text");
  }

  /** One sample after the other: they may have to be made first, and pictures are to be sent meanwhile. */
  function paint() {
    const [place, source] = waiting.shift() ?? [];
    if (!place) return;
    const image = h("img", { alt: "", decoding: "async", hidden: true });
    const arrived = () => place.classList.remove("coming");
    image.onload = () => ((image.hidden = false), arrived(), next());
    image.onerror = () => (fill(place, icon("film")), arrived(), next());
    const next = () => element.isConnected && paint();
    fill(place, image);
    image.src = source;
  }

  function card(template, chosen) {
    const value = template?.name ?? "";
    const input = h("input", {
      type: "radio",
      name,
      value,
      checked: value === chosen,
      on: {
        change: () => {
          show(template);
          saver.option("template", value || null, failing);
        },
      },
    });
    const picture = h(`span.template-picture${template ? ".coming" : ""}`, null, template ? null : icon("film"));
    if (template) waiting.push([picture, address(template.sample)]);
    return h("label.template", { title: template ? titled(template.description) : null }, input, picture, h("span.template-name", null, template ? titled(template.title) : t("look.auto")));
  }

  async function read() {
    try {
      const { templates } = await api.templates();
      const chosen = chosenOf(templates, film);
      fill(list, [null, ...templates].map((template) => card(template, chosen?.name ?? "")));
      paint();
      show(chosen);
    } catch (error) {
      fill(list, h("p.trouble", null, explain(error)), button(t("try.again"), { icon: "again", click: read }));
    }
  }

  fill(list, h("p.waiting", null, t("loading")));
  read();
  return element;
}
