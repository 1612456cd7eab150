"""Measure how masters are sent and received, in memory: against a copy, openssl's SHA-512, tink and age; and memory.

Called by scripts/bench. Times of one line are taken in one run, by turns, and the medians are compared.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from figures import Row, printed_by, table, tell, timed
from page import write_section

from albumforge.context import Context
from albumforge.transfers.fetching import fetch_block, fetch_layout, map_of
from albumforge.transfers.journal import Journal
from albumforge.transfers.keys import Keys
from albumforge.transfers.local import Folder
from albumforge.transfers.opening import open_master
from albumforge.transfers.private_block import Master
from albumforge.transfers.public_block import (
    SEGMENT_BYTES,
    Header,
    SegmentCipher,
    commitment,
    plain_span,
    segment_count,
)
from albumforge.transfers.publishing import publish_master
from albumforge.transfers.sealing import SealedMaster, seal_master
from albumforge.transfers.sources import Sources

MIB = 1 << 20
PIECE = 16 * MIB
KEYS = Keys(b"\1" * 32, b"\2" * 32, b"\3" * 32)
ASSOCIATED = b"bench"

CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from transfer import Transfer
getattr(Transfer(Path(sys.argv[3])), sys.argv[2])()
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-", dir=arguments.memory) as folder:
        rows = [*speed(Path(folder), arguments), *growth(Path(folder), arguments)]
    rows += disk(arguments)
    tell(rows, width=78)
    if arguments.write:
        _write(rows, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench transfer", description=__doc__)
    parser.add_argument("--size", type=int, default=1024, help="MiB of the master; default: 1024")
    parser.add_argument("--small", type=int, default=64, help="MiB of the small one, for memory; default: 64")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", type=Path, default=Path("/dev/shm"), help="a folder in memory; default: /dev/shm")
    parser.add_argument("--disk", type=Path, default=Path("/tmp"), help="a folder on a disk; default: /tmp")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


class Transfer:
    """A master in a folder, and all that is done with it there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.master, self.journal, self.out = folder / "master", folder / "journal", folder / "out"
        self.place = Folder(folder / "place")

    def make(self, mebibytes: int) -> None:
        """Make the master, of random bytes."""
        self.folder.mkdir()
        with self.master.open("wb") as file:
            for at in range(0, mebibytes, PIECE // MIB):
                file.write(os.urandom(min(PIECE, (mebibytes - at) * MIB)))

    def copy(self) -> None:
        """Read and write 1 MiB at a time."""
        buffer = memoryview(bytearray(MIB))
        with self.master.open("rb", buffering=0) as source, self.out.open("wb", buffering=0) as out:
            while size := source.readinto(buffer):
                out.write(buffer[:size])

    def copyfile(self) -> None:
        """Copy as the standard library does."""
        shutil.copyfile(self.master, self.out)

    def encrypt(self) -> None:
        """Read, encrypt and write all segments, in one thread and without a digest."""
        size = self.master.stat().st_size
        cipher, count = SegmentCipher(os.urandom(32), ASSOCIATED, Header()), segment_count(size)
        plain, segment = memoryview(bytearray(SEGMENT_BYTES)), memoryview(bytearray(SEGMENT_BYTES))
        with self.master.open("rb", buffering=0) as source, self.out.open("wb", buffering=0) as out:
            for number in range(count):
                begin, end = plain_span(number, size)
                source.readinto(plain[: end - begin])
                out.write(segment[: cipher.seal(number, plain[: end - begin], segment, last=number == count - 1)])

    def openssl(self) -> None:
        """Take the SHA-512 alone."""
        subprocess.run(["openssl", "dgst", "-sha512", self.master], check=True, stdout=subprocess.DEVNULL)

    def seal(self, block: Path | None = None) -> SealedMaster:
        """Find out the public block, and all digests."""
        self.journal.unlink(missing_ok=True)
        return seal_master(self.master, self.journal, associated=ASSOCIATED, keys=KEYS, context=Context(), block=block)

    def seal_to_file(self) -> None:
        """The same, and write the public block to a file."""
        self.seal(self.out)

    def publish(self) -> None:
        """Put the public block in a place that has nothing of it."""
        shutil.rmtree(self.place.address, ignore_errors=True)
        publish_master(
            self.master, self.journal, self.place, associated=ASSOCIATED, keys=KEYS, context=Context(), jobs=4
        )

    def send(self) -> None:
        """All that a sender does."""
        self.seal()
        self.publish()

    def prepare(self) -> None:
        """Send it, so that it can be received."""
        sealed = self.seal()
        self.publish()
        status = self.master.stat()
        known = status.st_size, status.st_mtime_ns
        journal = Journal.resume(self.journal, source=known, associated=ASSOCIATED, keys=KEYS)
        assert journal is not None
        with journal:
            (self.folder / "key").write_bytes(journal.key + journal.header.salt)
        (self.folder / "private").write_text(
            f"{sealed.root.hex()} {sealed.length} {sealed.size} {sealed.c4} {sealed.xxh128}", encoding="ascii"
        )

    def fetch(self) -> None:
        """Fetch the public block from a folder."""
        block = self.folder / "block"
        map_of(block).unlink(missing_ok=True)
        block.unlink(missing_ok=True)
        root = bytes.fromhex((self.folder / "private").read_text(encoding="ascii").split()[0])
        sources = Sources([self.place])
        layout = fetch_layout(root, sources, context=Context())
        fetch_block(layout, sources, block, context=Context(), jobs=4)

    def open(self) -> None:
        """Decrypt what was fetched, and prove it."""
        root, length, size, c4, xxh128 = (self.folder / "private").read_text(encoding="ascii").split()
        key, opened = (self.folder / "key").read_bytes(), self.folder / "opened"
        opened.unlink(missing_ok=True)
        told = Master(
            public=bytes.fromhex(root),
            length=int(length),
            associated=ASSOCIATED,
            key=key[:32],
            commit=commitment(key[:32], key[32:]),
            size=int(size),
            c4=c4,
            xxh128=xxh128,
            name="master",
        )
        open_master(self.folder / "block", told, opened, context=Context())

    def receive(self) -> None:
        """All that a receiver does."""
        self.fetch()
        self.open()

    def tink(self) -> None:
        """Encrypt with Google's Tink, with a key of the same type."""
        sys.path.insert(0, str(Path(__file__).parent.parent.parent / "tests"))
        from tink_parts import primitive

        with (
            self.master.open("rb") as source,
            self.out.open("wb") as out,
            primitive(os.urandom(32)).new_encrypting_stream(out, ASSOCIATED) as stream,
        ):
            while piece := source.read(MIB):
                stream.write(piece)

    def pyrage(self) -> None:
        """Encrypt with age, in Rust."""
        import pyrage

        recipient = pyrage.x25519.Identity.generate().to_public()
        pyrage.encrypt_file(str(self.master), str(self.out), [recipient])


def speed(folder: Path, arguments: argparse.Namespace) -> list[Row]:
    """Times, all of them by turns."""
    if not shutil.which("openssl"):
        raise SystemExit("openssl is missing, which the times are compared with: sudo apt-get install openssl")
    work = Transfer(folder / "speed")
    work.make(arguments.size)
    others = [name for name in ("tink", "pyrage") if importlib.util.find_spec(name)]
    for name in ("tink", "pyrage"):
        print(f"{name} is {'found' if name in others else 'not installed: its line is missing'}")
    work.prepare()
    work.fetch()
    tasks: list[Callable[[], object]] = [work.copy, work.copyfile, work.encrypt, work.openssl, work.seal]
    tasks += [work.seal_to_file, work.publish, work.send, work.prepare, work.receive, work.open]
    tasks += [getattr(work, name) for name in others]
    took: dict[str, list[float]] = {}
    for _ in range(arguments.rounds):
        for task in tasks:
            took.setdefault(task.__name__, []).append(timed(task))
    middle = {name: statistics.median(times) for name, times in took.items()}
    print(f"{os.cpu_count()} processors, {arguments.size} MiB in {arguments.memory}, {arguments.rounds} rounds, MB/s:")
    print("  ".join(f"{name} {arguments.size * MIB / 1e6 / seconds:.0f}" for name, seconds in middle.items()), "\n")
    shutil.rmtree(work.folder)
    copy = min(middle["copy"], middle["copyfile"])
    return [
        ("encryption alone, read and written, one thread ÷ a copy", middle["encrypt"] / copy, 1.67),
        *((f"the same ÷ {name}", middle["encrypt"] / middle[name], 1.0) for name in others),
        ("send: encryption and all digests ÷ openssl's SHA-512", middle["seal"] / middle["openssl"], 1.2),
        ("send: these and publishing to a folder ÷ openssl's SHA-512", middle["send"] / middle["openssl"], None),
        *(
            (f"encryption to a file, with all digests ÷ {name}, without", middle["seal_to_file"] / middle[name], None)
            for name in others
        ),
        ("publishing to a folder ÷ a copy", middle["publish"] / copy, None),
        ("receive: decryption and all digests ÷ openssl's SHA-512", middle["open"] / middle["openssl"], 1.2),
        ("receive: fetching from a folder and these ÷ openssl's SHA-512", middle["receive"] / middle["openssl"], None),
    ]


def growth(folder: Path, arguments: argparse.Namespace) -> Iterator[Row]:
    """Peak memory with a large master, less that with a small one."""
    for step, limit in (("send", 16.0), ("receive", 16.0)):
        peaks = []
        for mebibytes in (arguments.small, arguments.size):
            work = Transfer(folder / f"{step}-{mebibytes}")
            work.make(mebibytes)
            if step == "receive":
                work.prepare()
            command = [sys.executable, "-c", CHILD, Path(__file__).parent, step, work.folder]
            peaks.append(int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024)
            shutil.rmtree(work.folder)
        name = f"{step}: memory with {arguments.size} MiB less that with {arguments.small} MiB, MiB"
        print(f"{step}: peaks of {peaks[0]:.1f} and {peaks[1]:.1f} MiB")
        yield name, peaks[1] - peaks[0], limit
    print()


def disk(arguments: argparse.Namespace) -> list[Row]:
    """How dear it is on a disk that each block is there for good, once it is put."""
    kind = subprocess.run(["stat", "-f", "-c", "%T", arguments.disk], check=True, capture_output=True, text=True).stdout
    if kind.strip() == "tmpfs":
        print(f"{arguments.disk} is in memory: no line of a disk\n")
        return []
    mebibytes = min(256, arguments.size)
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-", dir=arguments.disk) as folder:
        work = Transfer(Path(folder) / "disk")
        work.make(mebibytes)
        work.seal()

        def copy() -> None:
            work.out.unlink(missing_ok=True)
            work.copy()
            with work.out.open("rb") as file:
                os.fsync(file.fileno())

        took = [(timed(copy), timed(work.publish)) for _ in range(3)]
    bare, ours = (statistics.median(times) for times in zip(*took, strict=True))
    print(f"disk: {mebibytes * MIB / 1e6 / ours:.0f} MB/s published, {mebibytes * MIB / 1e6 / bare:.0f} copied\n")
    return [(f"publishing to a folder on a disk ÷ a copy and one fsync, {mebibytes} MiB", ours / bare, None)]


def _write(rows: list[Row], arguments: argparse.Namespace) -> None:
    body = (
        f"{printed_by('scripts/bench transfer')}: ratios of medians over {arguments.rounds} rounds taken by turns in "
        f"one run, on {os.cpu_count()} processors, with a master of {arguments.size} MiB in {arguments.memory}, but "
        "for the line of a disk. A copy is the faster one of 1 MiB at a time and `shutil.copyfile`. SHA-512 is one "
        "thread's work and the most of it, and takes its time alone where a second processor is free for the rest. Of "
        f"memory the peaks of two processes are compared.\n\n{table(rows)}"
    )
    write_section("Master transfer", body)


if __name__ == "__main__":
    main()
