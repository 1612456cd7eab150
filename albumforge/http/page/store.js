// What this browser remembers; where it may not, only until the page is closed.

const PREFIX = "albumforge.";
const here = new Map();

export function recall(name, otherwise = null) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    if (text !== null) return JSON.parse(text);
  } catch {
    // storage is switched off, or holds what is not ours
  }
  return here.get(name) ?? otherwise;
}

export function remember(name, value) {
  here.set(name, value);
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // storage is full or switched off
  }
}
