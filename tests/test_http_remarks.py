"""What is said of a film: first what of its request was not understood, then files by reason."""

from __future__ import annotations

from albumforge.chinese import in_chinese
from albumforge.http.remarks import NAMED, remarks

NOTES = (
    *(f"{number}.jpg is not in the film: nearly the same as 99.jpg, which is sharper" for number in range(40)),
    *(f"{number}.jpg is not in the film: nearly the same as 98.jpg, which has more pixels" for number in range(40, 71)),
    "a.jpg is not in the film: blurred, and b.jpg of the same moment is not",
    "c.jpg is not in the film: a film of this length has room for 8 pictures; others show more",
    "d.jpg is not in the film: a film of this length has room for 8 pictures; b.jpg shows much the same",
    "e.jpg is not in the film: something unheard of",
    "Command: “with elephants” was not understood.",
    "There is no music.",
    "Not used: duration: must be a number, not 'lots'.",
)


def test_the_request_comes_first_then_files_by_reason() -> None:
    found = remarks(NOTES, str, chinese=False)
    assert [one["kind"] for one in found] == ["request", "request", "note", *["left_out"] * 4]
    assert found[0]["text"] == "“with elephants” was not understood."
    assert [(one["text"], one["count"]) for one in found[3:]] == [
        ("nearly the same as others", 71),
        ("a film of this length has room for 8 pictures", 2),
        ("blurred, and another one of the same moment is not", 1),
        ("something unheard of", 1),
    ]
    assert found[3]["names"] == [f"{number}.jpg" for number in range(NAMED)]
    assert found[4]["names"] == ["c.jpg", "d.jpg"]


def test_in_chinese_no_english_is_left() -> None:
    found = remarks([note for note in NOTES if "unheard" not in note], in_chinese, chinese=True)
    assert [one["text"] for one in found if one["kind"] == "left_out"] == [
        "与其他照片几乎相同",
        "这样长的影片只容得下 8 张",
        "模糊，而同一时刻的另一个清晰",
    ]
    assert found[0]["text"] == "没有看懂“with elephants”。"
