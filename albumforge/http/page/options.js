// How a film should be, beyond look and music: in a person's own words, its shape, and everything finer.

import { choice, field, growing, select, toggle } from "./fields.js";
import { api } from "./api.js";
import { h } from "./dom.js";
import { known, t } from "./words.js";

const SHAPES = { "16:9": "wide", "9:16": "tall", "1:1": "square", "4:5": "post" };
const LONGEST = 2000; // characters of the words

/** The film in a person's own words. */
export function wordsOption({ film, saver }) {
  const area = h("textarea", {
    rows: "2",
    maxlength: LONGEST,
    placeholder: t("words.example"),
    value: film.request.command ?? "",
    on: { input: () => saver.option("command", area.value.trim() || null, words) },
  });
  const words = field(t("words.label"), growing(area), { hint: t("words.hint") });
  return h("section.panel", null, h("h2", null, t("words.title")), words.element);
}

/** Shape and length. */
export function lookOptions({ film, saver }) {
  const { request } = film;
  const shape = choice(
    t("option.aspect"),
    Object.entries(SHAPES).map(([value, name]) => [value, t(`shape.${name}`), h(`span.shape.${name}`, { "aria-hidden": "true" })]),
    request.aspect ?? "16:9",
    (value) => saver.option("aspect", value, shape),
  );
  return h("section.panel", null, h("h2", null, t("shape")), shape.element, length({ film, saver }));
}

/** How long: as it comes, the whole film, or each picture. */
function length({ film: { request }, saver }) {
  const kinds = { auto: null, duration: "duration", photo: "seconds_per_photo" };
  const begin = request.duration ? "duration" : request.seconds_per_photo ? "photo" : "auto";
  const input = h("input", { type: "number", inputmode: "decimal", step: "any" });
  const seconds = field(t("length.seconds"), input, { className: "short" });
  const kind = choice(t("length"), ["auto", "duration", "photo"].map((name) => [name, t(`length.${name}`)]), begin, (name) => set(name, true));
  let now = begin;

  function set(name, changed) {
    now = name;
    seconds.element.hidden = name === "auto";
    if (kinds[name]) limit(input, kinds[name]);
    if (!changed) return;
    input.value = { auto: "", duration: "60", photo: "4" }[name];
    save();
  }

  function save() {
    const value = input.value === "" ? null : Number(input.value);
    for (const [name, option] of Object.entries(kinds)) {
      if (option) saver.option(option, name === now ? value : null, seconds);
    }
  }

  input.value = request.duration ?? request.seconds_per_photo ?? "";
  input.addEventListener("input", save);
  set(begin, false);
  return h("div", null, kind.element, seconds.element);
}

const LISTS = [
  ["language", ["zh", "en"]],
  ["mood", ["calm", "joyful", "warm", "nostalgic", "lively", "solemn"]],
  ["season", ["spring", "summer", "autumn", "winter"]],
  ["chapters", ["day", "place", "none"]],
  ["resolution", ["480p", "720p", "1080p", "2160p"]],
  ["fps", ["24", "25", "30", "50", "60"]],
  ["codec", ["h264", "hevc", "av1"]],
];
const USUAL = { resolution: "1080p", fps: "30", codec: "h264" };
const CHECKS = ["captions", "credits"];
const NUMBERS = ["pictures", "clips", "seed"];

const unfolded = new Set(); // films whose finer options are open, however often they are shown anew

const hintOf = (name) => (known(`option.${name}.hint`) ? t(`option.${name}.hint`) : "");

/** Let a field say what the server takes of an option. */
async function limit(input, name) {
  const { options } = await api.options().catch(() => ({}));
  const { least, most } = options?.find((option) => option.name === name) ?? {};
  Object.assign(input, { min: least ?? "", max: most ?? "" });
}

/** Everything finer, folded away. */
export function moreOptions({ film, saver }) {
  const { request } = film;
  const parts = new Map();
  const list = (name, words) => {
    const free = !(name in USUAL);
    const said = [...(free ? [["", t("as.suits")]] : []), ...words.map((word) => [word, t(`${name}.${word}`)])];
    const given = request[name] === "auto" ? null : request[name]; // what that says is said once
    const value = String(given ?? USUAL[name] ?? "");
    if (!said.some(([word]) => word === value)) said.push([value, value]);
    const part = select(t(`option.${name}`), said, value, (word) => saver.option(name, word === USUAL[name] ? null : word || null, part), { hint: hintOf(name) });
    parts.set(name, part.element);
  };
  for (const [name, words] of LISTS) list(name, words);
  for (const name of CHECKS) {
    const said = [["", t("as.suits")], ["1", t("yes")], ["0", t("no")]];
    const value = { true: "1", false: "0" }[String(request[name])] ?? "";
    const part = select(t(`option.${name}`), said, value, (word) => saver.option(name, { 1: true, 0: false }[word] ?? null, part));
    parts.set(name, part.element);
  }
  for (const name of NUMBERS) {
    const input = h("input", { type: "number", inputmode: "numeric", step: "1", placeholder: t(`option.${name}.usual`), value: request[name] ?? "" });
    const part = field(t(`option.${name}`), input, { hint: hintOf(name) });
    input.addEventListener("input", () => saver.option(name, input.value === "" ? null : Number(input.value), part));
    limit(input, name);
    parts.set(name, part.element);
  }
  const poem = toggle(t("option.poem"), request.poem !== false, (on) => saver.option("poem", on ? null : false, poem), { hint: t("option.poem.hint") });
  const area = h("textarea", { rows: "2", maxlength: "2000", value: film.description, on: { input: () => saver.set("description", area.value.trim(), about) } });
  const about = field(t("description"), growing(area), { hint: t("description.hint") });

  api.options().then(
    ({ options }) => {
      // What this server's generator has no word for is not asked for.
      const has = new Set((options ?? []).map(({ name }) => name));
      if (has.size) for (const [name, element] of parts) element.hidden = !has.has(name);
    },
    () => {},
  );
  const fold = ({ target }) => (target.open ? unfolded.add(film.work_id) : unfolded.delete(film.work_id));
  return h("details.panel.more-options", { open: unfolded.has(film.work_id), on: { toggle: fold } }, h("summary", null, h("h2", null, t("more"))), poem.element, h("div.pairs", null, [...parts.values()]), about.element);
}
