"""Structures of msgspec that several threads may read at once."""

from __future__ import annotations

from typing import Any

import msgspec


def work_out(*kinds: Any) -> None:
    """Let msgspec work out the fields of structures now; to be called where they are defined.

    It does so when a structure is first read, and two threads that read it for the first time at once crash the
    interpreter. An import is one thread's alone.
    """
    for kind in kinds:
        msgspec.json.Decoder(kind)
