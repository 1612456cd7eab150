"""A user's keys, in one file that only they can read: one to receive private blocks with, one to sign them.

X25519 for HPKE and Ed25519 for signatures, both of them 32 bytes at random (RFC 7748, RFC 8032), and a third key that
wraps the keys of masters until they are released (AES key wrap, RFC 3394).
"""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.media.publish import writing

_VERSION = 1
_BYTES = 32
_PREFIX = "albumforge-key-1:"


@dataclass(frozen=True)
class PublicKey:
    """What others may know of a user's keys.

    Attributes:
        seal: 32 bytes, X25519: what private blocks for the user are sealed with.
        sign: 32 bytes, Ed25519: what the user's signatures are checked with.
    """

    seal: bytes
    sign: bytes

    def encode(self) -> str:
        """Return it as a line of text."""
        return _PREFIX + base64.urlsafe_b64encode(self.seal + self.sign).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> PublicKey:
        """Return the key that a line of text holds.

        Raises:
            InvalidInput: it is none.
        """
        head, _, rest = text.strip().partition(":")
        try:
            data = base64.b64decode(rest + "=" * (-len(rest) % 4), altchars=b"-_", validate=True)
        except ValueError:
            data = b""
        if f"{head}:" != _PREFIX or len(data) != 2 * _BYTES:
            raise InvalidInput("This is no public key of albumforge.", hint="It is one line, albumforge-key-1:….")
        found = cls(data[:_BYTES], data[_BYTES:])
        try:
            X25519PrivateKey.generate().exchange(found.sealing())
        except ValueError:  # of low order: what is sealed for it, anybody could open
            raise InvalidInput("This public key is weak.", hint="Nobody makes such a key by chance.") from None
        return found

    @property
    def fingerprint(self) -> str:
        """Forty hexadecimal digits in groups of four, for people to compare."""
        digest = hashlib.sha256(self.seal + self.sign).hexdigest()[:40]
        return grouped(digest)

    def sealing(self) -> X25519PublicKey:
        """Return the key that private blocks are sealed with."""
        return X25519PublicKey.from_public_bytes(self.seal)

    def signing(self) -> Ed25519PublicKey:
        """Return the key that signatures are checked with."""
        return Ed25519PublicKey.from_public_bytes(self.sign)


def grouped(digits: str) -> str:
    """Return the digits of a fingerprint as people read them."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file of keys holds."""

    version: int
    seal: bytes
    sign: bytes
    wrap: bytes


class Keys:
    """A user's secret keys. What they are never shows in `repr`, a message or a traceback."""

    def __init__(self, seal: bytes, sign: bytes, wrap: bytes) -> None:
        """Take three times 32 bytes: X25519, Ed25519, AES-256."""
        self._seal, self._sign, self._wrap = seal, sign, wrap

    @classmethod
    def new(cls) -> Keys:
        """Return keys at random."""
        return cls(os.urandom(_BYTES), os.urandom(_BYTES), os.urandom(_BYTES))

    @property
    def public(self) -> PublicKey:
        """What others may know."""
        return PublicKey(self.opening().public_key().public_bytes_raw(), self.signing().public_key().public_bytes_raw())

    def opening(self) -> X25519PrivateKey:
        """Return the key that private blocks are opened with."""
        return X25519PrivateKey.from_private_bytes(self._seal)

    def signing(self) -> Ed25519PrivateKey:
        """Return the key that signs."""
        return Ed25519PrivateKey.from_private_bytes(self._sign)

    def wrap(self, key: bytes) -> bytes:
        """Return the key of a master as it is kept until it is released."""
        return aes_key_wrap(self._wrap, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Return the key of a master that `wrap` gave.

        Raises:
            InvalidInput: it was wrapped by other keys, or is damaged.
        """
        try:
            return aes_key_unwrap(self._wrap, wrapped)
        except (InvalidUnwrap, ValueError):
            raise InvalidInput("The key of this master was kept by other keys than these, or is damaged.") from None

    def write(self, path: Path) -> None:
        """Write them to a new file that only its owner can read.

        Raises:
            Conflict: there is a file already.
            StorageError: it cannot be written.
        """
        content = msgspec.json.encode(_File(_VERSION, self._seal, self._sign, self._wrap))
        with writing(path):
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                raise Conflict(f"{path} is there already; keys are never written over.") from None
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())

    @classmethod
    def read(cls, path: Path) -> Keys:
        """Return the keys of a file.

        Raises:
            NotFound: there is none.
            InvalidInput: it does not hold keys, or others may read it.
        """
        try:
            with path.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                content = file.read()
        except FileNotFoundError:
            raise NotFound(f"There are no keys at {path}.", hint="albumforge transfer keys make makes some.") from None
        except OSError as error:
            raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from None
        if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            raise InvalidInput(f"Others may read {path}.", hint="chmod 600 makes it yours alone.")
        try:
            told = msgspec.json.decode(content, type=_File)
        except (msgspec.DecodeError, UnicodeError):
            told = None
        if told is None or {len(part) for part in (told.seal, told.sign, told.wrap)} != {_BYTES}:
            raise InvalidInput(f"{path} holds no keys of albumforge.")
        if told.version != _VERSION:
            raise InvalidInput(f"{path} is of version {told.version}; this albumforge knows {_VERSION}.")
        return cls(told.seal, told.sign, told.wrap)
