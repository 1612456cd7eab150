"""Which versions of albumforge can do queued work, where machines of several versions share a database for a while.

Each film and job says which level it needs: that of the version that queued it, whose options an older one may not
know. A worker of a lower level leaves it to those who can.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

import peewee as pw

ADDITIVE = "_additive"
"""How the name of a migration ends with whose tables older versions can work, too: it only adds what they need not
know. Columns that it adds to a table have a default of the database, or may be NULL."""


def level_of(name: str) -> int:
    """Return the level of a version such as ``1.4.2``: patches of a minor version have the same."""
    found = re.match(r"(\d+)\.(\d+)", name)
    return int(found[1]) * 1000 + int(found[2]) if found else 0


LEVEL = level_of(version("albumforge"))
"""That of this version."""


def at_least_this(table: Any) -> Any:
    """Return the value for the column ``needs`` of rows that this version changes; it never gets less."""
    return pw.Case(None, [(table.needs > LEVEL, table.needs)], LEVEL)
