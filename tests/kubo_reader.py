"""Runs Kubo as a shared library, in a process of its own: ``python kubo_reader.py LIBRARY REPO``.

It knows no other node and listens to none but itself. For each line of standard input, a JSON array of ``download``,
CID, path; ``pin``, CID; or ``add``, path, it writes a line with what Kubo answers: 0, or the CID.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path


def main(library: str, repo: Path) -> None:
    kubo = ctypes.CDLL(library)
    kubo.AddFile.restype = ctypes.c_char_p
    where = os.fsencode(repo)
    kubo.CreateRepo(where)
    settings = json.loads((repo / "config").read_text())
    settings["Bootstrap"] = []
    settings["Addresses"] |= {"Swarm": ["/ip4/127.0.0.1/tcp/0"], "API": [], "Gateway": []}
    settings["Discovery"]["MDNS"]["Enabled"] = False
    settings["Routing"] = {"Type": "none"}
    off = {"Enabled": False}
    settings["Swarm"] |= {"DisableNatPortMap": True, "RelayClient": off, "RelayService": off}
    settings["Swarm"]["Transports"] = {"Network": {"Relay": False}}
    (repo / "config").write_text(json.dumps(settings))
    kubo.RunNode(where)
    for line in sys.stdin:
        kind, *arguments = json.loads(line)
        function = {"download": kubo.Download, "pin": kubo.PinCID, "add": kubo.AddFile}[kind]
        answer = function(where, *(argument.encode() for argument in arguments), *([False] if kind == "add" else []))
        sys.stdout.write(json.dumps(answer.decode() if isinstance(answer, bytes) else answer) + "\n")
    kubo.CleanupNode(where)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
