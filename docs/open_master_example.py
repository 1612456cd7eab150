"""Opens a master without albumforge: public block, private block and keys in, the master out.

    python open_master_example.py keys.json SENDER_KEY DOWNLOAD_ID PUBLIC_CID public.block private.block OUTPUT

An example for those who write a client of their own, as docs/transfer.md says it; needs `cryptography` and `dag-cbor`.
Blocks are read from files here; a client fetches them from places, and reads no file into memory as a whole.
"""

import base64
import hashlib
import hmac
import json
import sys
from pathlib import Path

import dag_cbor
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SEGMENT = 1 << 20


def hkdf_extract(salt: bytes, key: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), key, "sha256")


def hkdf_expand(key: bytes, info: bytes, size: int) -> bytes:
    found = block = b""
    while len(found) < size:
        block = hmac.digest(key, block + info + bytes([len(found) // 32 + 1]), "sha256")
        found += block
    return found[:size]


def hpke_open(secret: X25519PrivateKey, sealed: bytes, info: bytes) -> bytes:
    """RFC 9180: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one message."""
    encapsulated, text = sealed[:32], sealed[32:]
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"

    def extract(of: bytes, salt: bytes, label: bytes, key: bytes) -> bytes:
        return hkdf_extract(salt, b"HPKE-v1" + of + label + key)

    def expand(of: bytes, key: bytes, label: bytes, context: bytes, size: int) -> bytes:
        return hkdf_expand(key, size.to_bytes(2, "big") + b"HPKE-v1" + of + label + context, size)

    shared = secret.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    own = secret.public_key().public_bytes_raw()
    shared = expand(kem, extract(kem, b"", b"eae_prk", shared), b"shared_secret", encapsulated + own, 32)
    context = b"\0" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    key = extract(suite, shared, b"secret", b"")
    nonce = expand(suite, key, b"base_nonce", context, 12)
    return AESGCM(expand(suite, key, b"key", context, 32)).decrypt(nonce, text, b"")


def main() -> None:
    keys_file, sender_line, download, public_cid, public_file, private_file, output = sys.argv[1:]
    keys = json.loads(Path(keys_file).read_text())
    secret = X25519PrivateKey.from_private_bytes(base64.b64decode(keys["seal"]))
    sender = base64.urlsafe_b64decode(sender_line.partition(":")[2] + "==")[32:]
    upper = public_cid[1:].upper()
    cid = base64.b32decode(upper + "=" * (-len(upper) % 8))

    # The private block: signed by the sender, sealed for this receiver and this download.
    outer = dag_cbor.decode(Path(private_file).read_bytes())
    info = cid + int(download).to_bytes(8, "big") + secret.public_key().public_bytes_raw()
    signed = b"albumforge/private-block/1" + info + outer["sealed"]
    Ed25519PublicKey.from_public_bytes(sender).verify(outer["signature"], signed)
    master = dag_cbor.decode(hpke_open(secret, outer["sealed"], info))
    assert (outer["version"], master["version"]) == (1, 1)
    assert master["sender"] == sender and master["public"] == cid

    # The public block: Tink's AES256_GCM_HKDF_1MB, a segment at a time.
    block = Path(public_file).read_bytes()
    assert len(block) == master["length"]
    assert block[0] == 40
    salt, prefix = block[1:33], block[33:40]
    extracted = hkdf_extract(salt, master["key"])
    assert hmac.compare_digest(hkdf_expand(extracted, b"commit", 32), master["commit"])
    cipher = AESGCM(hkdf_expand(extracted, master["associated"], 32))
    count = -(-len(block) // SEGMENT)
    part, digest = Path(f"{output}.part"), hashlib.sha512()
    with part.open("wb") as file:
        for number in range(count):
            segment = block[max(40, number * SEGMENT) : (number + 1) * SEGMENT]
            nonce = prefix + number.to_bytes(4, "big") + bytes([number == count - 1])
            plain = cipher.decrypt(nonce, segment, None)
            digest.update(plain)
            file.write(plain)

    # Only what its sender described gets its name.
    value, c4 = int.from_bytes(digest.digest(), "big"), ""
    for _ in range(88):
        value, digit = divmod(value, 58)
        c4 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[digit] + c4
    assert f"c4{c4}" == master["c4"] and part.stat().st_size == master["size"]
    part.rename(output)


main()
