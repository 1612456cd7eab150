from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_CODE = """
import sys
from pathlib import Path
from albumforge.models.driver import leave_out_postgresql
leave_out_postgresql()
from albumforge.models.database import Database
database = Database("", Path(sys.argv[1]))
with database.session() as tables:
    assert tables.movie.select().count() == 0
database.close()
print("psycopg" in sys.modules)
import psycopg
print(psycopg.__name__)
"""


def test_sqlite_works_without_the_other_drivers_and_others_can_import_them(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    shown = subprocess.run(
        [sys.executable, "-W", "error", "-c", _CODE, tmp_path], capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == ["False", "psycopg"]
