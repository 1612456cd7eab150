"""How a worker is to work."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from albumforge.farmworker.heartbeat import Identity
from albumforge.farmworker.mapping import Mappings
from albumforge.farmworker.record import state_folder

TYPES = {"cpu": (0, "software"), "nvenc": (1, "nvenc"), "qsv": (2, "qsv"), "vpu": (3, "vpu")}
"""What a worker is called by what it encodes with → `worker_type`, and the transcoder that does the work."""


@dataclass(frozen=True)
class Wanted:
    """How a worker is to work.

    Attributes:
        identity: what it is to its master.
        backend: name of the transcoder.
        mappings: where the master's folders lie here.
        dest: folder of the master for the results; "": where the master wants them.
        threads: processors that the encoder may use; 0: all.
        fallback: software may do it where the transcoder's own encoders do not work here.
        once: end after one task, or when there is none.
        power_off: what is run after an order to power off; "": nothing.
        state: folder of the record of what it is writing.
    """

    identity: Identity
    backend: str
    mappings: Mappings = Mappings()
    dest: str = ""
    threads: int = 0
    fallback: bool = True
    once: bool = False
    power_off: str = ""
    state: Path = field(default_factory=state_folder)
