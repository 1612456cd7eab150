"""One file of a scan: what is known of it, and whether it needs a transcode."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from albumforge.errors import MediaError
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.skip import reason_to_skip
from albumforge.transcoding import Preset, VideoFacts


@dataclass(frozen=True)
class Found:
    """What came of a look at a file.

    Attributes:
        facts: None where it is no video.
        problem: why it cannot be used, or "".
        skip: why it needs no transcode, a sentence, or "".
    """

    facts: VideoFacts | None
    problem: str = ""
    skip: str = ""


def examine(path: Path, root: Path, preset: Preset) -> Found:
    """Look at a file.

    Args:
        root: the paths of the preset's rules are meant from here.
    """
    try:
        facts = video_facts(path)
    except MediaError as error:
        return Found(None, problem=error.reason)
    relative = path.relative_to(root).as_posix()
    return Found(facts, skip=reason_to_skip(facts, preset.skip, preset.video.codec, relative))
