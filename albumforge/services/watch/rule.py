"""A rule of watch folders: which files, when, and what is made of them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from albumforge.errors import InvalidInput
from albumforge.media.sniff import RAW_SUFFIXES, VIDEO_SUFFIXES
from albumforge.services.watch.when import When, read_when

PICTURE_SUFFIXES = RAW_SUFFIXES | frozenset(
    f".{name}"
    for names in ("jpg jpeg jpe jfif png gif tif tiff bmp webp", "heic heif hif avif jp2 j2k")
    for name in names.split()
)
"""Names' endings of pictures, lower case."""
LONGEST_NAME = 80
_LONGEST_TEXT = 200
_NAME = re.compile(r"[^\x00-\x1f/\\]+")
_SERIES = 2**63
_SYSTEM = ("/", "/dev", "/proc", "/sys")


class Do(StrEnum):
    """What is made of the files."""

    FILM = "film"
    CUT = "cut"
    TRANSCODE = "transcode"
    SEND = "send"


WORKED = (Do.TRANSCODE, Do.SEND)
"""What workers of the queue `services.watch.messages.WORK` do; the rest are films and cutting jobs."""


class Group(StrEnum):
    """Which files belong together."""

    EACH = "each"
    """Each file is one by itself."""
    ALL = "all"
    """All that are ready."""
    FOLDER = "folder"
    """Those of one folder."""
    DAY = "day"
    """Those that were taken on one day."""
    EVENT = "event"
    """Those that were taken without a pause of six hours between them."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule; `read_rule` makes one from a mapping, and checks it.

    Attributes:
        name: unique in a forge.
        folders: absolute; what lies below them counts, hidden files and links do not.
        do: what is made of the files.
        when: as `when.read_when` reads it.
        group: which files belong together.
        patterns: names of files that count, with ``*`` and ``?``; with a ``/``: the path below the folder. None: what
            is made of decides.
        ignore: patterns of files that do not count.
        target: folder for finished films, cuts and transcodes; None: films and cuts stay with the forge.
        title: of a film; ``{name}``, ``{folder}``, ``{date}`` and ``{number}`` are filled in; "": by `group`.
        request: options of the generator.
        preset: of a transcode, by its name or file.
        backend: name of the generator or of the transcoder; "": the usual one.
        series: of masters that are sent.
        place: where blocks of masters are put; "": as the setting ``transfer_places`` says.
        at_least: files that a batch has at least; fewer wait for more.
        existing: whether files count that were there before the rule.
    """

    name: str
    folders: tuple[Path, ...]
    do: Do
    when: str = ""
    group: Group = Group.EACH
    patterns: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    target: Path | None = None
    title: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)
    preset: str = "hevc-archive"
    backend: str = ""
    series: int | None = None
    place: str = ""
    at_least: int = 1
    existing: bool = True

    @property
    def moment(self) -> When:
        """When what is ready is taken."""
        return read_when(self.when)

    @property
    def suffixes(self) -> frozenset[str]:
        """Names' endings of files that count where there are no patterns."""
        return VIDEO_SUFFIXES | PICTURE_SUFFIXES if self.do is Do.FILM else VIDEO_SUFFIXES

    def offline(self, file: Path) -> Path | None:
        """Return the folder of a file that is not there, where that is why the file is not.

        A folder without anything in it may be the place where its disk is mounted.
        """
        folder = next((one for one in self.folders if file.is_relative_to(one)), None)
        try:
            return None if folder is None or any(folder.iterdir()) else folder
        except OSError:
            return folder

    def document(self) -> dict[str, Any]:
        """Return the rule as JSON can carry it; `read_rule` reads it."""
        document = asdict(self)
        document["folders"] = [str(folder) for folder in self.folders]
        document["target"] = None if self.target is None else str(self.target)
        return {**document, "do": str(self.do), "group": str(self.group), "request": dict(self.request)}


FIELDS = tuple(one.name for one in fields(Rule))
_ALONE = (Do.CUT, *WORKED)


def read_rule(given: Mapping[str, Any]) -> Rule:
    """Return the rule that a mapping describes; what it leaves out has the usual value.

    Raises:
        InvalidInput: a field is unknown, missing or does not fit; the message names it.
    """
    for name in given:
        if name not in FIELDS:
            raise InvalidInput(f"{name}: there is no such field of a rule.", hint=f"Known: {', '.join(FIELDS)}.")
    do = _one_of("do", given.get("do"), Do)

    def value(name: str, usual: Any) -> Any:
        return usual if given.get(name) in (None, "") else given[name]

    group = _one_of("group", value("group", Group.ALL if do is Do.FILM else Group.EACH), Group)
    if do in _ALONE and group is not Group.EACH:
        raise InvalidInput(f"group: to {do} takes each file by itself.")
    if do is Do.FILM and group is Group.EACH:
        raise InvalidInput("group: a film is made of several files.", hint="Such as all, folder, day or event.")
    folders = _folders(given.get("folders"))
    rule = Rule(
        name=_text("name", value("name", f"{do} {folders[0].name}"[:LONGEST_NAME]), LONGEST_NAME),
        folders=folders,
        do=do,
        when=_when(value("when", "quiet 10" if do is Do.FILM else "at once")),
        group=group,
        patterns=_patterns("patterns", given.get("patterns")),
        ignore=_patterns("ignore", given.get("ignore")),
        target=_target(given.get("target"), folders),
        title=_text("title", value("title", ""), empty=True),
        request=_mapping(given.get("request")),
        preset=_text("preset", value("preset", "hevc-archive"), 1000),
        backend=_text("backend", value("backend", ""), empty=True),
        series=_series(given.get("series")),
        place=_text("place", value("place", ""), 1000, empty=True),
        at_least=_count(value("at_least", 3 if do is Do.FILM else 1)),
        existing=_flag("existing", given.get("existing", True)),
    )
    _check(rule)
    return rule


def _check(rule: Rule) -> None:
    if not _NAME.fullmatch(rule.name):
        raise InvalidInput("name: must have no slashes and no control characters.")
    if rule.do is Do.TRANSCODE and rule.target is None:
        raise InvalidInput("target: must be the folder for the results.")
    if rule.do is Do.SEND and rule.series is None:
        raise InvalidInput("series: must be the number of the series that the masters belong to.")
    if rule.do is Do.SEND and rule.target is not None:
        raise InvalidInput("target: masters are sent to a place; leave it out.")
    if rule.title:
        try:
            rule.title.format(name="", folder="", date="", number=1)
        except (LookupError, ValueError, AttributeError) as error:
            raise InvalidInput(
                f"title: {rule.title!r} is not understood.", hint="Known: {name}, {folder}, {date} and {number}."
            ) from error


def _one_of(field_name: str, value: Any, kind: type[StrEnum]) -> Any:
    try:
        return kind(value)
    except ValueError:
        raise InvalidInput(f"{field_name}: must be one of {', '.join(kind)}, not {value!r}.") from None


def _text(name: str, value: Any, most: int = _LONGEST_TEXT, *, empty: bool = False) -> str:
    if not isinstance(value, str) or not (value.strip() or empty):
        raise InvalidInput(f"{name}: must be text, not {value!r}.")
    if len(value) > most:
        raise InvalidInput(f"{name}: must have at most {most} characters.")
    if not value.isprintable():
        raise InvalidInput(f"{name}: must be one line of text.")
    return value.strip()


def _when(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):  # YAML takes 18:00 for a number of base 60
        raise InvalidInput(
            f"when: {value} is a number to YAML; put it in quotes, with a day.", hint='Such as "daily 18:00".'
        )
    return read_when(_text("when", value)).text


def _folder(name: str, value: Any) -> Path:
    if not isinstance(value, str | Path) or not str(value).strip() or "\0" in str(value):
        raise InvalidInput(f"{name}: must be a folder, not {value!r}.")
    try:
        path = Path(value).expanduser()
    except RuntimeError as error:  # as of ~anna where there is no anna
        raise InvalidInput(
            f"{name}: {value}: this machine knows no such user.", hint="Write the whole path."
        ) from error
    if not path.is_absolute():
        raise InvalidInput(f"{name}: {value} must be an absolute path.")
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"{name}: the path is not UTF-8.") from error
    return Path(os.path.normpath(path))


def _folders(value: Any) -> tuple[Path, ...]:
    many = [value] if isinstance(value, str | Path) else value
    if not isinstance(many, list | tuple) or not many:
        raise InvalidInput("folders: must be a list of folders.")
    folders = tuple(dict.fromkeys(_folder("folders", one) for one in many))
    for one in folders:
        if str(one) in _SYSTEM:
            raise InvalidInput(f"folders: {one} holds the system itself.", hint="Name those folders in it that count.")
        for other in folders:
            if one != other and one.is_relative_to(other):
                raise InvalidInput(f"folders: {one} lies in {other}.", hint="Name only the outer one.")
    return folders


def _target(value: Any, folders: tuple[Path, ...]) -> Path | None:
    if value is None or value == "":
        return None
    target = _folder("target", value)
    for folder in folders:
        if folder == target or folder.is_relative_to(target):
            raise InvalidInput(
                f"target: results would lie among what is watched in {folder}.",
                hint="Name a folder beside it, or one below it for the results alone.",
            )
    return target


def _patterns(name: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    many = [value] if isinstance(value, str) else value
    if not isinstance(many, list | tuple):
        raise InvalidInput(f"{name}: must be a list of patterns, such as *.mov.")
    return tuple(_text(name, one) for one in many)


def _mapping(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise InvalidInput("request: must be a mapping of options.")
    return dict(value)


def _series(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _SERIES:
        raise InvalidInput(f"series: must be a number, not {value!r}.")
    return value


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise InvalidInput(f"at_least: must be a number of files from 1 on, not {value!r}.")
    return value


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput(f"{name}: must be true or false, not {value!r}.")
    return value
