"""The strict rules of regulated Chinese verse in modern pronunciation, after 中华新韵 (十四韵, 2004).

`line_faults`, `couplet_faults` and `quatrain_faults` tell what is broken: five or seven characters; the second,
fourth (and sixth) alternate (二四六分明); no line ends on three level tones (三平尾); in a line that ends level, no
level tone alone between oblique ones (孤平); lines of a couplet opposed in their second characters (失对), the couplets
of a quatrain joined (失粘); second and fourth line on one rhyme, with a level tone, and a third that ends oblique; no
character rhymes with itself. Preferred, and not checked: parallel words (对仗), no end on three oblique tones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from pypinyin.contrib.tone_convert import to_finals, to_initials

from albumforge.generators.album.poem.prosody import LEVEL, OBLIQUE, readings, tone_pattern

_RHYMES = {
    "麻": ("a", "ia", "ua"),
    "波": ("o", "e", "uo"),
    "皆": ("ie", "üe", "ê"),
    "开": ("ai", "uai"),
    "微": ("ei", "uei"),
    "豪": ("ao", "iao"),
    "尤": ("ou", "iou"),
    "寒": ("an", "ian", "uan", "üan"),
    "文": ("en", "in", "uen", "ün"),
    "唐": ("ang", "iang", "uang"),
    "庚": ("eng", "ing", "ueng", "ong", "iong"),
    "齐": ("i", "er", "ü"),
    "支": ("-i",),
    "姑": ("u",),
}
RHYMES = tuple(_RHYMES)
"""Names of the rhyme groups, short: 麻 for 一麻 and so on."""

_GROUP_OF = {final: name for name, finals in _RHYMES.items() for final in finals}
_NONE: Mapping[str, str] = {}


@lru_cache(maxsize=4096)
def rhyme_of(char: str, syllable: str | None = None) -> str:
    """Return the rhyme group of a character: a member of `RHYMES`.

    Args:
        syllable: how it is read here; None for its usual reading.
    """
    said = syllable or readings(char)[0]
    bare = said.rstrip("12345")
    final = to_finals(bare, strict=True)
    if final == "i" and to_initials(bare, strict=True) in ("zh", "ch", "sh", "r", "z", "c", "s"):
        final = "-i"
    return _GROUP_OF[final.replace("v", "ü")]


def end_rhyme(line: str, say: Mapping[str, str] = _NONE) -> str:
    """Return the rhyme group of a line's last character as it is read there."""
    return rhyme_of(line[-1], readings(line, say)[-1])


def line_faults(line: str, say: Mapping[str, str] = _NONE) -> list[str]:
    """Return what a line breaks of the strict rules, empty where nothing."""
    tones = tone_pattern(line, say)
    if len(tones) not in (5, 7):
        return [f"{line}: has {len(tones)} characters, not five or seven"]
    faults = []
    beats = tones[1:-1:2]
    if any(first == second for first, second in pairwise(beats)):
        faults.append(f"{line} {tones}: the even places do not alternate")
    if tones.endswith(LEVEL * 3):
        faults.append(f"{line} {tones}: ends on three level tones")
    if tones[-1] == LEVEL and tones[-4] == LEVEL and tones[-5] == tones[-3] == OBLIQUE:
        faults.append(f"{line} {tones}: a level tone alone")
    return faults


def couplet_faults(first: str, second: str, say: Mapping[str, str] = _NONE) -> list[str]:
    """Return what two lines break of the strict rules, alone and together; the second is the one that rhymes.

    The first may end level where it rhymes as well, as in the opening of a quatrain.
    """
    faults = line_faults(first, say) + line_faults(second, say)
    if len(first) != len(second):
        return [*faults, f"{first} / {second}: of different length"]
    tones, answer = tone_pattern(first, say), tone_pattern(second, say)
    if tones[1] == answer[1]:
        faults.append(f"{first} / {second}: second characters are not opposed")
    if answer[-1] != LEVEL:
        faults.append(f"{second}: does not end level")
    if tones[-1] == LEVEL and end_rhyme(first, say) != end_rhyme(second, say):
        faults.append(f"{first}: ends level without a rhyme")
    if first[-1] == second[-1]:
        faults.append(f"{first} / {second}: end on the same character")
    return faults


def quatrain_faults(lines: Sequence[str], say: Mapping[str, str] = _NONE) -> list[str]:
    """Return what a quatrain breaks of the strict rules (绝句, first line rhyming or not)."""
    if len(lines) != 4 or len({len(line) for line in lines}) != 1:
        return ["not four lines of one length"]
    first, second, third, fourth = lines
    faults = couplet_faults(first, second, say) + couplet_faults(third, fourth, say)
    if tone_pattern(second, say)[1] != tone_pattern(third, say)[1]:
        faults.append(f"{second} / {third}: the couplets are not joined")
    if tone_pattern(third, say)[-1] != OBLIQUE:
        faults.append(f"{third}: does not end oblique")
    if end_rhyme(second, say) != end_rhyme(fourth, say):
        faults.append(f"{second} / {fourth}: do not rhyme")
    if len({line[-1] for line in lines}) != 4:
        faults.append(f"{' '.join(lines)}: two lines end on one character")
    return faults
