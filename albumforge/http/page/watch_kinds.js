// What each kind of rule asks for besides folders and time: {element, parts, values}; `parts` by the fields of the server.

import { api } from "./api.js";
import { h } from "./dom.js";
import { field, growing, select } from "./fields.js";
import { cutOptions, USUAL } from "./jobs_options.js";
import { currentLanguage, t, titled } from "./words.js";

const GROUPS = ["all", "folder", "day", "event"];
const LONGEST = 2000; // characters of the words

/** A field of text or of a number. */
function input(label, value, change, { hint = "", ...props } = {}) {
  const control = h("input", { type: "text", autocomplete: "off", value: value ?? "", on: { input: change }, ...props });
  return field(label, control, { hint });
}

/** A list to choose from, into which what the server has comes once it is known. */
function later(label, usual, value, change, read, more) {
  const part = select(label, [["", usual], ...(value ? [[value, value]] : [])], value ?? "", change, more);
  read().then(
    (found) => {
      for (const [name, said] of found) {
        const known = [...part.control.options].find((option) => option.value === name);
        if (known) known.textContent = said;
        else part.control.append(h("option", { value: name }, said));
      }
    },
    () => {}, // what is chosen already can stay
  );
  return part;
}

export function filmPart({ before, changed }) {
  const { request = {} } = before;
  const templates = async () => (await api.templates()).templates.map(({ name, title }) => [name, titled(title)]);
  const music = async () => [["none", t("watch.music.none")], ...(await api.music()).music.map(({ name, title }) => [name, titled(title)])];
  const area = h("textarea", { rows: "2", maxlength: LONGEST, placeholder: t("words.example"), value: request.command ?? "", on: { input: changed("command") } });
  const parts = {
    group: select(t("watch.group"), GROUPS.map((name) => [name, t(`watch.group.${name}`)]), before.group ?? "all", changed("group"), { hint: t("watch.group.hint") }),
    at_least: input(t("watch.at_least"), before.at_least ?? 3, changed("at_least"), { type: "number", inputmode: "numeric", min: "1", step: "1", hint: t("watch.at_least.hint") }),
    template: later(t("watch.template"), t("as.suits"), request.template, changed("template"), templates),
    music: later(t("watch.music"), t("as.suits"), request.music === "auto" ? "" : request.music, changed("music"), music),
    title: input(t("watch.film.title"), before.title, changed("title"), { hint: t("watch.film.title.hint"), maxlength: "200" }),
    command: field(t("words.label"), growing(area), { hint: t("watch.words.hint") }),
  };
  const { group, at_least: least, template, music: piece, title, command } = parts;
  return {
    element: h("div.panel", null, h("div.pairs", null, group.element, least.element), h("div.pairs", null, template.element, piece.element), title.element, command.element),
    parts,
    values() {
      const wanted = { template: template.control.value, music: piece.control.value, command: command.control.value.trim() };
      const kept = { speaks: currentLanguage(), ...request };
      return {
        group: group.control.value,
        at_least: numberOr(least.control.value, null),
        title: title.control.value.trim(),
        backend: before.backend ?? "",
        request: given({ ...kept, ...wanted }),
      };
    },
  };
}

export function cutPart({ before, me, changed }) {
  const { request = {} } = before;
  const options = cutOptions(request, me.transcribes);
  options.element.addEventListener("input", changed("request"));
  options.element.addEventListener("change", changed("request"));
  return {
    element: options.element,
    parts: {},
    values() {
      const said = Object.entries(options.values()).map(([name, value]) => [name, String(value) === String(USUAL[name]) ? null : value]);
      return { backend: before.backend ?? "", request: given({ ...request, ...Object.fromEntries(said) }) };
    },
    fail: ({ option, message }) => Boolean(option) && options.fail({ message: `${option}: ${message}` }),
    clear: options.clear,
  };
}

export function transcodePart({ before, choices, titles, changed }) {
  const presets = choices.presets.map(({ name }) => [name, titles[name]]);
  if (before.preset && !presets.some(([name]) => name === before.preset)) presets.push([before.preset, before.preset]);
  const encoders = [["", t("watch.encoder.usual")], ...choices.transcoders.filter((name) => name !== "software").map((name) => [name, name])];
  if (before.backend && !encoders.some(([name]) => name === before.backend)) encoders.push([before.backend, before.backend]);
  const parts = {
    preset: select(t("watch.preset"), presets, before.preset ?? "hevc-archive", changed("preset")),
    backend: select(t("watch.encoder"), encoders, before.backend ?? "", changed("backend")),
  };
  parts.backend.element.hidden = encoders.length < 2;
  return {
    element: h("div.pairs", null, parts.preset.element, parts.backend.element),
    parts,
    values: () => ({ preset: parts.preset.control.value, backend: parts.backend.control.value }),
  };
}

export function sendPart({ before, choices, changed }) {
  const places = [["", t("watch.place.usual")], ...choices.places.map((name) => [name, name])];
  if (before.place && !places.some(([name]) => name === before.place)) places.push([before.place, before.place]);
  const parts = {
    series: input(t("watch.series"), before.series, changed("series"), { type: "number", inputmode: "numeric", min: "0", step: "1", hint: t("watch.series.hint") }),
    place: select(t("watch.place"), places, before.place ?? "", changed("place")),
  };
  return {
    element: h("div.pairs", null, parts.series.element, parts.place.element),
    parts,
    values: () => ({ series: numberOr(parts.series.control.value, null), place: parts.place.control.value }),
  };
}

/** A number as it was written; `other` where nothing was. */
const numberOr = (text, other) => (text === "" || text === null || text === undefined || Number.isNaN(Number(text)) ? other : Number(text));

/** Without what says nothing. */
const given = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined));
