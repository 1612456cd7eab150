"""Whatever several users do in whatever order: only what may be happens, and nobody sees what is another's."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from hypothesis.strategies import booleans, integers, sampled_from
from transfers_rig import TransferRig, leaf, report, root

from albumforge.errors import Conflict, NotFound
from albumforge.forge import Forge
from albumforge.services.farm.paging import Asked
from albumforge.services.transfers.states import Upload
from albumforge.settings import Settings

ALL = Asked(per_page=1000)
WAYS = {"upload": [0, 1, 2, 3], "download": [0, 4, 5, 6, 7], "private": [0, 3]}


def may(kind: str, now: int, target: int) -> bool:
    """The rule in words: forward or again; from 9 anew, but not to the end; out of 8 never."""
    if now == 8:
        return False
    if target == 9:
        return True
    if now == 9:
        return target in WAYS[kind]
    return target == 8 or target >= now


@dataclass
class Model:
    """What should be so of one task."""

    owner: int
    status: int = 0
    hash: str = ""


@dataclass
class Asking(Model):
    """Of a download, with its private block; `owner` is the receiver."""

    upload: int = 0
    private: int = 0
    block: Model = field(default_factory=lambda: Model(0))
    refused: bool = False


class Machine(RuleBasedStateMachine):
    """Three users, who upload, ask, agree and refuse."""

    uploads, downloads = Bundle("uploads"), Bundle("downloads")
    users = integers(0, 2)
    strangers = integers(0, 9)  # mostly who may does what is done

    @initialize(target=downloads)
    def begin_with_a_question(self) -> int:
        """Most of what can go wrong needs one."""
        self.home = tempfile.TemporaryDirectory(prefix="albumforge-machine-")
        self.forge = Forge(Settings.load(environ={}, file=Path(os.devnull), home=Path(self.home.name)))
        self.rig = TransferRig.make(self.forge)
        self.people = [self.rig.ann, self.rig.bob, self.rig.cid]
        self.made: dict[int, Model] = {}
        self.asked: dict[int, Asking] = {}
        self.sources: dict[int, Upload] = {}
        return int(self.ask(self.begin_and_end(0), 1))

    def teardown(self) -> None:
        self.forge.close()
        self.home.cleanup()

    @rule(target=uploads, user=users)
    def begin(self, user: int) -> int:
        upload = self.forge.transfers.uploads.add(self.people[user], 1, "u", "s")
        self.made[upload.id] = Model(self.people[user])
        self.sources[upload.id] = upload
        return upload.id

    @rule(target=uploads, user=users)
    def begin_and_end(self, user: int) -> int:
        upload = self.rig.uploaded(self.people[user])
        self.made[upload.id] = Model(self.people[user], 8, root())
        self.sources[upload.id] = upload
        return upload.id

    @rule(number=uploads, stranger=strangers, status=sampled_from([0, 1, 2, 3, 8, 9]), other=booleans())
    def upload(self, number: int, stranger: int, status: int, other: bool) -> None:
        user = self.who(self.made[number].owner, stranger)
        model, said = self.made[number], root("other" if other else "public") if status == 8 else ""
        same = status == model.status == 8 and said == model.hash
        allowed = may("upload", model.status, status) or same
        self.take(
            lambda: self.forge.transfers.uploads.report(user, number, report(status, said, 1000)),
            seen=user == model.owner,
            allowed=allowed,
        )
        if user == model.owner and allowed:
            model.status, model.hash = status, said

    @rule(target=downloads, number=uploads, user=users)
    def ask(self, number: int, user: int) -> Any:
        receiver, source = self.people[user], self.sources[number].source_id
        if self.made[number].status != 8:
            with pytest.raises(Conflict):
                self.forge.transfers.downloads.ask(receiver, source)
            return multiple()
        download, new = self.forge.transfers.downloads.ask(receiver, source)
        open_ones = [
            key
            for key, one in self.asked.items()
            if (one.owner, one.upload) == (receiver, number) and one.status != 8 and not one.refused
        ]
        assert new == (not open_ones)
        if not new:
            assert download.id == max(open_ones)
            return multiple()
        self.asked[download.id] = Asking(receiver, upload=number, block=Model(self.made[number].owner))
        self.asked[download.id].private = self.rig.private(download).id
        return download.id

    @rule(number=downloads, stranger=strangers, status=sampled_from([0, 4, 5, 6, 7, 8, 9]))
    def download(self, number: int, stranger: int, status: int) -> None:
        model = self.asked[number]
        user = self.who(model.owner, stranger)
        agreed = model.block.status == 8 or status not in (6, 7, 8)
        allowed = may("download", model.status, status) and agreed and (not model.refused or status == 9)
        allowed = allowed or status == model.status == 8
        self.take(
            lambda: self.forge.transfers.downloads.report(user, number, status),
            seen=user == model.owner,
            allowed=allowed,
        )
        if user == model.owner and allowed:
            model.status = status

    @rule(number=downloads, stranger=strangers, status=sampled_from([0, 3, 8, 9, 9]), no=booleans(), other=booleans())
    def private(self, number: int, stranger: int, status: int, no: bool, other: bool) -> None:
        model, words = self.asked[number], "no" if no and status == 9 else ""
        user = self.who(model.block.owner, stranger)
        said = leaf(f"{number} {other}") if status in (3, 8) else ""
        same = status == model.block.status == 8 and said == model.block.hash
        allowed = may("private", model.block.status, status) or same
        told = report(status, said, 9 if said else 0, message=words)
        self.take(
            lambda: self.forge.transfers.privates.report(user, model.private, told),
            seen=user == model.block.owner,
            allowed=allowed,
        )
        if user != model.block.owner or not allowed or same:
            return
        model.block.status, model.block.hash = status, said
        if words:
            model.refused, model.status = True, 9
        elif status != 9:
            model.refused = False

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        if not hasattr(self, "people"):
            return
        transfers = self.forge.transfers
        for user in self.people:
            uploads = {one.id: (one.status, one.hash) for one in transfers.uploads.list(user, ALL).items}
            assert uploads == {
                key: (model.status, model.hash) for key, model in self.made.items() if model.owner == user
            }
            mine = {key: model for key, model in self.asked.items() if model.owner == user}
            told = {one.id: one for one in transfers.downloads.list(user, ALL).items}
            assert {key: one.status for key, one in told.items()} == {key: one.status for key, one in mine.items()}
            for key, model in mine.items():
                released = model.block.status == 8
                assert told[key].block.hash == (model.block.hash if released else "")
                assert told[key].block.refused == model.refused
            due = {one.id for one in transfers.privates.due(user)}
            waiting = (one for one in self.asked.values() if one.block.status != 8 and not one.refused)
            assert due == {one.private for one in waiting if one.block.owner == user}

    def who(self, owner: int, stranger: int) -> int:
        """Return the owner or, now and then, somebody else."""
        return self.people[stranger] if stranger < len(self.people) and stranger else owner

    def take(self, step: Any, *, seen: bool, allowed: bool) -> None:
        """Take a step, which is refused unless it is seen and allowed."""
        if not seen:
            with pytest.raises(NotFound):
                step()
        elif not allowed:
            with pytest.raises(Conflict):
                step()
        else:
            step()


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    phases=[Phase.generate],  # what fails is short enough, and made smaller takes minutes
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
