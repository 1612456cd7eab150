"""A signal may come at any moment, also while the code that it interrupts holds a lock: its handler takes none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_SUPERVISOR = """
from albumforge.actors.supervisor import _Supervisor
with Forge(home=HOME) as forge:
    stop = threading.Event()
    supervisor = _Supervisor(forge, [], stop, 1.0, print)
    with supervisor.signals(), stop._cond:  # as `wait` holds it while it goes on
        signal.raise_signal(signal.SIGTERM)
    supervisor.run()
"""
_SERVER = """
from albumforge.serving.address import Address
from albumforge.serving.server import Wanted, _Server
server = _Server(Settings(home=HOME), Wanted(workers=0), Address(host="127.0.0.1", port=1), print)
with server.signals(), server._wake._cond:
    signal.raise_signal(signal.SIGTERM)
assert server._signals == [signal.SIGTERM]
"""
_WORKER = """
from albumforge.actors.process import _Stop
stop = _Stop()
signal.signal(signal.SIGTERM, lambda *_: stop.ask())
threading.Timer(0.3, signal.raise_signal, (signal.SIGTERM,)).start()
assert stop.wait(30) and stop.asked()
"""


@pytest.mark.parametrize("code", [_SUPERVISOR, _SERVER, _WORKER], ids=["supervisor", "server", "worker"])
def test_a_signal_that_comes_while_a_lock_is_held_stops_all_the_same(tmp_path: Path, code: str) -> None:
    head = (
        "import pathlib, signal, threading\nfrom albumforge import Forge\nfrom albumforge.settings import Settings\n"
        f"HOME = pathlib.Path({str(tmp_path / 'home')!r})\n"
    )
    ran = subprocess.run([sys.executable, "-c", head + code], capture_output=True, text=True, timeout=25, check=False)
    assert ran.returncode == 0, ran.stderr
