"""What tests of whole transfers share: a real server, people with tokens of theirs, and clients as processes."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from served import Served

from albumforge.context import Context
from albumforge.forge import Forge
from albumforge.services.videos_found import candidates
from albumforge.transferclient.receiving import Receiver
from albumforge.transferclient.releasing import Releaser
from albumforge.transferclient.sending import Sender, Sent
from albumforge.transferclient.server import Server
from albumforge.transferclient.state import State
from albumforge.transfers.local import Folder, LocalTransfer

MIB = 1 << 20


@dataclass
class Person:
    """Somebody with a client.

    Attributes:
        home: of the client.
        url: of the server.
        token: of theirs.
        places: of the setting transfer_places.
    """

    name: str
    home: Path
    url: str
    token: str
    places: Sequence[str]

    @property
    def server(self) -> Server:
        """The server, as this person speaks to it."""
        return Server(self.url, self.token)

    @property
    def state(self) -> State:
        """What the client keeps."""
        return State(self.home / "transfer")

    def start(self, *arguments: object, **environment: str) -> subprocess.Popen[str]:
        """Start a command of ``albumforge transfer`` as a process."""
        settings = {"transfer_server": self.url, "transfer_places": ",".join(self.places)}
        given = [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "albumforge", "--home", self.home, *given, "transfer"]
            + [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "LANG": "C.UTF-8", "ALBUMFORGE_TRANSFER_TOKEN": self.token, **environment},
        )

    def run(self, *arguments: object, code: int = 0) -> str:
        """Run a command to its end; what it prints."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        assert process.returncode == code, f"{process.returncode}\n{out}\n{err}"
        return out + err

    def json(self, *arguments: object, code: int = 0) -> Any:
        """Run a command with --json; the object it prints."""
        process = self.start(*arguments, "--json")
        out, err = process.communicate(timeout=120)
        assert process.returncode == code, f"{process.returncode}\n{out}\n{err}"
        return json.loads(out)


@dataclass
class World:
    """A server and people.

    Attributes:
        folder: where all of it lies.
        suffix: of people's names at the server.
        blocks: a folder of blocks that all can reach.
    """

    folder: Path
    served: Served
    tokens: dict[str, str] = field(default_factory=dict)
    suffix: str = ""

    def anew(self, folder: Path) -> World:
        """The same server, with people of their own."""
        return World(folder, self.served, suffix=f" {secrets.token_hex(4)}")

    @property
    def blocks(self) -> Path:
        """The folder of blocks that people have by default."""
        folder = self.folder / "blocks"
        folder.mkdir(exist_ok=True)
        return folder

    def person(self, name: str, places: Sequence[str] = (), home: str = "") -> Person:
        """Somebody, known to the server from now on; with a `home` of their own, on another machine."""
        if name not in self.tokens:
            with Forge(home=self.served.home) as forge:
                user = forge.accounts.ensure_user(name + self.suffix)
                self.tokens[name] = forge.accounts.add_token(user.id, "test", 1)[1]
        url = f"http://127.0.0.1:{self.served.port}"
        own = self.folder / (home or f"home of {name}")
        return Person(name, own, url, self.tokens[name], places or [f"local:{self.blocks}"])


def place_of(folder: Path) -> Folder:
    """A folder of blocks."""
    folder.mkdir(parents=True, exist_ok=True)
    return LocalTransfer().place(str(folder))


def send(person: Person, masters: Path, blocks: Path, context: Context | None = None, **options: Any) -> list[Sent]:
    """Send the masters of a folder in this process."""
    context = context or Context()
    sender = Sender(person.server, person.state, place_of(blocks), **{"series": 1, "patience": 2, **options})
    keys = sender.prepare(context)
    return [sender.send(one, keys, context) for one in candidates([masters], context).videos]


def receiver_of(person: Person, folder: Path, *blocks: Path, **options: Any) -> Receiver:
    """Somebody who receives in this process."""
    places = [place_of(one) for one in blocks]
    given = {"wait": False, "poll_seconds": 0.05, "patience": 2, **options}
    return Receiver(person.server, person.state, places, folder, **given)


def release_all(person: Person, blocks: Path) -> int:
    """Release all that is due; how many these were."""
    releaser, context = Releaser(person.server, person.state, place_of(blocks), patience=2), Context()
    due = releaser.due(None, context)
    for one in due:
        releaser.release(one, context)
    return len(due)


def master(path: Path, size: int = 3 * MIB + 77) -> Path:
    """A master: bytes at random."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))
    return path
