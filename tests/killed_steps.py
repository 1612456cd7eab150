"""Kill a process at each of its steps on the file system, and look at what is left: run as a program of its own.

Every change of a name, a folder or a file's fields is a step (by Python's audit events); the process is killed just
before it. A process that was killed is followed by one that is killed, too, at each step of its own, and that by one
that ends well.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from albumforge.errors import NotFound
from albumforge.transcoders.quarantine import FOLDER, Quarantine
from albumforge.transcoders.replace import check_source, is_in_place, part_path, put_in_place

OLD, NEW = b"the original, byte by byte", b"its replacement"
STEPS = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.utime"}


def hook(deadly: int, *, links: bool) -> Callable[[str, tuple[Any, ...]], None]:
    """Return an audit hook that kills the process before its step of that number, counted from 0."""
    steps = 0

    def see(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal steps
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if event == "os.link" and not links:
            raise OSError(95, "Operation not supported")  # as file systems without hard links answer
        if event in STEPS or writes:
            if steps == deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            steps += 1

    return see


def killed(work: Callable[[], None], deadly: int, *, links: bool) -> bool:
    """Do work in a child that is killed before a step; False where it ended before it came to that."""
    child = os.fork()
    if child == 0:
        sys.addaudithook(hook(deadly, links=links))
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0, "the work failed"
    return os.WIFSIGNALED(status)


class Place:
    """A library with one video that is replaced."""

    def __init__(self, root: Path, name: str) -> None:
        root.mkdir()
        self.source = root / name
        self.source.write_bytes(OLD)
        status = self.source.stat()
        self.noted = {"size": status.st_size, "mtime_ns": status.st_mtime_ns}
        self.dest = root / "film.mp4"
        self.part = part_path(self.dest, "7")
        self.part.write_bytes(NEW)
        self.quarantine = Quarantine(root)

    def replace(self) -> None:
        put_in_place(self.part, self.dest, source=self.source, **self.noted, keep=self.quarantine)

    def finish(self) -> None:
        """Replace as the farm's master does: what is done already is found out first, by whoever comes next."""
        noted = {"source": self.source, **self.noted, "keep": self.quarantine}
        if not is_in_place(self.part, self.dest, **noted):
            check_source(self.source, **self.noted)
            made = self.part if self.part.exists() else self.dest
            put_in_place(made, self.dest, **noted)

    def restore(self) -> None:
        try:
            self.quarantine.restore(self.quarantine.find(self.source))
        except NotFound:
            assert self.source.read_bytes() == OLD

    def contents(self) -> dict[str, str]:
        """All files but records and locks, by their paths; the number of an entry is left out."""
        found = {}
        for file in self.quarantine.root.rglob("*"):
            parts = list(file.relative_to(self.quarantine.root).parts)
            if file.is_file() and file.suffix != ".json" and file.name != ".lock":
                if parts[0] == FOLDER:
                    parts[1] = "id"
                found["/".join(parts)] = file.read_bytes().decode()
        return found

    def pending(self) -> int:
        return len(list(self.quarantine.folder.glob("pending/*")))


def outcomes(name: str, action: str, *, links: bool) -> Iterator[dict[str, Any]]:
    """Yield what is left after each pair of kills, and after the run that follows them."""
    # In memory, where there is such a place: waiting for a disk shows nothing that a killed process could tell.
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=memory if Path(memory).is_dir() else None) as folder:
        for first in range(1000):
            for second in range(1000):
                place = Place(Path(folder, f"{first}-{second}"), name)
                if action == "restore":
                    place.replace()
                work = getattr(place, action)
                once = killed(work, first, links=links)
                left = place.contents()
                twice = once and killed(work, second, links=links)
                after = place.contents()
                work()
                yield {"left": left, "after": after, "end": place.contents(), "pending": place.pending()}
                if not twice:
                    break
            if not once:
                return


if __name__ == "__main__":
    json.dump(list(outcomes(sys.argv[1], sys.argv[2], links=sys.argv[3] == "links")), sys.stdout)
