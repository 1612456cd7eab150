// The order in which pictures stand: that of time, as in the film, until somebody moves one.

/** Whether the one who makes a film knows the order of time. */
export const knowsTime = (film) => film.generator === "album";

/** Whether a film's pictures stand as they were put by hand. */
export const byHand = (film) => film.request.order === "given" || !knowsTime(film);

/** Files by the time they were taken; one that does not tell stays behind the one that was added before it. */
export function byTime(files) {
  const added = [...files].sort((a, b) => a.id - b.id);
  let last = added.find((file) => file.taken)?.taken ?? "";
  const times = new Map(added.map((file) => [file, (last = file.taken ?? last)]));
  return added.sort((a, b) => (times.get(a) === times.get(b) ? a.id - b.id : times.get(a) < times.get(b) ? -1 : 1));
}

/** Files as they stand in a film. */
export const inOrder = (film, files) => (byHand(film) ? [...files] : byTime(files));
