"""What is heard in a cut: the words of its source, in the order and the times of the cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from albumforge.generators.autocut.cut_time import CutTime
from albumforge.generators.autocut.dsl.spoken import LONGEST_PAUSE, Said, joined, said_words, sentences
from albumforge.generators.autocut.transcript.record import Transcript

_SHORTEST = 0.01


@dataclass(frozen=True)
class Heard(Said):
    """One word, in seconds of the cut.

    Attributes:
        piece: number of the piece in which it is heard.
        take: the same for pieces that follow each other without a cut.
    """

    piece: int
    take: int


def heard_in(transcript: Transcript | None, time: CutTime) -> list[list[Heard]]:
    """Return what is heard in a cut as runs of words, in order.

    A run is of one sentence, and nothing longer than a pause for breath is cut out between its words. A word is heard
    in the piece in which its middle lies.

    Args:
        transcript: what is said in the source; None or empty for nothing.
        time: of the cut.
    """
    found = []
    for number, sentence in enumerate(sentences(said_words(transcript))):
        for word in sentence.words:
            for piece in time.pieces_at((word.start + word.end) / 2):
                start, end = time.within(piece, (word.start, word.end))
                end = max(end, start + _SHORTEST)
                found.append((Heard(start, end, word.text, word.space, piece, time.takes[piece]), number, word))
    runs: list[list[Heard]] = []
    last: tuple[int, Said] | None = None
    for one, number, word in sorted(found, key=lambda one: (one[0].start, one[0].end)):
        if last is None or number != last[0] or not _goes_on(last[1], word):
            runs.append([])
        runs[-1].append(one)
        last = (number, word)
    return runs


def _goes_on(before: Said, word: Said) -> bool:
    """Whether a word of the source is heard as the next one of its sentence, and not again or out of its order."""
    return word.start >= before.start and word.start - before.end <= LONGEST_PAUSE


def said_in_pieces(runs: Iterable[Sequence[Heard]], pieces: int) -> list[str]:
    """Return what is said in each of so many pieces; "" for nothing."""
    words: list[list[Heard]] = [[] for _ in range(pieces)]
    for run in runs:
        for word in run:
            words[word.piece].append(word)
    return [joined(one) for one in words]
