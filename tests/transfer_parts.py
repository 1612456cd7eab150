"""A master that is sealed and published in a folder of blocks, places that fail on demand, children to be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from albumforge.context import Context
from albumforge.transferring import BlockMissing, PlaceAway
from albumforge.transfers.cids import RAW, cid_of, cid_text
from albumforge.transfers.fetching import fetch_layout
from albumforge.transfers.journal import Journal
from albumforge.transfers.keys import Keys
from albumforge.transfers.local import Folder
from albumforge.transfers.opening import open_master
from albumforge.transfers.private_block import Master
from albumforge.transfers.public_block import SEGMENT_BYTES, commitment
from albumforge.transfers.public_dag import Layout
from albumforge.transfers.publishing import publish_master
from albumforge.transfers.sealing import SealedMaster, seal_master
from albumforge.transfers.sources import Sources

KEYS = Keys(b"\1" * 32, b"\2" * 32, b"\3" * 32)
ASSOCIATED = b"a master"
COUNT = 9
SIZE = (COUNT - 1) * SEGMENT_BYTES + 4321


def new_master(folder: Path, size: int = SIZE) -> Path:
    """A master of random bytes."""
    path = folder / "master.mov"
    path.write_bytes(os.urandom(size))
    return path


def journal_of(master: Path) -> Path:
    return master.with_suffix(".journal")


def seal(master: Path, context: Context | None = None) -> SealedMaster:
    """Seal a master, without a file of its public block."""
    return seal_master(
        master, journal_of(master), associated=ASSOCIATED, keys=KEYS, context=context or Context(), block=None
    )


def publish(master: Path, place: object, context: Context | None = None, **options: object) -> int:
    """Publish a master that is sealed."""
    return publish_master(
        master,
        journal_of(master),
        place,  # type: ignore[arg-type]
        associated=ASSOCIATED,
        keys=KEYS,
        context=context or Context(),
        **options,  # type: ignore[arg-type]
    )


@dataclass
class Sent:
    """A master, and a place that has its public block."""

    master: Path
    sealed: SealedMaster
    place: Folder

    @property
    def leaves(self) -> list[bytes]:
        """CIDs of its segments."""
        return [cid_of(RAW, digest) for digest in self.sealed.leaves]

    @property
    def layout(self) -> Layout:
        return fetch_layout(self.sealed.root, Sources([self.place]), context=Context())

    def twin(self, folder: Path) -> Folder:
        """Another place that has it."""
        shutil.copytree(self.place.address, folder)
        return Folder(folder)

    def private(self) -> Master:
        """What the private block says."""
        status = self.master.stat()
        known = status.st_size, status.st_mtime_ns
        journal = Journal.resume(journal_of(self.master), source=known, associated=ASSOCIATED, keys=KEYS)
        assert journal is not None
        with journal:
            told = {name: getattr(self.sealed, name) for name in ("length", "size", "c4", "xxh128")}
            commit = commitment(journal.key, journal.header.salt)
            public = self.sealed.root
            return Master(public=public, associated=ASSOCIATED, key=journal.key, commit=commit, name="m", **told)

    def is_master(self, block: Path) -> bool:
        """Whether a file is the public block: what comes out is the master, byte by byte."""
        out = block.with_name(f"{block.name}.opened")
        open_master(block, self.private(), out, context=Context())
        same = out.read_bytes() == self.master.read_bytes()
        out.unlink()
        return same


def send(folder: Path, size: int = SIZE) -> Sent:
    """Make a master in a folder, seal it, and publish it in a place there."""
    folder.mkdir(parents=True, exist_ok=True)
    master = new_master(folder, size)
    sealed, place = seal(master), Folder(folder / "place")
    publish(master, place)
    return Sent(master, sealed, place)


def file_of(place: Folder, cid: bytes) -> Path:
    """The file of a block."""
    name = cid_text(cid)
    return Path(place.address, "blocks", name[-2:], name)


def flip(path: Path, at: int = 0) -> None:
    """Flip a bit of a file."""
    with path.open("r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ 1]))


@dataclass
class Troubled:
    """A place as another one, but for what is wrong with it: stands for a network, and for a node one cannot trust.

    Attributes:
        wrong: what is given in the place of blocks, by their CIDs; None: nothing.
        away: whether it does not answer.
        seconds: that each answer takes.
        got, put_: CIDs of the blocks that it was asked for, and to store.
    """

    place: Folder
    wrong: dict[bytes, bytes | None] = field(default_factory=dict)
    away: Callable[[], bool] = lambda: False
    seconds: float = 0.0
    got: list[bytes] = field(default_factory=list)
    put_: list[bytes] = field(default_factory=list)
    busy: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return self.place.address

    def _answer(self) -> None:
        self.busy.set()
        time.sleep(self.seconds)
        if self.away():
            raise PlaceAway(f"{self.address} does not answer.")

    def get(self, cid: bytes) -> bytes:
        self.got.append(cid)
        self._answer()
        if cid not in self.wrong:
            return self.place.get(cid)
        if (given := self.wrong[cid]) is None:
            raise BlockMissing(f"{self.address} has no block {cid_text(cid)}.")
        return given

    def has(self, cid: bytes) -> bool:
        self._answer()
        return self.place.has(cid)

    def put(self, cid: bytes, data: bytes | memoryview) -> None:
        self.put_.append(cid)
        self._answer()
        self.place.put(cid, data)

    def pin(self, root: bytes) -> None:
        self._answer()
        self.place.pin(root)


def killed_after(script: str, lines: int, *arguments: object) -> list[str]:
    """Run a script, kill it once it has written so many lines, and return all that it wrote.

    The script has `Path`, `Context`, what is here, and its arguments in `args`.
    """
    head = "import sys, time\nfrom pathlib import Path\nfrom albumforge.context import Context\n"
    head += f"sys.path.insert(0, {str(Path(__file__).parent)!r})\nfrom transfer_parts import *\nargs = sys.argv[1:]\n"
    command = [sys.executable, "-c", head + script, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        assert all(said), "it ended before"
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    return [line.strip() for line in said]


REACTS = 4.0
"""Seconds within which whoever waits for a place notices, even on a busy machine, that it is to stop."""


def cancelled_after(seconds: float) -> Context:
    """A context that asks to stop after a while."""
    until = time.monotonic() + seconds
    return Context(cancelled=lambda: time.monotonic() > until, poll_interval=0.05)


def open_files() -> int:
    """How many descriptors this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))
