"""What a service manager is told: the datagrams of sd_notify(3), where it asks for them.

systemd names a Unix socket in ``NOTIFY_SOCKET``; a name that begins with ``@`` is in the abstract namespace.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

READY, STOPPING = "READY=1", "STOPPING=1"


def notify(*lines: str, environ: Mapping[str, str] | None = None) -> bool:
    """Tell the service manager; answer whether there is one that listens.

    Args:
        lines: such as `READY`, or ``STATUS=…``.
        environ: None: the process's environment.
    """
    name = (os.environ if environ is None else environ).get("NOTIFY_SOCKET", "")
    if not name.startswith(("/", "@")):
        return False
    address = "\0" + name[1:] if name.startswith("@") else name
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            out.connect(address)
            out.sendall("\n".join(lines).encode())
    except OSError:
        return False
    return True
