"""What was made in a folder, so that it is not made again: a line of JSON for each result, in a hidden file there.

What was tried and did not become small enough stands there, too.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from albumforge.errors import Conflict
from albumforge.media.moves import is_as_noted
from albumforge.media.publish import make_folder, writing
from albumforge.media.structs import work_out
from albumforge.transcoders.presets import preset_to_json
from albumforge.transcoders.records import record_of_json, record_to_json
from albumforge.transcoding import Preset, SkipRules

FILE = ".albumforge-transcoded"


class Result(msgspec.Struct, frozen=True):
    """A result, and what it was made of.

    Attributes:
        source: the video's path.
        size, mtime_ns: of the source.
        preset: digest of the preset.
        result: its path, "" where there is none.
        new_size, new_mtime_ns: of the result.
        refused: why there is none, a sentence.
    """

    source: str
    size: int
    mtime_ns: int
    preset: str
    result: str = ""
    new_size: int = 0
    new_mtime_ns: int = 0
    refused: str = ""


work_out(Result)


class ResultsLog:
    """The results in a folder; for one process at a time."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._by_source: dict[str, list[Result]] = {}
        self._by_result: dict[str, list[Result]] = {}

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Read what was made, and keep others from making more meanwhile.

        Raises:
            Conflict: another process is at work in the folder.
            StorageError: the folder cannot be written.
        """
        make_folder(self._file.parent)
        with contextlib.ExitStack() as stack:
            with writing(self._file):
                lock = stack.enter_context(self._file.open("a"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict(f"{self._file.parent}: another albumforge is transcoding there.") from error
            except OSError:  # a file system without locks
                pass
            self.read()
            yield

    def check_around(self, mine: Collection[Path]) -> None:
        """See that nobody is at work in a folder above or below; to be called once the own folder is locked.

        Args:
            mine: folders in which this process is.

        Raises:
            Conflict: somebody is.
        """
        folder = self._file.parent.resolve()
        for file in (*(above / FILE for above in folder.parents), *folder.rglob(FILE)):
            if file.parent not in mine and _is_locked(file):
                which = "which it holds" if file.parent.is_relative_to(folder) else "which holds it"
                raise Conflict(f"{folder}: another albumforge is transcoding in {file.parent}, {which}.")

    def read(self) -> None:
        """Read what was made; nothing where the folder or the file is not there."""
        self._by_source, self._by_result = {}, {}
        for one in _read(self._file) if self._file.exists() else ():
            self._add(one)

    def result_of(
        self, source: Path, size: int, mtime_ns: int, preset: Preset, *, at: Path | None = None
    ) -> Path | None:
        """Return what was made of a source by a preset, where it is still there.

        Args:
            at: the only place that counts; None: any.
        """
        for one in self._of(source, size, mtime_ns, preset):
            result = Path(one.result)
            if at is not None and result != at:
                continue
            if one.result and result != source and is_as_noted(result, one.new_size, one.new_mtime_ns):
                return result
        return None

    def refusal_of(self, source: Path, size: int, mtime_ns: int, preset: Preset) -> str:
        """Return why nothing became of a source by a preset, "" where that was not tried."""
        return next((one.refused for one in self._of(source, size, mtime_ns, preset) if one.refused), "")

    def is_result(self, path: Path, preset: Preset) -> bool:
        """Whether a file was made here by this preset, and is as it was then."""
        return any(one.preset == digest_of(preset) for one in self._made_as(path))

    def source_of(self, path: Path) -> Path | None:
        """Return what a file was made of, where it was made here and is as it was then."""
        return next((Path(one.source) for one in self._made_as(path)), None)

    def note(self, result: Result) -> None:
        """Note what is about to get its place.

        Raises:
            StorageError: the folder cannot be written.
        """
        self._add(result)
        with writing(self._file), self._file.open("ab") as file:
            file.write(record_to_json(result) + b"\n")

    def _add(self, one: Result) -> None:
        self._by_source.setdefault(one.source, []).append(one)
        self._by_result.setdefault(one.result, []).append(one)

    def _of(self, source: Path, size: int, mtime_ns: int, preset: Preset) -> list[Result]:
        wanted = (size, mtime_ns, digest_of(preset))
        noted = self._by_source.get(str(source), ())
        return [one for one in noted if (one.size, one.mtime_ns, one.preset) == wanted]

    def _made_as(self, path: Path) -> list[Result]:
        noted = self._by_result.get(str(path), ())
        return [one for one in noted if is_as_noted(path, one.new_size, one.new_mtime_ns)]


def digest_of(preset: Preset) -> str:
    """Return what stands for a preset: two that make the same have the same."""
    plain = msgspec.structs.replace(preset, name="", title={}, skip=SkipRules())
    return hashlib.sha256(preset_to_json(plain).encode()).hexdigest()[:16]


def _is_locked(file: Path) -> bool:
    try:
        with file.open("rb") as log:
            fcntl.flock(log, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # it is not there, or its file system has no locks
        pass
    return False


def _read(file: Path) -> Iterator[Result]:
    for line in file.read_bytes().splitlines():
        with contextlib.suppress(msgspec.DecodeError, ValueError):  # a line that was not written to its end
            yield record_of_json(line, Result)
