"""Pictures of films for pages: small ones of their files, copies that others may see, the frame rendered last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from albumforge.errors import NotFound
from albumforge.media.cache import make_cache, mark_used
from albumforge.media.publish import make_folder
from albumforge.services.movie_events import MovieEvents
from albumforge.services.movie_files import of_row
from albumforge.services.movie_queue import movies_folder
from albumforge.services.once import Once
from albumforge.services.states import FRAME, MovieFile

THUMB_WIDTHS = (320, 640, 1280)
"""Pixels."""

_VERSION = 1
"""Of how these pictures are made: those of another version are made again."""

THUMBS, COPIES = "thumbs", "clean"
"""Folders of the cache."""

_once: Once[Path] = Once()


class MoviePictures(MovieEvents):
    """Films that can be looked at."""

    def thumb(self, work_id: str, file_id: int, width: int = THUMB_WIDTHS[0], *, user: int | None = None) -> Path:
        """Return a JPEG of a file of a film, upright and without metadata; made once, and kept in the cache.

        Args:
            width: pixels; the next larger of `THUMB_WIDTHS` is given.

        Raises:
            NotFound: there is no such film or file, or it is gone.
            MediaError: it cannot be decoded.
            StorageError: the cache cannot be written.
        """
        from_here = next((one for one in THUMB_WIDTHS if one >= width), THUMB_WIDTHS[-1])
        file = self._seen(work_id, user, file_id=file_id)
        target = self._kept(THUMBS) / f"{file.digest}-{from_here}-{_VERSION}.jpg"

        def make() -> Path:
            self._work.do("thumb", about=file.path, source=str(file.path), target=str(target), width=from_here)
            return target

        return _made(target, lambda: target if target.is_file() else None, make)

    def shown(self, work_id: str, name: str, user: int | None = None) -> Path:
        """Return a file of a film as this user may see it: its owner the original, others a copy without metadata.

        Args:
            name: in the film's folder.

        Raises:
            NotFound, MediaError, StorageError: as `thumb`.
        """
        file = self._seen(work_id, user, name=name)
        if user is None or self.get(work_id).user_id == user:
            return file.path
        target = self._kept(COPIES) / f"{file.digest}-{_VERSION}"

        def kept() -> Path | None:
            copies = (target.with_suffix(suffix) for suffix in (".jpg", ".mp4", ".mkv"))
            return next((copy for copy in copies if copy.is_file()), None)

        def make() -> Path:
            return Path(self._work.do("clean", about=file.path, source=str(file.path), target=str(target)))

        return _made(target, kept, make)

    def frame(self, work_id: str) -> Path | None:
        """Return the JPEG of the frame that was rendered last, or None where there is none; ask `get` who may."""
        path = movies_folder(self._settings) / work_id / FRAME
        return path if path.is_file() else None

    def _seen(self, work_id: str, user: int | None, *, file_id: int = 0, name: str = "") -> MovieFile:
        """Return a file of a film by its id or name, if this user may see it and it is there."""
        folder = movies_folder(self._settings) / work_id
        with self._database.session() as tables:
            movie, table = self._row(tables, work_id, user), tables.movie_file
            this = (table.stored == name) & (table.stored != "") if name else table.id == file_id
            row = table.get_or_none((table.movie == work_id) & this)
            owner = user is None or movie.user_id == user
        if row is None or (row.left_out and not owner):
            raise NotFound("There is no such file in the film.")
        file = of_row(row, folder)
        if not file.path.is_file():
            raise NotFound("The film's files were removed.")
        return file

    def _kept(self, name: str) -> Path:
        return make_folder(make_cache(self._settings.cache) / name)


def _made(target: Path, kept: Callable[[], Path | None], make: Callable[[], Path]) -> Path:
    """Return what is kept, or make it, once for all who ask at the same time."""
    path = kept() or _once(target, lambda: kept() or make())
    mark_used(path)
    return path
