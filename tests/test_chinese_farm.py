"""What the farm says, in its answers and its log, is there in Chinese; what is documented, word by word."""

from __future__ import annotations

import pytest

from albumforge.chinese import in_chinese


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Worker one gave no sign for too long, and is offline.",
        "worker one gave no sign for too long",
        "worker one was taken over",
        "worker one went offline",
        "Worker one was set aside: 3 of its tasks failed in a row.",
        "Worker one was told: shutdown; it gets no new task.",
        "Worker one is set aside, because its tasks failed.",
        "Given to worker one.",
        "The worker is done.",
        "Completed: 1,000 bytes became 400, 600 saved.",
        "Completed: 1,000 bytes became 1,400, -400 saved.",
        "nothing was heard of it for a day",
        "the source is gone",
        "the worker left no result",
        "/videos/a.mp4 is skipped: It is hevc already.",
        "/videos/a.mp4: the source is gone",
        "/videos/a.mp4: its name is not UTF-8.",
        "/videos/a.mp4 is a link that leads out of the farm's folders.",
        "/videos/a.mp4 lies outside the folders of the setting farm_roots.",
        "The folder /videos/b cannot be read: permission denied.",
        "The folder /videos has no videos, though 5,000 were there; nothing was changed.",
        "Is its disk mounted?",
        "The original was put back.",
        "/videos: 12 originals were deleted, replaced before 2026-10-23: 31.0 GB freed.",
        "/videos: 25 originals whose time is over are kept.",
        "/videos/a.mp4 is kept: its replacement is missing.",
        "/videos/.albumforge-quarantine/1/.entry.json cannot be read; what lies beside it is kept.",
        "The result has 1,000 bytes; the preset allows 900 of 950.",
        "The disk of the result has 10 bytes free; 1.5 GB are needed.",
        "The webhook answered 500.",
        "The webhook does not answer: timed out.",
        "page: must be a whole number from 1 to 1000, not '-1'.",
        "sort_by: must be one of start_time, progress, status, not 'x'.",
    ],
)
def test_what_it_says_is_known(sentence: str) -> None:
    assert is_chinese(in_chinese(sentence)), sentence


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Worker gpu-1 is online already, and was not registered.", "Worker gpu-1 已在线，注册失败"),
        ("Parameters are missing.", "参数不完整"),
        ("There is no such worker.", "Worker不存在"),
        ("The action must be offline or shutdown.", "无效的下线动作"),
        ("There is no video left that this worker can do.", "没有可分配的视频"),
    ],
)
def test_what_is_documented(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese
