"""A client that is killed at a place that a test chooses: ``transfer_child.py JSON``.

The JSON has ``role`` (``send`` or ``receive``), ``url``, ``token``, ``home``, ``blocks``, ``masters`` or ``source`` and
``folder``, and ``kill``: ``before N`` or ``after N`` of the report of state N; ``put N`` or ``get N``: at a block.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transfer_world import Person, place_of

from albumforge.context import Context
from albumforge.services.videos_found import candidates
from albumforge.transferclient.receiving import Receiver
from albumforge.transferclient.sending import Sender
from albumforge.transferclient.server import Server, Task
from albumforge.transfers.local import Folder

given = json.loads(sys.argv[1])
when, _, count = given["kill"].partition(" ")
lock = threading.Lock()
counted = 0


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Deadly(Server):
    """A server whose client is killed at a report."""

    def report_upload(self, task: int, fields: Mapping[str, object]) -> Task:
        return self._around(super().report_upload, task, fields)

    def report_download(self, task: int, fields: Mapping[str, object]) -> Task:
        return self._around(super().report_download, task, fields)

    def _around(self, report: Any, task: int, fields: Mapping[str, object]) -> Task:
        this = int(str(fields["status"])) == int(count)
        if when == "before" and this:
            die()
        answer: Task = report(task, fields)
        if when == "after" and this:
            die()
        return answer


def counting(name: str) -> Any:
    """A method of the folder of blocks that kills at one of its calls."""
    method = getattr(Folder, name)

    def counted_method(self: Folder, *arguments: Any) -> Any:
        global counted
        result = method(self, *arguments)
        with lock:
            counted += 1
            if counted == int(count):
                die()
        return result

    return counted_method


if when in ("put", "get"):
    setattr(Folder, when, counting(when))
person = Person("", Path(given["home"]), given["url"], given["token"], [])
server, place, context = Deadly(given["url"], given["token"]), place_of(Path(given["blocks"])), Context()
if given["role"] == "send":
    sender = Sender(server, person.state, place, series=1, jobs=2)
    keys = sender.prepare(context)
    for one in candidates([Path(given["masters"])], context).videos:
        sender.send(one, keys, context)
else:
    Receiver(server, person.state, [place], Path(given["folder"]), jobs=2, poll_seconds=0.05).receive(
        given["source"], context
    )
