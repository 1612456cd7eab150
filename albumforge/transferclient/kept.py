"""What a sender keeps of a master until it is released: a file of mode 600, whose key only the user's keys unwrap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from albumforge.errors import InvalidInput
from albumforge.media.regular import open_regular
from albumforge.transferclient.state import write_own
from albumforge.transfers.keys import Keys
from albumforge.transfers.private_block import Master
from albumforge.transfers.public_block import commitment

SUFFIX = ".private"
_VERSION = 1
_LARGEST = 1 << 20


class Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What such a file says.

    Attributes:
        server: address of the server that knows the master.
        public: binary CID of the public block.
        length: bytes of the public block.
        associated: what is authenticated with it.
        salt, prefix: that its header has.
        key: content encryption key, wrapped.
        size, c4, xxh128: of the master.
        name: path below the folder that was sent, with ``/``.
        modified: time of the last change of the master, seconds since 1970.
    """

    version: int = _VERSION
    server: str
    public: bytes
    length: int
    associated: bytes
    salt: bytes
    prefix: bytes
    key: bytes
    size: int
    c4: str
    xxh128: str
    name: str
    modified: float

    def master(self, keys: Keys, mhl: str) -> Master:
        """Return what a receiver gets.

        Args:
            keys: of the sender.
            mhl: ASC MHL of the master; "": none.

        Raises:
            InvalidInput: the key was wrapped by other keys.
        """
        key = keys.unwrap(self.key)
        return Master(
            public=self.public,
            length=self.length,
            associated=self.associated,
            key=key,
            commit=commitment(key, self.salt),
            size=self.size,
            c4=self.c4,
            xxh128=self.xxh128,
            name=self.name,
            mhl=mhl,
        )

    def write(self, path: Path) -> None:
        """Write it to a file that only its owner may read."""
        write_own(path, msgspec.json.encode(self))

    @classmethod
    def read(cls, path: Path) -> Kept:
        """Return what a file says.

        Raises:
            MediaError: it cannot be read.
            InvalidInput: it is none of these.
        """
        with open_regular(path) as file:
            data = file.read(_LARGEST)
        try:
            found = msgspec.json.decode(data, type=cls)
        except (msgspec.DecodeError, UnicodeError) as error:
            raise InvalidInput(f"{path} is damaged, or no file of a private block: {error}.") from None
        if found.version != _VERSION:
            raise InvalidInput(f"{path} is of version {found.version}; this albumforge knows {_VERSION}.")
        return found


def kept_in(folder: Path) -> Iterator[tuple[Path, Kept | InvalidInput]]:
    """Yield the files of private blocks in a folder and below it, with what they say or what is wrong with them."""
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        if not path.is_file() or path.is_symlink():
            continue
        try:
            yield path, Kept.read(path)
        except InvalidInput as error:
            yield path, error
