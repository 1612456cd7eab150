"""What the file system of a folder can tell: whether it lies on a network, and whether somebody writes to a file."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import signal
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = re.compile(
    r"nfs4?|cifs|smb3?|smbfs|9p|afs|ceph|glusterfs|virtiofs|davfs|ncpfs|lustre|beegfs"
    r"|fuse\.(sshfs|s3fs|rclone|davfs2?|glusterfs|gvfsd-fuse|smbnetfs|curlftpfs|vmhgfs-fuse)|vboxsf|prl_fs|drvfs"
)
"""File systems on which changes that others make are not told of: names as in /proc/self/mountinfo (proc(5))."""
_ESCAPED = re.compile(r"\\([0-7]{3})")


def on_network(folder: Path) -> bool:
    """Whether changes in a folder may be made without this machine's kernel knowing of them; False if it is unknown."""
    return _NETWORK.fullmatch(_kind(folder)) is not None


def is_being_written(path: str) -> bool:
    """Whether a process of this machine has a file open for writing, as far as the kernel tells.

    A read lease can be had only on a file that nobody has open for writing (fcntl(2), F_SETLEASE). It is given back at
    once. Where it cannot be had for another reason, such as for a file of another user, the answer is False.

    Raises:
        OSError: the file cannot be opened.
    """
    if not hasattr(fcntl, "F_SETLEASE"):  # Linux alone has it
        return False
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        # Who opens the file in this very moment waits until the lease is given back, and this process is told by a
        # signal; one that is ignored unless somebody listens.
        fcntl.fcntl(descriptor, _F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(descriptor)
    return False


_F_SETSIG = 10  # of Linux' fcntl.h; the module fcntl does not name it


def _kind(folder: Path) -> str:
    """Return the kind of the file system that a folder lies on, or ""."""
    real = os.path.realpath(folder)
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    found, longest = "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        point = _ESCAPED.sub(lambda match: chr(int(match[1], 8)), before.split(" ")[4])
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= longest:  # of two at one place the later one is seen
            found, longest = after.split(" ")[0], len(point)
    return found
