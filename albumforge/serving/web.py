"""``python -m albumforge.serving.web``: the web server, granian with one worker process.

Started by `serving.server`. The process that is started here only keeps the one that answers; when either dies, the
other ends, and both are started anew.
"""

from __future__ import annotations

import logging
import os
import signal
import sys

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.log import logger as granian_logger
from granian.server import Server

from albumforge import logs
from albumforge.processes import read_orders, when_orphaned
from albumforge.serving.loader import Loader

KILL_SECONDS = 3
"""How long the process that answers may take to end; by itself it ends sooner."""


def main() -> int:
    """Serve until told to stop; return the exit code."""
    line = sys.stdin.buffer.readline()
    settings, more = read_orders(line)
    when_orphaned(lambda: os.kill(os.getpid(), signal.SIGTERM))
    granian_logger.addFilter(_is_news)
    server = Server(
        "albumforge",
        address=more["address"],
        port=settings.http_port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=settings.http_threads,
        workers_kill_timeout=KILL_SECONDS,
        log_level=LogLevels.error,
        log_dictconfig=logs.granian_config(settings.log_format, "web"),
    )
    server.serve(target_loader=Loader(line), wrap_loader=False)
    return 0


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of granian says what is not said elsewhere: that this server ended, whoever keeps it tells."""
    return not record.getMessage().startswith("Unexpected exit from worker")


if __name__ == "__main__":
    sys.exit(main())
