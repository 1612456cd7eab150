"""``python -m albumforge`` is the command line."""

from __future__ import annotations

import os
import signal
from types import FrameType


def _stop(number: int, frame: FrameType | None) -> None:
    del frame
    os._exit(128 + number)


def main() -> None:
    """Run the command line; while its parts are being imported, a signal ends the process without a traceback."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _stop)
    from albumforge.cli import main as run

    run()


if __name__ == "__main__":
    main()
