"""What a process keeps after working on large blocks."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import threading, numpy as np
from pathlib import Path
from albumforge.media.memory import return_large_blocks
if {returned}:
    return_large_blocks()

def work():
    # Blocks of rising size teach glibc to keep ever larger ones; a small one on top pins each.
    pins = []
    for size in range(4, 30, 2):
        block = np.ones(size << 20, np.uint8)
        pins.append(np.ones(1 << 10, np.uint8))
        del block
    held.append(pins)

held = []
for _ in range(4):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
status = Path("/proc/self/status").read_text()
print(next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")))
"""


def _kept(returned: bool) -> int:
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(returned=returned)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_large_blocks_go_back_to_the_system() -> None:
    assert _kept(True) < _kept(False)
