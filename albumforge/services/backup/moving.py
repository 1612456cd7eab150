"""Plans of films whose media are in another folder now: they name files by their full paths."""

from __future__ import annotations

import json
from pathlib import Path

from albumforge.errors import ForgeError
from albumforge.media.publish import write_text
from albumforge.models.database import Database
from albumforge.plugins import Registry
from albumforge.services.movie_files import of_row
from albumforge.services.movie_run import EDITED, PLAN, plan_key, request_of
from albumforge.services.states import Movie
from albumforge.services.works import FILMS


def move_plans(half: Path, before: Path, after: Path) -> None:
    """Let the plans below a folder of media name the files of another one.

    Args:
        half: where the media are at the moment; before, after: where they were, and where they will be.

    Raises:
        StorageError: a plan cannot be written.
    """
    old, new = (str(media / FILMS.place) + "/" for media in (before, after))
    written = [(_inside(old, ascii_), _inside(new, ascii_)) for ascii_ in (True, False)]
    for name in (PLAN, EDITED):
        for path in (half / FILMS.place).glob(f"*/{name}"):
            text = path.read_text(encoding="utf-8", errors="surrogateescape")
            for was, is_now in written:
                text = text.replace(f'"{was}', f'"{is_now}')
            write_text(path, text)


def rekey_plans(database: Database, plugins: Registry, before: Path, after: Path) -> int:
    """Let films whose plans were up to date in the old folder of media be up to date in the new one; return how many.

    Raises:
        Unavailable: the database does not answer.
    """
    changed = 0
    with database.session() as tables:
        rows = list(tables.movie.select().where(tables.movie.plan_key != ""))
    for row in rows:
        old, new = (_key(database, plugins, row, media / FILMS.place / row.work_id) for media in (before, after))
        if old == row.plan_key and new:
            with database.transaction() as tables:
                same = (tables.movie.work_id == row.work_id) & (tables.movie.plan_key == old)
                changed += tables.movie.update(plan_key=new).where(same).execute()
    return changed


def _key(database: Database, plugins: Registry, row: object, folder: Path) -> str:
    """Return the key of a film's plan as it would be with the film in a folder, or "" where that cannot be said."""
    movie = Movie.of(row, folder)
    with database.session() as tables:
        table = tables.movie_file
        rows = table.select().where((table.movie == movie.work_id) & (table.left_out == False))  # noqa: E712
        files = [of_row(one, folder) for one in rows.order_by(table.position)]
    try:
        request = plugins.generator(movie.generator).check_request(request_of(movie, files))
    except ForgeError:  # its generator is not here, or wants to see a file that has moved
        return ""
    return plan_key(movie.generator, request, files)


def _inside(path: str, ascii_: bool) -> str:
    """Return a path as JSON writes it, without its quotes."""
    return json.dumps(path, ensure_ascii=ascii_)[1:-1]
