"""A child of `albumforge.transcoders.trial` whose drivers are broken: one ends the process, one never answers."""

from __future__ import annotations

import json
import os
import signal
import sys
import time

for name, _, _ in json.loads(sys.argv[1]):
    if name == "dies":
        os.kill(os.getpid(), signal.SIGSEGV)
    if name == "hangs":
        time.sleep(60)
    sys.stdout.write(json.dumps("") + "\n")
    sys.stdout.flush()
