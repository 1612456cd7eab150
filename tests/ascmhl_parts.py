"""The reference implementation of ASC MHL as a child process, and folders to try it on."""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xxhash

from albumforge.transfers.c4 import c4_id
from albumforge.transfers.mhl import HashedFile, master_file

BIN = Path(
    os.environ.get("ALBUMFORGE_TEST_ASCMHL") or Path(__file__).parent.parent / ".test/ascmhl/bin"
)  # read before a test's own environment
TIME = datetime(2026, 5, 6, 12, 30, 15, tzinfo=UTC)
FILES = {"a.mov": b"one", "sub/夜 景/片 😀.mxf": b"two" * 1000, "sub/empty.wav": b"", "R&D <1>.mov": b"three"}


def needs_ascmhl() -> None:
    """Skip the test, except in continuous integration, where the reference was not prepared."""
    if not (BIN / "ascmhl").exists():
        said = "scripts/ascmhl prepares the reference implementation of ASC MHL"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)


def ascmhl(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the reference."""
    needs_ascmhl()
    tool = "ascmhl" if words[0] in ("create", "diff", "info") else "ascmhl-debug"
    command = [BIN / tool, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def assert_valid(path: Path) -> None:
    """Check a manifest or a chain against the reference's schema."""
    schemas = BIN.parent / "xsd"
    kind = ["-xsd", schemas / "ASCMHL.xsd"]
    if path.suffix == ".xml":
        kind = ["-df", "-xsd", schemas / "ASCMHLDirectory__combined.xsd"]
    done = ascmhl("xsd-schema-check", *kind, path)
    assert done.returncode == 0, done.stdout + done.stderr


def put_files(folder: Path, files: dict[str, bytes] = FILES) -> Path:
    """Write files below a folder, and return it."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def entry(name: str, data: bytes) -> HashedFile:
    """Return the entry of a file."""
    c4, xxh128 = c4_id(hashlib.sha512(data).digest()), xxhash.xxh3_128(data).hexdigest()
    return master_file(name, size=len(data), modified=TIME, c4=c4, xxh128=xxh128)


def entries(files: dict[str, bytes] = FILES) -> list[HashedFile]:
    """Return the entries of files."""
    return [entry(name, data) for name, data in files.items()]
