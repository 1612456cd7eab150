// What was changed of a film's scenes and is not used yet: kept by the browser until it is, or is thrown away.

import { recall, remember } from "./store.js";

const nameOf = (film) => `scenes.${film}`;

const marks = new WeakMap();

/** A short mark of a plan: another plan has another one. */
function markOf(plan) {
  if (marks.has(plan)) return marks.get(plan);
  let mark = 5381;
  for (const letter of JSON.stringify(plan)) mark = (Math.imul(mark, 33) ^ letter.codePointAt(0)) >>> 0;
  marks.set(plan, mark);
  return mark;
}

/**
 * Keep changes of a film's scenes.
 * @param {{order: string[], out: Set<string>, texts: Map<string, Map<number, string>>}} changes
 */
export function keepDraft(film, plan, { order, out, texts }) {
  const written = [...texts].map(([scene, words]) => [scene, [...words]]);
  remember(nameOf(film), { mark: markOf(plan), order, out: [...out], texts: written });
}

/** The changes that were kept of this plan, or null; those of another plan fit no more, and go. */
export function draftOf(film, plan) {
  const kept = recall(nameOf(film));
  if (!kept) return null;
  if (kept.mark !== markOf(plan)) {
    dropDraft(film);
    return null;
  }
  const texts = new Map(kept.texts.map(([scene, words]) => [scene, new Map(words)]));
  return { order: kept.order, out: new Set(kept.out), texts };
}

export function dropDraft(film) {
  remember(nameOf(film), null);
}
