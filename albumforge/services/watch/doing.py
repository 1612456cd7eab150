"""Batches that a worker makes by itself: a transcode beside the original, or a master that is sent."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from albumforge.context import Context
from albumforge.errors import Cancelled, Conflict, ForgeError, InvalidInput, MediaError, StorageError
from albumforge.media.publish import make_folder
from albumforge.plugins import Registry
from albumforge.services.disk import check_room
from albumforge.services.own_part import own_part
from albumforge.services.watch.batches import Away, Batches, new_token
from albumforge.services.watch.messages import Worked
from albumforge.services.watch.rule import Do, Rule, read_rule
from albumforge.services.watch.sending import send
from albumforge.services.watch.states import BatchState
from albumforge.services.watch.targets import Targets
from albumforge.settings import Settings
from albumforge.transcoders.container import suffix_for
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.presets import load_preset
from albumforge.transcoders.replace import destination, put_in_place
from albumforge.transcoders.skip import reason_to_skip
from albumforge.transcoders.verify import verify
from albumforge.transcoding import NotSmaller

_UNEXPECTED = 3
"""Tries that end with an error that nobody thought of."""
_log = logging.getLogger(__name__)


class Doing:
    """Does what batches ask for. Safe to use from many processes: each batch is done by one of them."""

    def __init__(self, settings: Settings, plugins: Registry, batches: Batches, targets: Targets) -> None:
        self._settings = settings
        self._plugins = plugins
        self._batches = batches
        self._targets = targets

    def run(self, batch_id: int, stopping: Callable[[], bool] = lambda: False) -> tuple[Worked, float]:
        """Do a batch.

        Args:
            stopping: answers whether this process was asked to stop.

        Returns:
            What came of it, and after how many seconds to try again where it was put off.
        """
        token = new_token()
        row = self._batches.claim(batch_id, token)
        if row is None:
            return (Worked.BUSY if self._batches.is_running(batch_id) else Worked.STALE), 0.0
        with self._batches.lease(batch_id, token) as lease:
            try:
                rule = read_rule(row.rule.document)
                context = Context(cancelled=lambda: lease.lost or stopping())
                result, said = self._done(row, rule, token, context)
            except Cancelled:
                waiting = {"status": BatchState.WAITING, "tries": row.tries - 1, "lease": None, "lease_expires": None}
                given_back = not lease.lost and self._batches.write(batch_id, token, **waiting)
                return (Worked.INTERRUPTED if given_back else Worked.STALE), 0.0
            except Away as error:
                return Worked.PUT_OFF, self._batches.wait(row, token, str(error))
            except Exception as error:
                return self._failed(row, token, error)
        ended = {"status": BatchState.DONE, "result": result, "error": said, "lease": None, "lease_expires": None}
        return (Worked.DONE if self._batches.write(batch_id, token, **ended) else Worked.STALE), 0.0

    def _done(self, row: Any, rule: Rule, token: str, context: Context) -> tuple[str, str]:
        """Return what was made, and a remark."""
        files = self._batches.present(row.id, rule)
        if not files:
            raise InvalidInput("Its file went away or was changed before it was used; it is taken anew.")
        if rule.do is Do.SEND:
            return send(self._settings, files[0], rule, context), ""
        return self._transcoded(row, rule, files[0], token, context)

    def _transcoded(self, row: Any, rule: Rule, source: Path, token: str, context: Context) -> tuple[str, str]:
        preset, facts = load_preset(rule.preset), video_facts(source)
        folder = next((one for one in rule.folders if source.is_relative_to(one)), source.parent)
        if reason := reason_to_skip(facts, preset.skip, preset.video.codec, source.relative_to(folder).as_posix()):
            return "", reason
        assert rule.target is not None, "a rule that transcodes has a target"
        place = (rule.target / source.relative_to(folder)).parent
        dest = self._place(row, source, place, suffix_for(preset, facts))
        transcoder, part = self._plugins.transcoder(rule.backend or "software"), own_part(dest, source)
        try:
            self._targets.check(row.rule_id, rule.target)
            make_folder(place)
            self._targets.note(row.rule_id, rule.target)
            self._check_room(dest, facts.size)
            threads = self._settings.threads
            transcoder.transcode(source, part, preset, threads=threads, context=context)
            verify(part, source, preset, context=context, threads=threads)
            if not self._batches.write(row.id, token, result=str(dest)):
                raise Cancelled
            put_in_place(part, dest, source=source, size=facts.size, mtime_ns=facts.mtime_ns, keep=None)
        except NotSmaller as error:
            return "", error.message
        finally:
            with suppress(OSError):
                part.unlink()
        return str(dest), ""

    def _check_room(self, dest: Path, size: int) -> None:
        reserve = self._settings.disk_reserve_gb
        try:
            check_room(dest, size, reserve)
        except StorageError as error:
            raise StorageError(
                f"There is no room in the folder {dest.parent}. {error.message}",
                hint=f"The setting disk_reserve_gb keeps {reserve:g} GB free.",
            ) from error

    def _place(self, row: Any, source: Path, folder: Path, suffix: str) -> Path:
        """Return where the result goes: its name of before, where a process ended behind that, else a free one."""
        before = Path(row.result) if row.result else None
        if before is not None and before.parent == folder and before.exists():
            before.unlink()  # its own: its name was noted before it was there
        for number in range(1, 10_000):
            ending = f" ({number}){suffix}" if number > 1 else suffix
            place = destination(source, folder, ending, lambda _: False)
            if not os.path.lexists(place):
                return place
        raise Conflict(f"{folder}: no name is free there for {source.name}.")

    def _failed(self, row: Any, token: str, error: Exception) -> tuple[Worked, float]:
        expected = isinstance(error, ForgeError)
        if not expected:
            _log.exception("batch %d could not be done", row.id)
        said = str(error) if expected else f"Something unexpected went wrong: {type(error).__name__}: {error}"
        final = isinstance(error, InvalidInput | MediaError | Conflict) or (not expected and row.tries >= _UNEXPECTED)
        state = self._batches.failed(row, token, said, final=final)
        if state is BatchState.FAILED or row.error != said:
            _log.warning("%s, %s: %s", row.rule.name, row.title, said)
        if state is BatchState.FAILED:
            return Worked.FAILED, 0.0
        return Worked.PUT_OFF, self._batches.pause(row)
