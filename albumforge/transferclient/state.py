"""What a client keeps on its machine: the user's keys, whose keys are known, and where each transfer stands.

A folder that only its owner may read (mode 700)::

    keys.json                 the user's secret keys
    known.json                fingerprints of others, by server and user
    sent/<id>/task.json       a master that is sent; <id> is made from server and path
    sent/<id>/journal         see albumforge.transfers.journal
    received/*.json           where each programme was received to
    private/*.private         what is kept of a master until it is released
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.media.publish import published, writing
from albumforge.transferclient.server import User
from albumforge.transfers.keys import Keys, PublicKey, grouped

Kind = TypeVar("Kind", bound=msgspec.Struct)


class State:
    """The folder of one user's client."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def keys_file(self) -> Path:
        """Where the user's keys are."""
        return self.folder / "keys.json"

    @property
    def private(self) -> Path:
        """Where what is kept of each master goes, unless said otherwise."""
        return own_folder(self.folder / "private")

    def keys(self) -> Keys:
        """Return the user's keys.

        Raises:
            NotFound: there are none yet.
            InvalidInput: the file does not hold keys, or others may read it.
        """
        return Keys.read(self.keys_file)

    def ensure_keys(self) -> Keys:
        """Return the user's keys, made now where there are none."""
        with contextlib.suppress(NotFound):
            return self.keys()
        own_folder(self.folder)
        with contextlib.suppress(Conflict):  # somebody else makes them just now
            Keys.new().write(self.keys_file)
        return self.keys()

    def sent(self, server: str, master: Path) -> Path:
        """Return the folder of a master that is sent; the same whenever it is sent again."""
        known = "\0".join((server, str(master)))
        return own_folder(own_folder(self.folder / "sent") / _digest(known))

    def received(self, server: str, source_id: int) -> Path:
        """Return the file that says where a programme was received to."""
        return own_folder(self.folder / "received") / f"{_digest(server)[:8]}-{source_id}.json"

    def known(self) -> Known:
        """Return whose keys are known."""
        return Known(own_folder(self.folder) / "known.json")


class Known:
    """Whose keys are known: what was shown once may not change unnoticed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def entries(self) -> dict[str, str]:
        """Return the fingerprints by server and user, as `who` says."""
        if not self._path.exists():
            return {}
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, str])
        except (msgspec.DecodeError, OSError, UnicodeError):
            raise InvalidInput(
                f"{self._path} is damaged.", hint="Remove it; fingerprints are then asked anew."
            ) from None

    def check(self, who: str, key: PublicKey) -> bool:
        """Whether a key is the one that is known; False where none is.

        Raises:
            Conflict: another one is known.
        """
        known = self.entries().get(who)
        if known is not None and known != key.fingerprint:
            raise Conflict(
                f"The key of {who} changed: it was {known}, and is {key.fingerprint}.",
                hint="Ask them by another way than this server. If it is theirs: albumforge transfer keys trust.",
            )
        return known is not None

    def trust(self, who: str, fingerprint: str) -> str:
        """Note whose key has a fingerprint from now on; return it as it is written.

        Raises:
            InvalidInput: it is no fingerprint.
        """
        digits = "".join(fingerprint.lower().split())
        if not re.fullmatch("[0-9a-f]{40}", digits):
            raise InvalidInput(f"{fingerprint!r} is no fingerprint.", hint="It has forty hexadecimal digits.")
        written = grouped(digits)
        self._change(lambda entries: entries.update({who: written}))
        return written

    def forget(self, who: str) -> None:
        """Let the next key of somebody be asked about as the first one was."""
        self._change(lambda entries: entries.pop(who, None))

    def _change(self, change: Callable[[dict[str, str]], object]) -> None:
        with _locked(self._path):
            entries = self.entries()
            change(entries)
            write_own(self._path, msgspec.json.format(msgspec.json.encode(entries), indent=1))


def who(server: str, user: User) -> str:
    """Return what somebody is called in the list of known keys; a name alone may be taken by somebody else later."""
    return f"{user.name} (user {user.id}) at {server}"


def own_folder(folder: Path) -> Path:
    """Make a folder that only its owner may read, and return it.

    Raises:
        StorageError: it cannot be made.
    """
    with writing(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_own(path: Path, data: bytes) -> None:
    """Publish a file that only its owner may read.

    Raises:
        StorageError: it cannot be written.
    """
    with published(path) as temporary, writing(path):
        temporary.chmod(0o600)
        temporary.write_bytes(data)


def read_record(path: Path, kind: type[Kind]) -> Kind | None:
    """Return what a file of ours says; None where there is none.

    Raises:
        InvalidInput: it is damaged.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeError):
        raise InvalidInput(f"{path} is damaged.", hint="Remove it to begin anew.") from None


def write_record(path: Path, record: msgspec.Struct) -> None:
    """Publish what a file of ours says."""
    write_own(path, msgspec.json.encode(record))


@contextlib.contextmanager
def alone(folder: Path, what: str) -> Iterator[None]:
    """Keep other processes from doing the same meanwhile; a lock of a killed process is free.

    Raises:
        Conflict: another process does it.
    """
    with writing(folder):
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"{what}: another process is at it.", hint="Wait until it ends.") from None
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with writing(path), path.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(text: str) -> str:
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:32]
