"""Emoji in colour where the machine has them, in one colour elsewhere, and never a box."""

from __future__ import annotations

import numpy as np
import pytest

from albumforge.media.emoji import colour_emoji, colour_emoji_width, has_colour_emoji
from albumforge.media.text import Style, draw_text

in_colour = pytest.mark.skipif(not has_colour_emoji("🎉"), reason="this machine has no font of colour emoji")


def test_letters_and_nothing_are_no_emoji() -> None:
    assert not has_colour_emoji("x")
    assert not has_colour_emoji("")


def test_asking_for_what_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="no colour emoji"):
        colour_emoji("x", 40)
    with pytest.raises(ValueError, match="no colour emoji"):
        colour_emoji_width("x", 40)


@pytest.mark.parametrize("text", ["🎉", "👨‍👩‍👧", "🇨🇳", "👍🏽", "❤️"])
def test_an_emoji_always_leaves_ink(text: str) -> None:
    image = draw_text(text, Style(size=50), max_width=600)
    assert image.rgba[..., 3].max() > 200


@in_colour
@pytest.mark.parametrize("text", ["🎉", "👨‍👩‍👧", "🇨🇳", "👍🏽", "3️⃣"])
def test_sequences_are_one_picture_of_the_size_asked_for(text: str) -> None:
    picture = colour_emoji(text, 60)
    assert picture.shape == (60, colour_emoji_width(text, 60), 4)
    assert picture[..., 3].max() == 255


@in_colour
def test_colours_show_in_the_text() -> None:
    rgba = draw_text("好 🎉", Style(size=80), max_width=600).rgba
    shown = rgba[rgba[..., 3] > 200][:, :3].astype(int)
    assert np.ptp(shown, axis=1).max() > 100
