"""A master is sent by the command ``albumforge transfer send``, in a process of its own, which resumes by itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import ForgeError, InvalidInput, Unavailable
from albumforge.services.watch.rule import Rule
from albumforge.settings import Settings

_LOOK_SECONDS = 0.1
_STOP_SECONDS = 20.0
_PASSING = ("PlaceAway", "Unavailable", "StorageError", "Conflict")
"""Errors of the command that may pass."""


def send(settings: Settings, master: Path, rule: Rule, context: Context) -> str:
    """Send a master; return the number by which receivers ask for it.

    Raises:
        InvalidInput: it cannot be sent.
        Unavailable: a server or a place is away, or a disk is full.
        Cancelled: the context asked to stop; what was sent is not sent again.
    """
    command = [sys.executable, "-m", "albumforge", "--home", str(settings.home)]
    command += ["--set", f"transfer_server={settings.transfer_server}"]
    command += ["--set", f"transfer_places={','.join(settings.transfer_places)}"]
    command += ["transfer", "send", str(master), "--series", str(rule.series), "--all", "--json"]
    if rule.place:
        command += ["--to", rule.place]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True, env=_environment()
        )
        try:
            while process.poll() is None:
                context.check()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_LOOK_SECONDS)
        finally:
            _stop(process)
        out.seek(0)
        err.seek(0)
        return _number(out.read(), err.read().decode(errors="replace"))


def _number(out: bytes, err: str) -> str:
    try:
        told = json.loads(out)
        sent, failed = told["sent"], told["failed"]
    except (ValueError, LookupError, TypeError):
        said = err.strip().splitlines()
        raise Unavailable(said[-1] if said else "The master could not be sent.") from None
    if failed:
        first = failed[0]
        kind: type[ForgeError] = Unavailable if first.get("error") in _PASSING else InvalidInput
        raise kind(first.get("message", ""), hint=first.get("hint", ""))
    return str(sent[0]["source_id"])


def _stop(process: subprocess.Popen[bytes]) -> None:
    for signum, patience in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, None)):
        if process.poll() is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signum)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)


def _environment() -> dict[str, str]:
    """The settings are told by arguments; only what is no setting counts of the environment."""
    return {name: value for name, value in os.environ.items() if name != "ALBUMFORGE_CONFIG"}
