from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from albumforge.errors import StorageError
from albumforge.media.audio import Samples
from albumforge.media.spool import Spool, parts


def counted(first: int, last: int) -> Samples:
    return np.arange(2 * first, 2 * last, dtype=np.float32).reshape(-1, 2)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        for start, end in ((0, 3), (3, 3), (3, 1000)):
            spool.append(counted(start, end))
        spool.append(np.asfortranarray(counted(1000, 1200)))
        assert len(spool) == 1200
        assert spool[:].dtype == np.float32
        for part in (slice(None), slice(5, 9), slice(990, 5000), slice(7, 7), slice(9, 5), slice(-3, None)):
            assert np.array_equal(spool[part], counted(0, 1200)[part])


def test_parts_are_replaced_and_the_end_is_cut(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.append(counted(0, 100))
        spool[10:20] = counted(500, 510)
        spool.truncate(30)
        spool.truncate(50)
        spool.append(counted(30, 32))
        expected = counted(0, 32)
        expected[10:20] = counted(500, 510)
        assert np.array_equal(spool[:], expected)
        with pytest.raises(ValueError, match="does not fit"):
            spool[0:4] = counted(0, 3)
        with pytest.raises(ValueError, match="rows of 2"):
            spool.append(np.zeros((4, 1), np.float32))


def test_other_widths(tmp_path: Path) -> None:
    with Spool(tmp_path, columns=1) as spool:
        spool.append(np.arange(9, dtype=np.float32)[:, None])
        assert spool[2:5].tolist() == [[2], [3], [4]]


def test_nothing_is_seen_in_the_folder_and_nothing_stays(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.append(counted(0, 100))
        assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="closed"):
        spool[:3]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="does not exist"):
        Spool(tmp_path / "no")


def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    # A limit on the size of files fails a write in the middle, as a full disk does.
    code = (
        "import resource, sys, numpy as np\n"
        "from pathlib import Path\n"
        "from albumforge.errors import StorageError\n"
        "from albumforge.media.spool import Spool\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "with Spool(Path(sys.argv[1])) as spool:\n"
        "    try:\n"
        "        while True: spool.append(np.ones((1000, 2), np.float32))\n"
        "    except StorageError as error: print(len(spool), error)\n"
        "    assert (spool[:] == 1).all()\n"
    )
    ran = subprocess.run([sys.executable, "-B", "-c", code, tmp_path], check=True, capture_output=True, text=True)
    assert ran.stdout.startswith(f"12000 {tmp_path} cannot be written")
    assert list(tmp_path.iterdir()) == []


def test_parts() -> None:
    assert [(part.start, part.stop) for part in parts(10, 4)] == [(0, 4), (4, 8), (8, 10)]
    assert list(parts(0, 4)) == []
