"""Where a task stands: noted here before the server is told, so that whoever was killed goes on from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from albumforge.transferclient.reports import Reports
from albumforge.transferclient.server import FAILED, WAITING
from albumforge.transferclient.state import write_record


class Steps:
    """The steps of one task.

    Attributes:
        record: what is noted of it; has a ``status``.
    """

    def __init__(self, file: Path, record: Any) -> None:
        """Take the record that a file has, or is to have."""
        self.record = record
        self._file = file

    def note(self, **fields: object) -> None:
        """Set fields of the record, for good."""
        for name, value in fields.items():
            setattr(self.record, name, value)
        write_record(self._file, self.record)

    def enter(self, reports: Reports, status: int) -> None:
        """Tell a state, unless a later one was told before this process began.

        Raises:
            Refused, ServerAway, Cancelled: as `Reports.enter` says.
        """
        if self.record.status in (WAITING, FAILED) or self.record.status <= status:
            self.note(status=status)
            reports.enter(status)
