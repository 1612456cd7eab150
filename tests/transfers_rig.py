"""What tests of the server's side of transfers share: a forge with users, and what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from wsgi_client import Answer, Client, multipart

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.services.farm.paging import Asked
from albumforge.services.transfers.reports import Report
from albumforge.services.transfers.states import Download, Private, Upload
from albumforge.transfers.cids import DAG_PB, RAW, cid_of, cid_text, sha256

API = "/api/v1"
FORM = "application/x-www-form-urlencoded"
PUBLIC = {"status": 0, "name": "", "file": "", "hash": "", "size": "", "ip": ""}
"""A report with all that must be sent."""


def root(words: str = "public") -> str:
    """A CID, another one for other words."""
    return cid_text(cid_of(DAG_PB, sha256(words.encode())))


def leaf(words: str = "private") -> str:
    """Likewise, of bytes."""
    return cid_text(cid_of(RAW, sha256(words.encode())))


def report(status: int, hash: str = "", size: float = 0.0, **more: Any) -> Report:
    """What a client says of the file ``a.mov``."""
    return Report(status, "a.mov", "/reels", hash, size, **more)


@dataclass
class TransferRig:
    """A forge with an owner, Ann, and two receivers, Bob and Cid."""

    forge: Forge
    ann: int
    bob: int
    cid: int

    @classmethod
    def make(cls, forge: Forge) -> TransferRig:
        return cls(forge, *(forge.accounts.add_user(name).id for name in ("Ann", "Bob", "Cid")))

    def uploaded(self, owner: int | None = None, words: str = "public") -> Upload:
        """A master whose public block is completely uploaded."""
        owner = owner or self.ann
        upload = self.forge.transfers.uploads.add(owner, 7, f"uuid of {words}", words)
        return self.forge.transfers.uploads.report(owner, upload.id, report(8, root(words), 1000))

    def asked(self, upload: Upload, receiver: int | None = None) -> Download:
        """A download of it."""
        return self.forge.transfers.downloads.ask(receiver or self.bob, upload.source_id)[0]

    def private(self, download: Download) -> Private:
        """The private block that it waits for."""
        due = self.forge.transfers.privates.due(download.upload.user_id)
        return next(private for private in due if private.download_id == download.id)

    def released(self, download: Download, words: str = "private") -> Private:
        """The same, released."""
        private = self.private(download)
        return self.forge.transfers.privates.report(download.upload.user_id, private.id, report(8, leaf(words), 99))

    def refused(self, download: Download, words: str = "no") -> Private:
        """The same, refused."""
        private = self.private(download)
        return self.forge.transfers.privates.report(download.upload.user_id, private.id, report(9, message=words))

    def download(self, download: Download) -> Download:
        """How a download stands."""
        return self.forge.transfers.downloads.get(download.user_id, download.id)

    def log(self, user: int) -> list[tuple[str, str, str]]:
        """Who did what, the first first, and the detail."""
        lines = self.forge.transfers.log.list(user, Asked(per_page=1000)).items
        return [(line.user_name, str(line.action), line.detail) for line in reversed(lines)]


class Api:
    """The routes, as one user uses them."""

    def __init__(self, forge: Forge, user: int | None = None) -> None:
        """Prepare; without a user nothing is sent to say who asks."""
        client = Client(app(forge, trust_loopback=False))
        self.client = client if user is None else client.signed(forge.accounts.add_token(user)[1])

    def ask(self, method: str, path: str, form: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        """Send a form, urlencoded."""
        body = urlencode(form).encode() if form is not None else b""
        return self.client.ask(method, f"{API}/{path}", body, FORM if form is not None else "", headers)

    def send(self, method: str, path: str, form: Mapping[str, Any]) -> Answer:
        """Send a form, as multipart."""
        body, kind = multipart([(str(name), str(value).encode()) for name, value in form.items()])
        for name in form:  # fields instead of files
            body = body.replace(f'name="file"; filename="{name}"'.encode(), f'name="{name}"'.encode())
        return self.client.ask(method, f"{API}/{path}", body, kind)

    def data(self, method: str, path: str, form: Mapping[str, Any] | None = None) -> Any:
        """What an answer that is as it should be brings."""
        answer = self.ask(method, path, form)
        assert answer.status in (200, 201), answer.body
        assert set(answer.json) - {"meta"} == {"data", "message"}
        return answer.json["data"]

    def refused(self, method: str, path: str, form: Mapping[str, Any] | None = None) -> tuple[int, str]:
        """Status and message of an error."""
        answer = self.ask(method, path, form)
        assert answer.status >= 400, answer.body
        assert answer.json["data"] is None
        assert set(answer.json) == {"data", "message"}
        return answer.status, answer.json["message"]
