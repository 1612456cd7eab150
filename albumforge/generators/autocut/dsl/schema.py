"""The editing document: a versioned JSON of labels and actions, decided by a strategy or written by hand.

Times are seconds of the video, places between its frames mean the nearest one. What the actions mean together: without
`Keep` all of the video is kept, in its order, else the ranges that are kept, in the order in which they stand; `Cut`
takes ranges out of that; `Speed`, `Fade`, `Caption` and `Title` then change what is left of their ranges.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from albumforge.generators.autocut.plan import Subtitles
from albumforge.media.structs import work_out

SCHEMA: Literal["albumforge.edit"] = "albumforge.edit"
VERSION = 1

LabelKind = Literal["scene", "speech", "silence", "sentence", "chapter", "other"]
"""What a label marks; nothing depends on it."""


class _Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    pass


class Label(_Node, frozen=True, kw_only=True):
    """A named range of the video, which actions may use instead of times.

    Attributes:
        id: the name, there once only, such as `"S0001"`.
        start, end: seconds of the video.
        kind: what it marks; nothing depends on it.
        title: heads a chapter of the cut where what is left of the range begins; "" for none.
        text: what is said or seen in it, for people; nothing depends on it.
    """

    id: str
    start: float
    end: float
    kind: LabelKind = "other"
    title: str = ""
    text: str = ""


class _Ranged(_Node, frozen=True, kw_only=True):
    start: float | None = None
    end: float | None = None
    label: str | None = None
    why: str = ""


class Keep(_Ranged, tag_field="action", tag="keep", frozen=True, kw_only=True):
    """Keep a range. Ranges that are kept follow each other in the order in which they stand in the document.

    Attributes:
        start, end: seconds of the video; the start left out means its beginning, the end its end.
        label: id of a label whose range it is, instead of `start` and `end`.
        why: for people; nothing depends on it.
        speed: 2 shows it in half the time, without changing the pitch of voices; 0.25 to 4.
        again: it may overlap with ranges kept before it; else that is refused as a mistake.
    """

    speed: float = 1.0
    again: bool = False


class Cut(_Ranged, tag_field="action", tag="cut", frozen=True, kw_only=True):
    """Take a range out of what is kept.

    Attributes:
        start, end: seconds of the video; the start left out means its beginning, the end its end.
        label: id of a label whose range it is, instead of `start` and `end`.
        why: for people; nothing depends on it.
    """


class Speed(_Ranged, tag_field="action", tag="speed", frozen=True, kw_only=True):
    """Show a range faster or slower, without changing the pitch of voices.

    Attributes:
        start, end: seconds of the video; the start left out means its beginning, the end its end.
        label: id of a label whose range it is, instead of `start` and `end`.
        why: for people; nothing depends on it.
        factor: 2 shows it in half the time; 0.25 to 4.
    """

    factor: float


class Fade(_Ranged, tag_field="action", tag="fade", frozen=True, kw_only=True):
    """Let what is left of a range come from black and silence, and go to it; without a range, the whole cut.

    Attributes:
        start, end: seconds of the video; both left out for the whole cut.
        label: id of a label whose range it is, instead of `start` and `end`.
        why: for people; nothing depends on it.
        fade_in, fade_out: seconds of the cut, 0 for none.
    """

    fade_in: float = 0.0
    fade_out: float = 0.0


class Caption(_Ranged, tag_field="action", tag="caption", frozen=True, kw_only=True):
    """Show words in the picture while a range is seen.

    Attributes:
        start, end: seconds of the video.
        label: id of a label whose range it is, instead of `start` and `end`.
        why: for people; nothing depends on it.
        text: the words; lines are divided by `\\n`.
    """

    text: str


class Title(_Ranged, tag_field="action", tag="title", frozen=True, kw_only=True):
    """Show a heading in the picture while a range is seen; without a range, over the first seconds of the cut.

    Attributes:
        start, end: seconds of the video; both left out for the first 4 seconds of the cut.
        label: id of a label whose range it is, instead of `start` and `end`.
        why: for people; nothing depends on it.
        text: the words; lines are divided by `\\n`.
    """

    text: str


Action = Keep | Cut | Speed | Fade | Caption | Title

ACTIONS: dict[str, type[Action]] = {
    "keep": Keep,
    "cut": Cut,
    "speed": Speed,
    "fade": Fade,
    "caption": Caption,
    "title": Title,
}
"""The actions by their names in the document."""


class LeftOut(_Node, frozen=True, kw_only=True):
    """Why no action keeps a range of the video, as a strategy decided it; for people, nothing depends on it.

    A range that is not kept and has no reason is told as not kept by the document.

    Attributes:
        start, end: seconds of the video.
        why: the reason.
    """

    start: float
    end: float
    why: str


class EditDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole editing document.

    Attributes:
        schema: always `"albumforge.edit"`.
        version: of the schema.
        title: of the cut; "" for none.
        strategy: what decided it; `"dsl"` by hand, `"edl"` from an EDL. Nothing depends on it.
        language: ISO 639-1 of what is said, such as `"en"`; "" for that of the transcript.
        subtitles: of what is said: in the picture, as a track of their own, or none; null as the job was asked.
        height: pixels of the cut, even; null as the job was asked.
        labels: named ranges, for people and for the actions.
        actions: what is done; see above for what they mean together.
        left_out: why ranges are not kept; nothing depends on it.
        notes: what people should know of how it came about; nothing depends on them.
    """

    schema: Literal["albumforge.edit"] = SCHEMA
    version: int = VERSION
    title: str = ""
    strategy: str = "dsl"
    language: str = ""
    subtitles: Subtitles | None = None
    height: int | None = None
    labels: tuple[Label, ...] = ()
    actions: tuple[Action, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    def range_of(self, action: Action) -> tuple[float | None, float | None]:
        """Return the range of an action, seconds of the video, that of its label where it names one."""
        if action.label is None:
            return action.start, action.end
        label = next(label for label in self.labels if label.id == action.label)
        return label.start, label.end

    def span_of(self, action: Action, last: float) -> tuple[float, float]:
        """Return the range of an action, seconds of the video: from its beginning and to its end, `last`, where the
        action does not say."""
        start, end = self.range_of(action)
        return start or 0.0, last if end is None else end


work_out(EditDocument)
