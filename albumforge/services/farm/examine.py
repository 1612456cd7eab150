"""One file of a scan: what is known of it, and whether it needs a transcode."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from albumforge.errors import MediaError
from albumforge.services.farm.known_facts import facts_of_json
from albumforge.services.picture_work import Work
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


class Examiner:
    """Looks at files; a server has that done by a process of its own, which a damaged file may take down."""

    def __init__(self, work: Callable[[], Work]) -> None:
        """Prepare.

        Args:
            work: gives what does the job ``video``; called when there is something to look at.
        """
        self._work = work

    def __call__(self, path: Path, root: Path, preset: Preset) -> Found:
        """Look at a file.

        Args:
            root: the paths of the preset's rules are meant from here.

        Raises:
            Unavailable: the look could not be taken, and the file is not to blame.
        """
        try:
            facts = facts_of_json(self._work().do("video", about=path, source=str(path)))
        except MediaError as error:
            return Found(None, problem=error.reason)
        return Found(facts, skip=rule_for(facts, root, preset))


def rule_for(facts: VideoFacts, root: Path, preset: Preset) -> str:
    """Return why a video needs no transcode by the rules of a preset, or ""."""
    relative = facts.path.relative_to(root).as_posix()
    return reason_to_skip(facts, preset.skip, preset.video.codec, relative)
