"""Google's Tink as a second implementation of the public block, for tests."""

from __future__ import annotations

import io
from typing import Any

import tink
from tink import secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2

_TYPE = "type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey"


def primitive(key: bytes) -> Any:
    """Streaming AEAD with a key of the type AES256_GCM_HKDF_1MB, RAW."""
    streaming_aead.register()
    params = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
        ciphertext_segment_size=1 << 20, derived_key_size=32, hkdf_hash_type=common_pb2.SHA256
    )
    value = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(version=0, key_value=key, params=params)
    keyset = tink_pb2.Keyset(primary_key_id=1)
    one = keyset.key.add()
    one.key_id, one.status, one.output_prefix_type = 1, tink_pb2.ENABLED, tink_pb2.RAW
    one.key_data.type_url, one.key_data.value = _TYPE, value.SerializeToString()
    one.key_data.key_material_type = tink_pb2.KeyData.SYMMETRIC
    handle = tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return handle.primitive(streaming_aead.StreamingAead)


def opened(block: bytes, key: bytes, associated: bytes) -> bytes:
    """What Tink opens a public block to."""
    with primitive(key).new_decrypting_stream(io.BytesIO(block), associated) as stream:
        found: bytes = stream.read()
    return found


def sealed(plain: bytes, key: bytes, associated: bytes) -> bytes:
    """What Tink seals a master to."""
    out = io.BytesIO()
    out.close = lambda: None  # type: ignore[method-assign] - the stream would close it
    with primitive(key).new_encrypting_stream(out, associated) as stream:
        stream.write(plain)
    return out.getvalue()
