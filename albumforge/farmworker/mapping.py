"""Where the master's folders lie on this machine: the same storage is often mounted in another place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from albumforge.errors import InvalidInput


@dataclass(frozen=True)
class Mappings:
    """Pairs of folders; the longest one that a path lies in counts, and a path in none of them stays as it is.

    Attributes:
        pairs: the master's folder, and the one of this machine.
    """

    pairs: tuple[tuple[PurePosixPath, Path], ...] = ()

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Mappings:
        """Return the mappings that are written as ``MASTER=LOCAL``, both from the root on.

        Raises:
            InvalidInput: one is not written so, or a folder of the master has two places here.
        """
        pairs: dict[PurePosixPath, Path] = {}
        for text in texts:
            # A folder's name may have '=' in it; what follows the right one begins at the root.
            master, separator, local = text.partition("=/")
            if not separator or not master.startswith("/"):
                raise InvalidInput(
                    f"--map {text}: must be MASTER=LOCAL, two folders from the root on.",
                    hint="Such as --map /srv/videos=/mnt/videos.",
                )
            folder, here = _plain(master, text), Path(_plain(f"/{local}", text))
            if pairs.setdefault(folder, here) != here:
                raise InvalidInput(f"--map {text}: {folder} is mapped twice.", hint="Give it once.")
        return cls(tuple(pairs.items()))

    def to_local(self, path: str) -> Path:
        """Return where a path of the master is on this machine.

        Raises:
            InvalidInput: it is not a path from the root on, or climbs by '..'.
        """
        given = _plain(path, path)
        found = [(master, local) for master, local in self.pairs if given.is_relative_to(master)]
        if not found:
            return Path(given)
        master, local = max(found, key=lambda pair: len(pair[0].parts))
        return local / given.relative_to(master)

    def to_master(self, path: Path) -> str:
        """Return what the master calls a path of this machine.

        Raises:
            InvalidInput: it is not a path from the root on, or climbs by '..'.
        """
        given = _plain(str(path), str(path))
        found = [(master, local) for master, local in self.pairs if given.is_relative_to(local)]
        if not found:
            return str(given)
        master, local = max(found, key=lambda pair: len(pair[1].parts))
        return str(master / given.relative_to(local))


def _plain(path: str, shown: str) -> PurePosixPath:
    plain = PurePosixPath(path)
    if not plain.is_absolute() or ".." in plain.parts or "\0" in path:
        raise InvalidInput(f"{shown}: must be a path from the root on, without '..'.")
    return plain
