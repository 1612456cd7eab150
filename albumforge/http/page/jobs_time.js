// Moments of a video and of its cut, by the pieces of the plan.

const rateOf = (fps) => {
  const [over, under = 1] = String(fps).split("/").map(Number);
  return over / under;
};

/** The pieces of a cut: {id, start, end, speed, begin, length}; seconds of the video, then of the cut. */
export function piecesOf(plan) {
  const rate = rateOf(plan.source.fps);
  let begin = 0;
  return plan.pieces.map(({ id, start, end, speed = 1, label = "", why = "" }) => {
    const length = Math.round((end - start) / speed) / rate;
    const piece = { id, start: start / rate, end: end / rate, speed, begin, length, label, why };
    begin += length;
    return piece;
  });
}

/** When a moment of the video is seen in the cut; null where it is not. */
export function inCut(pieces, seconds) {
  const piece = pieces.find(({ start, end }) => start <= seconds && seconds < end);
  return piece ? piece.begin + (seconds - piece.start) / piece.speed : null;
}

/** When the first moment from there on is seen in the cut; null where there is none. */
export function nextInCut(pieces, seconds) {
  const exact = inCut(pieces, seconds);
  if (exact !== null) return exact;
  const later = pieces.filter(({ start }) => start > seconds).sort((a, b) => a.start - b.start)[0];
  return later ? later.begin : null;
}

/** Which moment of the video a moment of the cut shows. */
export function inVideo(pieces, seconds) {
  const piece = pieces.find(({ begin, length }) => seconds < begin + length) ?? pieces.at(-1);
  return piece ? piece.start + Math.min(seconds - piece.begin, piece.length) * piece.speed : seconds;
}
