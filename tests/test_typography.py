"""Quotation marks, dashes, reading time, contrast."""

from __future__ import annotations

import pytest

from albumforge.media.typography import contrast_ratio, reading_time, typographic


@pytest.mark.parametrize(
    ("typed", "language", "printed"),
    [
        ("\"Hello,\" she said -- 'quite' softly...", "en", "“Hello,” she said – ‘quite’ softly…"),
        ("It's the '90s", "en", "It’s the ’90s"),
        ("dogs' tails", "en", "dogs’ tails"),
        ("say \"a 'b' c\"", "en", "say “a ‘b’ c”"),
        ("\"Hallo\" und 'du'", "de-AT", "„Hallo“ und ‚du‘"),
        ('"été" l\'hiver', "fr", "«\u202fété\u202f» l’hiver"),
        ('"Hej"', "sv", "”Hej”"),
        ('他说"你好"--真的...', "zh", "他说“你好”——真的……"),
        ('他说"你好"...', "", "他说“你好”……"),
        ("\"他说：'好'\"", "zh", "“他说：‘好’”"),
        ('"夏"', "ja", "「夏」"),
        ("2019-2024", "en", "2019–2024"),
        ("2024-05-01, 555-1234", "en", "2024-05-01, 555-1234"),
        ("a - b --- c", "en", "a – b — c"),
        ("6'2\" tall", "en", "6’2″ tall"),
        ("“fine” – as it is…", "en", "“fine” – as it is…"),
        ("", "en", ""),
    ],
)
def test_typographic(typed: str, language: str, printed: str) -> None:
    assert typographic(typed, language) == printed


@pytest.mark.parametrize("text", ['"Hello," she said -- it\'s "late"...', '"a" - b', "'tis"])
def test_what_is_printed_stays(text: str) -> None:
    once = typographic(text, "en")
    assert typographic(once, "en") == once


def test_reading_time() -> None:
    assert reading_time("") == reading_time(" \n") == 0
    assert reading_time("海边的一") == 2
    assert reading_time("x" * 28) == 3
    assert reading_time("海边的一 " + "x" * 27) == pytest.approx(1 + 1 + 2)


def test_contrast_ratio() -> None:
    assert contrast_ratio((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert contrast_ratio((9, 9, 9), (9, 9, 9)) == 1
    assert contrast_ratio((255, 255, 255), (118, 118, 118)) == pytest.approx(4.54, abs=0.01)
    assert contrast_ratio((1, 2, 3), (200, 100, 50)) == contrast_ratio((200, 100, 50), (1, 2, 3))
