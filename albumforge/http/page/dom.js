// Elements made in code, without any markup as text: nothing a person wrote can become an element.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("icons.svg", import.meta.url);

/**
 * Make an element.
 * @param {string} tag name, with classes after dots: "div.card.wide"
 * @param {object} [props] attributes; `on` is a table of listeners, `data` of data attributes; a boolean sets or leaves
 *   out an attribute, null and undefined leave it out
 * @param {...(Node|string|null|false|undefined|Array)} children
 */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key === "value") element.value = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  add(element, children);
  return element;
}

/** Put children into an element; those that are null, undefined or false are left out. */
export function add(element, children) {
  for (const child of [children].flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** Show exactly these children in an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  return add(element, children);
}

/** Words in which what is to be typed stands between backticks, as nodes. */
export function coded(words) {
  return words.split("`").map((part, index) => (index % 2 ? h("code", null, part) : part));
}

/** Put the sprite into the page, so that an icon that is seen first later needs nothing of the server. */
async function loadIcons() {
  try {
    const text = await (await fetch(ICONS)).text();
    const sprite = document.adoptNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement);
    for (const symbol of sprite.querySelectorAll("symbol")) symbol.id = `icon-${symbol.id}`;
    sprite.setAttribute("aria-hidden", "true");
    sprite.style.display = "none";
    document.body.append(sprite);
  } catch {
    setTimeout(loadIcons, 2000); // without a connection just now
  }
}

loadIcons();

/** An icon of the sprite; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * A button.
 * @param {string} label what it says; where it shows only an icon, what a screen reader says
 * @param {object} options icon, kind ("primary", "quiet", "danger", "round"), click, and further attributes in `props`
 */
export function button(label, { icon: name, kind = "quiet", click, bare = false, ...props } = {}) {
  return h(
    `button.button.${kind}`,
    { type: "button", "aria-label": bare ? label : null, title: bare ? label : null, on: click ? { click } : {}, ...props },
    name && icon(name),
    !bare && h("span", null, label),
  );
}

let numbers = 0;

/** An id that no other element has. */
export function unique(prefix) {
  numbers += 1;
  return `${prefix}-${numbers}`;
}

/** Whether the person asked for less motion. */
export function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
