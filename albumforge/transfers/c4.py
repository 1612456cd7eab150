"""C4 IDs, by which the film industry names files by their content (SMPTE ST 2114).

``c4`` and the SHA-512 of the file in base 58, with 88 digits.
"""

from __future__ import annotations

_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LENGTH = 88


def c4_id(sha512: bytes) -> str:
    """Return the C4 ID of a file by its SHA-512."""
    value, found = int.from_bytes(sha512, "big"), ""
    for _ in range(_LENGTH):
        value, digit = divmod(value, len(_DIGITS))
        found = _DIGITS[digit] + found
    return f"c4{found}"
