"""Sends masters: a task for each, encrypted and published here, and what opens it kept until it is released."""

from __future__ import annotations

from pathlib import Path

from albumforge.context import Context
from albumforge.services.videos_found import Candidate
from albumforge.transferclient.own_keys import keys_at
from albumforge.transferclient.sent import Sent
from albumforge.transferclient.server import Server
from albumforge.transferclient.state import State, alone
from albumforge.transferclient.upload import Upload
from albumforge.transferring import Place
from albumforge.transfers.keys import Keys
from albumforge.transfers.many import PATIENCE
from albumforge.transfers.names import safe_name
from albumforge.transfers.throttle import Throttle

__all__ = ["Sender", "Sent"]


class Sender:
    """Sends the masters of one user to one place; not for several threads."""

    def __init__(
        self,
        server: Server,
        state: State,
        place: Place,
        *,
        series: int,
        private: Path | None = None,
        jobs: int = 4,
        throttle: Throttle | None = None,
        anew: bool = False,
        again: bool = False,
        patience: float = PATIENCE,
    ) -> None:
        """Prepare; nothing is asked.

        Args:
            series: number of the series that the masters belong to.
            private: folder for the files of private blocks; None: in the client's own.
            jobs: segments that are put at once.
            throttle: limits the bytes a second.
            anew: what was sent before is sent as a new version, with a new key.
            again: of what was sent before all segments are put once more, in this place; without it only where the
                place has not got it.
            patience: seconds that server and place may be away.
        """
        self.server, self.state, self.place, self.series = server, state, place, series
        self.private, self.jobs, self.throttle = private, jobs, throttle or Throttle()
        self.anew, self.again, self.patience = anew, again, patience

    def prepare(self, context: Context) -> Keys:
        """Be sure that server and place answer, and that the server has this user's public keys; return the keys.

        Raises:
            Refused, ServerAway, PlaceAway: they do not.
            Conflict: the server has other keys of this user.
        """
        keys = keys_at(self.server, self.state)
        self.place.check()
        context.check()
        return keys

    def send(self, master: Candidate, keys: Keys, context: Context) -> Sent:
        """Send one master, or go on with it.

        Raises:
            UnsafeName: no receiver would take its name.
            MediaError: it cannot be read, or changed since it was first sent.
            Conflict: another process sends it, or it was sent in another series.
            StorageError: no room, here or in the place.
            Refused, ServerAway, PlaceAway: server or place do not want it, or were away for too long.
            Cancelled: the context asked to stop; the next call goes on from there.
        """
        safe_name(master.relative)
        folder = self.state.sent(self.server.url, master.path)
        with alone(folder, str(master.path)):
            return Upload(self, folder, master, keys, context).run()
