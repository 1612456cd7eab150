"""What can be asked of a cut on the command line, and the places it writes to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from albumforge.cli.messages import say
from albumforge.cli.output import check_output
from albumforge.errors import InTheWay, InvalidInput
from albumforge.media.mark import check_replaceable, same_file
from albumforge.media.publish import check_writable

LARGEST_TEXT = 16 * 1024 * 1024
"""Bytes of an EDL or an editing document."""

CUT_OPTIONS = (
    click.option("--title", help="Title of the cut, in its metadata."),
    click.option(
        "--strategy",
        metavar="NAME",
        help="What to keep: silence (all but the pauses), speech (only what is said), scenes (the best part of each), "
        "highlights; default: silence.",
    ),
    click.option("--target-seconds", type=float, help="Length to cut the highlights or scenes down to."),
    click.option("--min-silence", type=float, metavar="SECONDS", help="Pauses shorter than this stay."),
    click.option("--margin", type=float, metavar="SECONDS", help="What stays before and after what is kept."),
    click.option(
        "--drop-words", metavar="WORDS", multiple=True, help="Drop every sentence with these; may be repeated."
    ),
    click.option(
        "--subtitles",
        metavar="KIND",
        help="burned (in the picture), soft (a track to switch on) or none; needs a speech model; default: soft.",
    ),
    click.option("--language", metavar="CODE", help="What is spoken, such as en or zh; default: found out."),
    click.option("--height", type=int, metavar="PIXELS", help="Height of the cut; default: that of the video."),
    click.option("--smart/--no-smart", default=None, help="Copy what is kept untouched, or encode all; default: copy."),
    click.option("--edl", type=click.Path(path_type=Path), metavar="FILE", help="Cut as this CMX 3600 list says."),
    click.option("--dsl", type=click.Path(path_type=Path), metavar="FILE", help="Cut as this editing document says."),
)
"""Only those given are passed on; the generator knows the defaults and checks them."""


_DECIDING = ("strategy", "target_seconds", "min_silence", "margin", "drop_words")
_DOCUMENTS = {"edl": "EDL", "dsl": "editing document"}


def unused(given: dict[str, Any]) -> tuple[str, ...]:
    """What to say of options that were given for nothing, as a document says the whole cut."""
    document = next((called for name, called in _DOCUMENTS.items() if given[name] is not None), None)
    names = [name for name in _DECIDING if given[name] not in (None, ())] if document else []
    return tuple(f"Option --{name.replace('_', '-')} is not used: the {document} is the whole cut." for name in names)


def request_of(given: dict[str, Any]) -> dict[str, Any]:
    """The request of a cut: the options that were given; an EDL or an editing document as its text.

    Raises:
        InvalidInput: a file cannot be read as text.
    """
    request = {name: value for name, value in given.items() if value not in (None, ())}
    if "margin" in request:
        margin = request.pop("margin")
        request |= {"margin_before": margin, "margin_after": margin}
    if "drop_words" in request:
        request["drop_words"] = list(request["drop_words"])
    for name in _DOCUMENTS:
        if name in request:
            request[name] = _text_of(f"--{name}", request[name])
    return request


def _text_of(option: str, path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_TEXT + 1)
    except OSError as error:
        raise InvalidInput(say("cut_unread", option=option, path=path, reason=error.strerror)) from error
    if len(content) > LARGEST_TEXT:
        raise InvalidInput(say("cut_too_large", option=option, path=path))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(say("cut_no_text", option=option, path=path)) from error


class CutPlaces:
    """Where a cut and its exports go.

    Attributes:
        output: as it was given.
        exports: lists of the cut and its words, in the order of the options.
        words: the one of these with what is said, or None.
    """

    def __init__(
        self,
        video: Path,
        output: Path | None,
        edl: Path | None,
        otio: Path | None,
        words: Path | None,
        *,
        plan_only: bool,
    ) -> None:
        self._video = video
        self._plan_only = plan_only
        self._named = (
            ("--edl-out", edl, (".edl",)),
            ("--otio-out", otio, (".otio",)),
            ("--subtitles-out", words, (".srt", ".vtt")),
        )
        self.output = output
        self.words = words
        self.exports = [place for _, place, _ in self._named if place is not None]

    def check(self, *, replace: bool) -> Path:
        """Return where the cut goes, once it is known that all may go where they are to go.

        Args:
            replace: whether a cut whose place was not given may take that of another one.

        Raises:
            InvalidInput: a name has the wrong ending, or is there twice.
            Conflict, StorageError: something is in the way.
        """
        target = self.output or Path(f"{self._video.stem}.cut.mp4")
        places = [*([] if self._plan_only and self.output is None else [target]), *self.exports]
        for place in places:
            if same_file(place, self._video) or place.absolute() == self._video.absolute():
                raise InTheWay(say("cut_source", path=place), hint=say("output_is_source_hint"))
            if [other.absolute() for other in places].count(place.absolute()) > 1:
                raise InvalidInput(say("cut_same_place", path=place))
        for option, named, endings in self._named:
            if named is not None:
                if named.suffix.lower() not in endings:
                    ending = say("list_comma").join(endings)
                    raise InvalidInput(say("cut_ending", option=option, path=named, endings=ending))
                check_writable(named)
        if not self._plan_only:
            check_output(target, [self._video], replace=replace or self.output is not None)
        elif self.output is not None:
            self._check_plan(self.output)
        return target

    @staticmethod
    def _check_plan(output: Path) -> None:
        from albumforge.services.plan_files import is_plan

        if output.suffix.lower() != ".json":
            raise InvalidInput(say("not_json", path=output), hint=say("not_json_hint"))
        check_writable(output)
        check_replaceable(output, own=is_plan(output))
