"""Peewee without the drivers of databases that are not in use."""

from __future__ import annotations

import importlib
import sys
from typing import Any

_DRIVERS = ("psycopg", "psycopg2")


def leave_out_postgresql() -> None:
    """Import Peewee without its drivers of PostgreSQL, which take 11 MB; for processes that serve one SQLite file.

    Peewee imports those that are installed. Others can import the drivers afterwards all the same; this process does
    without. Nothing happens where Peewee was imported before.
    """
    if "peewee" in sys.modules:
        return
    modules: dict[str, Any] = sys.modules
    hidden = [name for name in _DRIVERS if name not in modules]
    for name in hidden:
        modules[name] = None  # an import of it raises ImportError
    try:
        importlib.import_module("albumforge.models.database")  # with what else of Peewee's imports them
    finally:
        for name in hidden:
            del modules[name]
