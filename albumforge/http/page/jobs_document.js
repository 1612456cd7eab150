// An editing document as stretches of the video that are in the cut or not, and the document with some of them changed.
// See docs/dsl.md: without an action keep all is kept; cut takes out of what is kept.

const NEAR = 1e-6; // s: nothing is as short

/** Start and end of an action, in seconds of the video. */
function rangeOf(document, action, duration) {
  const label = action.label && (document.labels ?? []).find(({ id }) => id === action.label);
  const { start, end } = label || action;
  return [start ?? 0, Math.min(end ?? duration, duration)];
}

const ofKind = (document, kind) => (document.actions ?? []).filter((action) => action.action === kind);

/** What is left of a range without others. */
function without([start, end], others) {
  let left = [[start, end]];
  for (const [from, to] of others) {
    left = left.flatMap(([a, b]) => [[a, Math.min(b, from)], [Math.max(a, to), b]].filter(([x, y]) => y - x > NEAR && x < b && y > a));
  }
  return left;
}

/**
 * All of the video, in its order, as stretches: {start, end, kept, why, speed}, seconds; each differs from the one before.
 */
export function stretches(document, duration) {
  const ranged = (kind) => ofKind(document, kind).map((action) => ({ action, range: rangeOf(document, action, duration) }));
  const [keeps, cuts, speeds] = [ranged("keep"), ranged("cut"), ranged("speed")];
  const edges = new Set([0, duration]);
  for (const { range } of [...keeps, ...cuts, ...speeds]) for (const edge of range) edges.add(Math.max(0, Math.min(edge, duration)));
  const places = [...edges].sort((a, b) => a - b);
  const found = [];
  for (let index = 0; index + 1 < places.length; index += 1) {
    const [start, end] = [places[index], places[index + 1]];
    if (end - start < NEAR) continue;
    const over = (all) => all.find(({ range }) => range[0] <= start + NEAR && range[1] >= end - NEAR);
    const [keep, cut, fast] = [over(keeps), over(cuts), over(speeds)];
    const kept = !cut && (keeps.length === 0 || Boolean(keep));
    const speed = kept ? (keep?.action.speed ?? 1) * (fast?.action.factor ?? 1) : 1;
    const why = (cut ?? keep)?.action.why ?? "";
    const last = found.at(-1);
    const same = last && last.kept === kept && last.speed === speed && last.cause === (cut ?? keep)?.action;
    if (same) last.end = end;
    else found.push({ start, end, kept, why, speed, cause: (cut ?? keep)?.action });
  }
  return found.map(({ cause, ...stretch }) => (stretch.kept || cause ? stretch : { ...stretch, why: whyNotKept(document, stretch) }));
}

/** Why no action keeps a stretch: the reason that most of it has. */
function whyNotKept(document, { start, end }) {
  const shared = (one) => Math.min(one.end, end) - Math.max(one.start, start);
  const known = (document.left_out ?? []).filter((one) => shared(one) > NEAR).sort((a, b) => shared(b) - shared(a));
  return known[0]?.why ?? (document.strategy === "edl" ? "not in the EDL" : "not kept by the document");
}

/** Seconds that the cut of a document lasts; what is kept twice counts twice. */
export function lengthOf(document, duration) {
  const cuts = ofKind(document, "cut").map((action) => rangeOf(document, action, duration));
  const speeds = ofKind(document, "speed").map((action) => [...rangeOf(document, action, duration), action.factor]);
  const keeps = ofKind(document, "keep").map((action) => [...rangeOf(document, action, duration), action.speed ?? 1]);
  const all = keeps.length ? keeps : [[0, duration, 1]];
  let sum = 0;
  for (const [start, end, speed] of all) {
    for (const [a, b] of without([start, end], cuts)) {
      sum += (b - a) / speed;
      for (const [from, to, factor] of speeds) {
        const shared = Math.max(0, Math.min(b, to) - Math.max(a, from)) / speed;
        sum += shared / factor - shared;
      }
    }
  }
  return sum;
}

const rounded = (seconds) => Math.round(seconds * 1000) / 1000;

/**
 * The document with a stretch of the video taken out of the cut, or into it.
 * @param {string} why said of it in the document
 */
export function withStretch(document, { start, end }, kept, why, duration) {
  return kept ? taken(document, start, end, why, duration) : left(document, start, end, why, duration);
}

/** Cuts are put where they stand in the video, beside those there are: they may not overlap. */
function left(document, start, end, why, duration) {
  const actions = [...(document.actions ?? [])];
  const known = ofKind(document, "cut").map((action) => rangeOf(document, action, duration));
  for (const [from, to] of without([start, end], known)) {
    const action = { action: "cut", start: rounded(from), end: rounded(to), why };
    if (action.end > action.start) insert(actions, "cut", action, document, duration);
  }
  return { ...document, actions };
}

function taken(document, start, end, why, duration) {
  const actions = (document.actions ?? []).flatMap((action) => {
    if (action.action !== "cut") return [action];
    const range = rangeOf(document, action, duration);
    if (range[1] <= start + NEAR || range[0] >= end - NEAR) return [action];
    const { label, ...rest } = action;
    return without(range, [[start, end]]).map(([from, to]) => ({ ...rest, start: rounded(from), end: rounded(to) })).filter((one) => one.end > one.start);
  });
  const keeps = ofKind(document, "keep").map((action) => rangeOf(document, action, duration));
  if (keeps.length) {
    for (const [from, to] of without([start, end], keeps)) {
      const action = { action: "keep", start: rounded(from), end: rounded(to), why };
      if (action.end > action.start) insert(actions, "keep", action, document, duration);
    }
  }
  return { ...document, actions };
}

/** Put an action before the first of its kind that comes later in the video, else after the last one. */
function insert(actions, kind, action, document, duration) {
  const later = actions.findIndex((one) => one.action === kind && rangeOf(document, one, duration)[0] >= action.start);
  const last = actions.findLastIndex((one) => one.action === kind);
  actions.splice(later >= 0 ? later : last + 1, 0, action);
}

/** Whether a moment of the video is in the cut. */
export function isKept(parts, seconds) {
  return parts.find(({ start, end }) => start <= seconds && seconds < end)?.kept ?? false;
}
