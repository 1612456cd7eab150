"""What is to be done with videos that are transcoded here, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from albumforge.errors import InvalidInput
from albumforge.media.sniff import VIDEO_SUFFIXES
from albumforge.transcoders.replace import names_file
from albumforge.transcoding import Preset, Transcoded


@dataclass(frozen=True)
class Outcome:
    """What came of a video.

    Attributes:
        source: the video.
        state: ``done``; ``planned``: it would be done, but nothing was to be; ``skipped``: it needs no transcode;
            ``refused``: the result would not be small enough; ``failed``.
        reason: why it was not done, a sentence or a clause, or "".
        result: where the result is, or would be; None where there is none.
        before, after: bytes of source and result; the same where nothing was made.
        made: what the transcoder says of the result, or None.
    """

    source: Path
    state: Literal["done", "planned", "skipped", "refused", "failed"]
    reason: str = ""
    result: Path | None = None
    before: int = 0
    after: int = 0
    made: Transcoded | None = None

    @property
    def saved(self) -> int:
        """Bytes by which the result is smaller."""
        return self.before - self.after


@dataclass(frozen=True)
class Wanted:
    """What is to be done with videos.

    Attributes:
        preset: what to make of them.
        output: folder for the results, or the file for one; None: each takes the place of its source, which is kept.
        keep_days: days that sources are kept; those that were replaced longer ago are deleted at the end. 0: for ever.
        dry_run: only find out what would be done.
    """

    preset: Preset
    output: Path | None
    keep_days: float = 0.0
    dry_run: bool = False

    @property
    def replaces(self) -> bool:
        """Whether results take the places of their sources."""
        return self.output is None

    @property
    def result(self) -> Path | None:
        """The file that the one result is to be; None where that is not said."""
        return self.output if self.output is not None and names_file(self.output) else None

    def check(self, files: list[Path]) -> None:
        """Refuse an output that is no folder, and no file that could be written.

        Raises:
            InvalidInput: it is.
        """
        output = self.output
        if self.result is not None:
            if len(files) != 1 or files[0].is_dir():
                raise InvalidInput(f"{output} is the name of a file; several results need a folder.")
        elif output is not None and output.suffix.lower() in VIDEO_SUFFIXES and not output.is_dir():
            raise InvalidInput(
                f"{output}: results are MP4, MOV or Matroska.", hint="Let the name end with .mp4, .mov or .mkv."
            )
