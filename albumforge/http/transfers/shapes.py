"""Uploads, downloads and private blocks as their routes tell them, and the schemas of that."""

from __future__ import annotations

import base64
from typing import Any

from albumforge.http.farm.shapes import PAGINATION
from albumforge.http.schemas import NUMBER, TEXT, WHOLE, Schema, many, nullable, table
from albumforge.http.words import clock
from albumforge.services.transfers.keys import Key
from albumforge.services.transfers.states import Block, Download, Line, Private, Upload


def upload_shape(upload: Upload) -> dict[str, Any]:
    """Return an upload."""
    return {
        "id": upload.id,
        "status": int(upload.status),
        "percent": _plain(upload.percent),
        **_master(upload),
        "created_at": clock(upload.created),
    }


def download_shape(download: Download) -> dict[str, Any]:
    """Return a download; of the private block all, but its hash only once it is released."""
    return {
        "id": download.id,
        "status": int(download.status),
        "percent": _plain(download.percent),
        **_master(download.upload),
        "created_at": clock(download.created),
        **_block(download.block),
        "sender": {"id": download.sender_id, "name": download.sender_name},
        "sender_key": download.sender_key,
        "message": refusal(download),
    }


def private_shape(private: Private) -> dict[str, Any]:
    """Return a private block; ``hash`` and what is beside it tell of the public one, by which the master is known to
    its owner, until the private one is released."""
    block = private.block
    own = {"ip": block.ip, "file": block.file, "name": block.name, "size": _plain(block.size), "hash": block.hash}
    return {
        "id": private.id,
        "status": int(private.block.status),
        "percent": _plain(private.block.percent),
        **_master(private.upload),
        **(own if block.released else {}),
        "created_at": clock(private.created),
        **_block(private.block),
        "download_id": private.download_id,
        "receiver": {"id": private.receiver_id, "name": private.receiver_name},
        "receiver_key": private.receiver_key,
    }


def key_shape(key: Key | None) -> dict[str, Any]:
    """Return a user's keys; texts are empty where none are set."""
    if key is None:
        return {"key": "", "fingerprint": "", "hpke": "", "signing": "", "created_at": None}
    return {
        "key": key.public.encode(),
        "fingerprint": key.public.fingerprint,
        "hpke": base64.b64encode(key.public.seal).decode(),
        "signing": base64.b64encode(key.public.sign).decode(),
        "created_at": clock(key.created),
    }


def line_shape(line: Line) -> dict[str, Any]:
    """Return a line of the audit log."""
    return {
        "id": line.id,
        "time": clock(line.time),
        "user": {"id": line.user_id, "name": line.user_name},
        "action": str(line.action),
        "upload_id": line.upload_id,
        "download_id": line.download_id,
        "source_name": line.source_name,
        "receiver_name": line.receiver_name,
        "detail": line.detail,
    }


def refusal(download: Download) -> str:
    """Return in its owner's words why a download was refused, else ""."""
    return download.block.message if download.block.refused else ""


def _master(upload: Upload) -> dict[str, Any]:
    return {
        "series_id": upload.series_id,
        "source_id": upload.source_id,
        "source_name": upload.source_name,
        "uuid": upload.uuid,
        "ip": upload.ip,
        "file": upload.file,
        "name": upload.name,
        "size": _plain(upload.size),
        "hash": upload.hash,
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "private_status": int(block.status),
        "private_name": block.name,
        "private_size": _plain(block.size),
        "private_hash": block.hash,
        "private_ip": block.ip,
    }


def _plain(number: float) -> int | float:
    """Return a number without a fraction of nothing."""
    return int(number) if number == int(number) else number


def _status(*statuses: int) -> Schema:
    return {"type": "integer", "enum": list(statuses)}


_PERCENT: Schema = {"type": "number", "minimum": 0, "maximum": 100}
_MASTER: dict[str, Schema] = {
    "id": WHOLE,
    "percent": _PERCENT,
    "series_id": WHOLE,
    "source_id": WHOLE,
    "source_name": TEXT,
    "uuid": TEXT,
    "ip": TEXT,
    "file": TEXT,
    "name": TEXT,
    "size": NUMBER,
    "hash": TEXT,
    "created_at": TEXT,
}
_BLOCK: dict[str, Schema] = {
    "private_status": _status(0, 3, 8, 9),
    "private_name": TEXT,
    "private_size": NUMBER,
    "private_hash": TEXT,
    "private_ip": TEXT,
}
USER = table(id=WHOLE, name=TEXT)
UPLOAD_FIELDS: dict[str, Schema] = {**_MASTER, "status": _status(0, 1, 2, 3, 8, 9)}
UPLOAD = table(**UPLOAD_FIELDS)
DOWNLOAD = table(**_MASTER, **_BLOCK, status=_status(0, 4, 5, 6, 7, 8, 9), sender=USER, sender_key=TEXT, message=TEXT)
PRIVATE = table(**_MASTER, **_BLOCK, status=_status(0, 3, 8, 9), download_id=WHOLE, receiver=USER, receiver_key=TEXT)
KEY = table(key=TEXT, fingerprint=TEXT, hpke=TEXT, signing=TEXT, created_at=nullable(TEXT))
LINE = table(
    id=WHOLE,
    time=TEXT,
    user=table(id=nullable(WHOLE), name=TEXT),
    action=TEXT,
    upload_id=nullable(WHOLE),
    download_id=nullable(WHOLE),
    source_name=TEXT,
    receiver_name=TEXT,
    detail=TEXT,
)


def answer_of(data: Schema) -> Schema:
    """Return the schema of an answer that went well."""
    return table(data=data, message=TEXT)


def page_of(row: Schema) -> Schema:
    """Return the schema of the answer of a list that tells its pages."""
    return table(data=many(row), meta=PAGINATION, message=TEXT)


def form_of(*needed: str, **fields: Schema) -> Schema:
    """Return the schema of a form with these fields; others are of no account.

    Args:
        needed: fields that must be there.
    """
    return {
        "type": "object",
        "properties": fields,
        "required": sorted(needed),
        "propertyNames": {"pattern": "^[A-Za-z_]+$"},
        "additionalProperties": {"type": "integer"},
    }
