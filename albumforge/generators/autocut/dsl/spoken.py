"""What is said in a video, as words and sentences with their times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from albumforge.generators.autocut.dsl.intervals import Interval
from albumforge.generators.autocut.transcript.record import Segment, Transcript, Word

LONGEST_PAUSE = 0.8
"""Seconds: a longer pause between words ends a sentence, whatever the punctuation says."""

_SHORTEST = 0.01

_END = re.compile(r"[.!?。！？…‥؟।][\"'”’»)\]）」』]*$")
_ABBREVIATION = re.compile(
    r"^[\"'“‘(]*(?:mr|mrs|ms|dr|prof|st|vs|etc|no|fig|e\.g|i\.e|a\.m|p\.m|[a-z])\.$", re.IGNORECASE
)


@dataclass(frozen=True)
class Said:
    """One word.

    Attributes:
        start, end: seconds.
        text: without the space around it.
        space: there is a space between it and the word before.
    """

    start: float
    end: float
    text: str
    space: bool

    @property
    def ends_sentence(self) -> bool:
        """Whether its punctuation says that a sentence is over."""
        return bool(_END.search(self.text)) and not _ABBREVIATION.match(self.text)


@dataclass(frozen=True)
class Sentence:
    """Words that belong together."""

    words: tuple[Said, ...]

    @property
    def start(self) -> float:
        """Seconds."""
        return self.words[0].start

    @property
    def end(self) -> float:
        """Seconds."""
        return max(word.end for word in self.words)

    @property
    def interval(self) -> Interval:
        """Start and end, seconds."""
        return self.start, self.end

    @property
    def text(self) -> str:
        """What is said."""
        return joined(self.words)


def joined(words: Iterable[Said]) -> str:
    """Return words as a text."""
    return "".join(f"{' ' if word.space else ''}{word.text}" for word in words).strip()


def said_words(transcript: Transcript | None) -> list[Said]:
    """Return the words of a transcript in order; where one has no times of words, they are spread evenly."""
    found: list[Said] = []
    for segment in transcript.segments if transcript is not None else ():
        found += _of_words(segment.words) if segment.words else _spread(segment)
    return sorted(found, key=lambda word: word.start)


def _of_words(words: Sequence[Word]) -> list[Said]:
    found: list[Said] = []
    for word in words:
        text = word.word.strip()
        if text:
            # The first of a segment follows another segment: there may be a space that it does not state.
            space = word.word[0].isspace() or (not found and not is_wide(text[0]))
            found.append(Said(word.start, max(word.end, word.start + _SHORTEST), text, space))
    return found


def _spread(segment: Segment) -> list[Said]:
    parts = _parts(segment.text)
    total = sum(len(text) for text, _ in parts)
    found, at = [], segment.start
    for text, space in parts:
        end = at + (segment.end - segment.start) * len(text) / total
        found.append(Said(at, end, text, space))
        at = end
    return found


def _parts(text: str) -> list[tuple[str, bool]]:
    """Return the words of a text, wide characters one by one with the signs after them, and whether a space is
    before each."""
    parts: list[tuple[str, bool]] = []
    for chunk in text.split():
        space, current = True, ""
        for char in chunk:
            # Between two wide characters, and between a wide one and a letter, one word ends.
            if current and char.isalnum() and (is_wide(char) or is_wide(current[0])):
                parts.append((current, space))
                current, space = "", False
            current += char
        if current:
            parts.append((current, space))
    return [(word, space and not is_wide(word[0])) for word, space in parts]


def is_wide(char: str) -> bool:
    """Whether a character takes the room of two: Chinese, Japanese, Korean."""
    return unicodedata.east_asian_width(char) in "WF"


def sentences(words: Sequence[Said]) -> list[Sentence]:
    """Return words as sentences: until a full stop or the like, or a pause of more than `LONGEST_PAUSE`."""
    found: list[Sentence] = []
    current: list[Said] = []
    for word in words:
        if current and (current[-1].ends_sentence or word.start - current[-1].end > LONGEST_PAUSE):
            found.append(Sentence(tuple(current)))
            current = []
        current.append(word)
    if current:
        found.append(Sentence(tuple(current)))
    return found


def with_any(spoken: Sequence[Sentence], phrases: Iterable[str]) -> list[tuple[Sentence, str]]:
    """Return the sentences in which a phrase is said, and which; case and punctuation do not matter."""
    wanted = [(phrase, _plain(phrase)) for phrase in phrases]
    found = []
    for sentence in spoken:
        text = _plain(sentence.text)
        hit = next((phrase for phrase, plain in wanted if plain.strip() and _says(text, plain)), None)
        if hit is not None:
            found.append((sentence, hit))
    return found


def _says(text: str, phrase: str) -> bool:
    # Chinese has no spaces between words, so any place will do; elsewhere whole words are meant.
    return phrase.strip() in text if is_wide(phrase.strip()[0]) else phrase in text


def _plain(text: str) -> str:
    """Return a text for comparing: small letters and digits, single spaces, one at each end."""
    small = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(char if char.isalnum() else "" if char in "'’" else " " for char in small)
    return f" {' '.join(kept.split())} "
