"""Where a process writes a result before it is proven, and what killed processes left of the same video."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
from pathlib import Path

from albumforge.transcoders.replace import part_path


def own_part(dest: Path, source: Path) -> Path:
    """Return where this process writes the result for a source, and remove what killed ones of this machine left.

    Two processes that have the same video by mistake so never write the same file.
    """
    task = f"{_short(os.fsencode(source))}-{_short(socket.gethostname().encode())}"
    with contextlib.suppress(OSError):  # the folder is not there yet, or what is left cannot be removed
        for left in dest.parent.glob(f"{part_path(dest, task).stem}-*"):
            process = left.stem.rpartition("-")[2]
            if process.isdigit() and not _runs(int(process)):
                left.unlink()
    return part_path(dest, f"{task}-{os.getpid()}")


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return process != os.getpid()
