// What of a list is looked at, as the address of the page says it: a list can be come back to, and passed on.

/** What the address asks for, by name; every value is text. */
export function askedFor() {
  return Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] ?? ""));
}

/** The part of a section, as of the farm, that the address names; "" for the first one. */
export function partOf() {
  return /^#\/(?:farm|transfers)\/(\w+)/.exec(location.hash)?.[1] ?? "";
}

/** Write into the address what is asked for; nothing is shown anew by that. */
export function noteAsked(values) {
  const given = Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const [path] = location.hash.split("?");
  history.replaceState(null, "", given.length ? `${path}?${new URLSearchParams(given)}` : path);
}
