"""Structures can be read for the first time by many threads at once; without care that crashes the interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import sys, threading
sys.setswitchinterval(1e-6)
from albumforge.generators.album.plan import Plan
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.templates.schema import Template
from albumforge.generators.album.info.inspect import _Stored
from albumforge.generators.album.info.place import _Town
from albumforge.generators.album.poem.english import Stanza
from albumforge.generators.album.poem.lines_zh import Couplet
import msgspec
kind = {"plan": Plan, "request": FilmRequest, "template": Template, "stored": _Stored, "town": list[_Town],
        "stanza": tuple[Stanza, ...], "couplet": list[Couplet]}[sys.argv[1]]
barrier = threading.Barrier(8)
def read():
    barrier.wait()
    try:
        msgspec.json.decode(b"{}", type=kind)
    except msgspec.ValidationError:
        pass
threads = [threading.Thread(target=read) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


@pytest.mark.parametrize("kind", ["plan", "request", "template", "stored", "town", "stanza", "couplet"])
def test_threads_may_read_a_structure_at_once(kind: str) -> None:
    for _ in range(2):
        assert subprocess.run([sys.executable, "-c", SCRIPT, kind], check=False).returncode == 0
