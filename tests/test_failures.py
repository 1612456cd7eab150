"""How failures are told and logged."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from albumforge.chinese import in_chinese
from albumforge.errors import Unavailable
from albumforge.media.publish import writing
from albumforge.services.failures import log_failure, readable


def _raised(path: Path) -> Exception:
    try:
        with writing(path):
            path.write_text("")
    except Exception as error:
        return error
    raise AssertionError


def test_what_cannot_be_written_is_told_without_its_path(tmp_path: Path) -> None:
    told = readable(_raised(tmp_path / "none" / "x.mp4"), [])
    assert told == "The server cannot write its files: the folder does not exist."
    assert in_chinese(told) == "服务器无法写入文件：文件夹不存在。"
    tried = f"Try 1 failed: {told} The next one is in 10 seconds."
    assert in_chinese(tried) == "第 1 次尝试失败：服务器无法写入文件：文件夹不存在。10 秒后再试。"


@pytest.mark.parametrize(
    ("error", "level", "traceback"),
    [
        (Unavailable("away\nfor now"), logging.INFO, False),
        (Unavailable("away\nfor now"), logging.DEBUG, True),
        (OSError(28, "No space left on device", "/x"), logging.INFO, False),
        (ValueError("odd"), logging.INFO, True),
    ],
)
def test_a_traceback_is_logged_for_the_unexpected_and_for_debugging(
    caplog: pytest.LogCaptureFixture, error: Exception, level: int, traceback: bool
) -> None:
    log = logging.getLogger("albumforge.test_failures")
    with caplog.at_level(level, log.name):
        log_failure(log, error, "film x")
    (record,) = caplog.records
    assert bool(record.exc_info) is traceback
    assert "\n" not in record.getMessage()
