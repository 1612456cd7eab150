"""The transfer backend ``s3``: blocks as objects of a bucket, named by their CIDs.

``PREFIX/blocks/<CID in base32>`` and ``PREFIX/pins/<CID>``. Whoever gets a block checks it, so that neither the bucket
nor the way to it is trusted. API: https://docs.aws.amazon.com/AmazonS3/latest/API/
"""

from __future__ import annotations

import base64
import contextlib
import re
import threading
import time
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from albumforge.backends import API_VERSION
from albumforge.errors import ForgeError, InvalidInput, StorageError
from albumforge.transferring import TIMEOUT, BlockMissing, PlaceAway
from albumforge.transfers.cids import DAG_PB, cid_of, cid_text, read_cid
from albumforge.transfers.unixfs import links_of

ATTEMPTS = 2
"""Times that a request is sent before a place counts as away; who asked may try again later."""
_HINT = "Such as s3:bucket/prefix, or s3:bucket/prefix?endpoint=https://host:9000&region=us-east-1."
_LARGEST = 2 << 20
"""Bytes of an object that are read; no block is larger."""
_CHUNK, _PATIENCE = 64 << 10, 4
_AT_ONCE = 1000
"""Objects that one request removes."""
_CONNECTIONS = 32
_LONGEST_PREFIX = 800
_DIGEST_BYTES = 32
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[A-Za-z0-9-]{1,63}")
# Codes of errors: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and MinIO's own.
_MISSING = ("NoSuchKey", "NotFound", "404")
_WRONG = ("BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch")
_FULL = ("QuotaExceeded", "XMinioStorageFull", "InsufficientCapacity")
_ELSEWHERE = ("PermanentRedirect", "AuthorizationHeaderMalformed", "301", "307")
_BUSY = (408, 409, 429)
_NO_CREDENTIALS = (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, ProfileNotFound)


class S3Transfer:
    """Opens places in buckets; see README.md."""

    name: ClassVar[str] = "s3"
    api_version: ClassVar[int] = API_VERSION

    def place(self, address: str, *, timeout: float = TIMEOUT) -> Bucket:
        """Return the place of ``bucket/prefix``, with ``?endpoint=URL&region=NAME`` for other servers than Amazon's.

        Credentials come from where boto3 finds them: the environment, a profile, the machine's role.

        Raises:
            InvalidInput: it is no such address, or holds a password.
        """
        where, _, query = address.partition("?")
        bucket, _, prefix = where.partition("/")
        prefix = prefix.strip("/")
        options = parse_qsl(query, keep_blank_values=True)
        given = dict(options)
        parts = prefix.split("/") if prefix else []
        # What is wrong is not shown: a password may be in it.
        if (
            not _BUCKET.fullmatch(bucket)
            or ".." in bucket
            or not all(part not in ("", ".", "..") and part.isprintable() for part in parts)
            or len(prefix.encode(errors="replace")) > _LONGEST_PREFIX
        ):
            raise InvalidInput("This is no bucket with a prefix.", hint=_HINT)
        if len(given) < len(options) or given.keys() - {"endpoint", "region"}:
            raise InvalidInput("The address of a bucket may say endpoint and region, each once.", hint=_HINT)
        if "endpoint" in given:
            _check_endpoint(given["endpoint"])
        if "region" in given and not _REGION.fullmatch(given["region"]):
            raise InvalidInput("The region of a bucket is a name such as us-east-1.", hint=_HINT)
        return Bucket(address, bucket, prefix, given.get("endpoint"), given.get("region"), timeout)


class Bucket:
    """A prefix of a bucket; see `albumforge.transferring.Place`."""

    def __init__(
        self, address: str, bucket: str, prefix: str, endpoint: str | None, region: str | None, timeout: float
    ) -> None:
        self.address = address
        self._bucket, self._start = bucket, f"{prefix}/" if prefix else ""
        self._timeout = timeout
        self._options = {"endpoint_url": endpoint, "region_name": region}
        self._lock, self._client = threading.Lock(), None

    def check(self) -> None:
        """Find out whether the bucket answers, and may be used."""
        with self._asking(InvalidInput) as client:
            client.head_bucket(Bucket=self._bucket)

    def put(self, cid: bytes, data: bytes | memoryview) -> None:
        """Store a block, whose bytes the service compares with its digest; one that is there already is left alone."""
        key, digest = self._block(cid), base64.b64encode(cid[-_DIGEST_BYTES:]).decode()
        with contextlib.suppress(BlockMissing), self._asking(StorageError, cid) as client:
            there = client.head_object(Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
            if there.get("ChecksumSHA256") == digest:
                return
        with self._asking(StorageError, cid) as client:
            checksum = {"ChecksumAlgorithm": "SHA256", "ChecksumSHA256": digest}
            client.put_object(Bucket=self._bucket, Key=key, Body=bytes(data), **checksum)

    def get(self, cid: bytes) -> bytes:
        """Return what the bucket has for the block."""
        with self._asking(PlaceAway, cid) as client:
            found = client.get_object(Bucket=self._bucket, Key=self._block(cid))["Body"]
            with contextlib.closing(found):
                return self._read(found)

    def has(self, cid: bytes) -> bool:
        """Whether there is an object for the block."""
        return self._is_there(self._block(cid), cid)

    def remove(self, cid: bytes) -> None:
        """Remove a block."""
        with self._asking(StorageError) as client:
            client.delete_object(Bucket=self._bucket, Key=self._block(cid))

    def pin(self, root: bytes) -> None:
        """Note that a block is to be kept; nothing is dropped here by itself in any case."""
        if not self.has(root):
            raise BlockMissing(f"{self.address} has no block {cid_text(root)}.")
        with self._asking(StorageError) as client:
            client.put_object(Bucket=self._bucket, Key=self._pin(root), Body=b"")

    def unpin(self, root: bytes) -> None:
        """Remove a block and what lies below it, unless another note keeps that; the note goes last.

        One that was interrupted can be done again: the block that leads to the others goes after them.
        """
        if not self._is_there(self._pin(root), root):
            return
        others = [name for name in self._pins() if name != cid_text(root)]
        kept = {below for name in others for below in self._below(cid_of(*read_cid(name)))}
        gone = dict.fromkeys(cid for cid in self._below(root) if cid not in kept)
        keys = [{"Key": self._block(cid)} for cid in reversed(gone)]
        for first in range(0, len(keys), _AT_ONCE):
            with self._asking(StorageError) as client:
                batch = {"Objects": keys[first : first + _AT_ONCE], "Quiet": True}
                failed = client.delete_objects(Bucket=self._bucket, Delete=batch).get("Errors", [])
            if failed:
                raise StorageError(f"{self.address} does not remove blocks ({_code(failed[0].get('Code'))}).")
        with self._asking(StorageError) as client:
            client.delete_object(Bucket=self._bucket, Key=self._pin(root))

    def room(self) -> None:
        """Nobody knows how much a bucket takes."""

    def close(self) -> None:
        """Give back the connections."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _read(self, stream: Any) -> bytes:
        """Return what is in an object, which may be neither larger than a block nor endlessly slow."""
        data, end = bytearray(), time.monotonic() + _PATIENCE * self._timeout
        while chunk := stream.read(_CHUNK):
            data += chunk
            if len(data) > _LARGEST:
                break
            if time.monotonic() > end:
                raise PlaceAway(f"{self.address} does not answer within {_PATIENCE * self._timeout:g} s.")
        return bytes(data)

    def _block(self, cid: bytes) -> str:
        return f"{self._start}blocks/{cid_text(cid)}"

    def _pin(self, root: bytes) -> str:
        return f"{self._start}pins/{cid_text(root)}"

    def _is_there(self, key: str, cid: bytes) -> bool:
        try:
            with self._asking(PlaceAway, cid) as client:
                client.head_object(Bucket=self._bucket, Key=key)
        except BlockMissing:
            return False
        return True

    def _pins(self) -> Iterator[str]:
        """Yield the CIDs of what is to be kept."""
        start = f"{self._start}pins/"
        with self._asking(StorageError) as client:
            for page in client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=start):
                for found in page.get("Contents", []):
                    yield found["Key"].removeprefix(start)

    def _below(self, root: bytes) -> Iterator[bytes]:
        """Yield a block and those below it, as far as they are here and whole."""
        yield root
        if root[1] == DAG_PB:
            with contextlib.suppress(BlockMissing, InvalidInput):
                for link in links_of(root, self.get(root)):
                    yield from self._below(link.cid)

    @contextlib.contextmanager
    def _asking(self, refused: type[ForgeError], cid: bytes = b"") -> Iterator[Any]:
        """Yield the client, and translate what goes wrong with it.

        Args:
            refused: what is raised where the bucket is not there, or not to be used.
            cid: block that is asked for.
        """
        try:
            yield self._opened()
        except ClientError as error:
            raise self._meant(error, refused, cid) from error
        except _NO_CREDENTIALS as error:
            raise refused(
                f"There are no credentials for {self.address}.",
                hint="Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.",
            ) from error
        except BotoCoreError as error:
            raise PlaceAway(f"{self.address} does not answer: {type(error).__name__}.") from error

    def _opened(self) -> Any:
        with self._lock:
            if self._client is None:
                config = Config(
                    connect_timeout=self._timeout,
                    read_timeout=self._timeout,
                    retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
                    max_pool_connections=_CONNECTIONS,
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",  # whoever gets a block checks it
                )
                self._client = boto3.session.Session().client("s3", config=config, **self._options)
            return self._client

    def _meant(self, error: ClientError, refused: type[ForgeError], cid: bytes) -> ForgeError:
        """Return the error to raise for an answer that refuses."""
        code = _code(error.response.get("Error", {}).get("Code"))
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if cid and code in _MISSING:
            return BlockMissing(f"{self.address} has no block {cid_text(cid)}.")
        if code in _WRONG:
            return InvalidInput(f"{self.address} takes the block {cid_text(cid)} for another.")
        if code in _FULL or status == 507:
            return StorageError(f"{self.address} has no room ({code}).")
        if status >= 500 or status in _BUSY or code == "SlowDown":
            return PlaceAway(f"{self.address} answers with status {status} ({code}).")
        if code in _ELSEWHERE:
            return refused(f"{self.address} lies in another region.", hint="Name it: ?region=us-east-1.")
        if status == 404:
            return refused(f"There is no bucket {self._bucket} there.", hint="Make it, or check the address.")
        return refused(
            f"{self.address} refuses it (status {status}, {code}).",
            hint="Check the credentials, and what they may do in this bucket.",
        )


def _check_endpoint(url: str) -> None:
    """See that an address of a server is one, and holds no password."""
    try:
        parts = urlsplit(url)
        _ = parts.port
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable()
        good = good and "@" not in parts.netloc and not parts.query and not parts.fragment
    except ValueError:
        good = False
    if not good:
        raise InvalidInput("The endpoint of a bucket is an address such as https://host:9000.", hint=_HINT)


def _code(code: object) -> str:
    """Return the code of an error, which the other side may have made up, as what can be shown."""
    return re.sub("[^A-Za-z0-9]", "", str(code))[:60]
