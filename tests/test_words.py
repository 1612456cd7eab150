"""Words stand where they can be read, long enough, and never on a face."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story_parts import brief_of, plain_album

from albumforge.generators.album.lettering.type_place import SAFE, block_of
from albumforge.generators.album.plan import Rect, Text
from albumforge.generators.album.story.reading import verse_time
from albumforge.generators.album.story.visible import Busy
from albumforge.generators.album.story.words import (
    TypeLook,
    caption_places,
    caption_text,
    chapter_texts,
    credits_texts,
    verse_places,
    verse_text,
)
from albumforge.generators.album.templates.schema import TypeStyle
from albumforge.media.text import reading_time

WIDE, TALL = (1920, 1080), (1080, 1920)
QUATRAIN = (
    "The tide went out and left the sand,\nand nobody was near;\n"
    "we wrote our names there, hand in hand,\nand then a year."
)
LINES = ["Line one", "Line two", "Line three", "Made with albumforge"]


def look(canvas: tuple[int, int] = WIDE, language: str = "en", **style: object) -> TypeLook:
    return TypeLook(TypeStyle(**style), language, "#ffffff", Fraction(30), canvas)  # type: ignore[arg-type]


def verse(lines: str = QUATRAIN, busy: Busy = Busy(), frames: int | None = 400, **given: object) -> Text | None:  # noqa: B008
    kind = look(**given)  # type: ignore[arg-type]
    return verse_text(lines, verse_places("none", kind.language), busy, frames, kind)


@settings(max_examples=60, deadline=None)
@given(words=st.text(min_size=1, max_size=60), frames=st.integers(1, 400))
def test_a_caption_is_seen_long_enough_or_not_at_all(words: str, frames: int) -> None:
    text = caption_text(words, ("bottom",), Busy(), frames, look())
    if text is not None:
        assert text.start + text.frames <= frames
        assert text.frames / 30 >= 0.75 * reading_time(words) - 1e-9
    elif words.strip():
        assert frames / 30 < 0.75 * reading_time(words) + 1.0


def test_words_do_not_stay_for_ever() -> None:
    text = caption_text("Tea", ("bottom",), Busy(), 30 * 600, look())
    assert text is not None and text.frames < 30 * 8


def test_verse_goes_when_it_is_read_however_long_its_picture_stays() -> None:
    text = verse(frames=30 * 20)
    assert text is not None
    assert verse_time(QUATRAIN) <= text.frames / 30 <= verse_time(QUATRAIN) + 2.0


def test_where_all_of_a_verse_is_too_long_its_first_couplet_is_read() -> None:
    whole, couplet = verse(frames=300), verse(frames=150)
    assert whole is not None and whole.text.count("\n") == 3
    assert couplet is not None and couplet.text.count("\n") == 1
    assert verse(frames=60) is None
    assert verse(frames=None) == verse(frames=30 * 120)


def test_words_go_where_no_face_is_and_are_left_out_where_that_is_nowhere() -> None:
    low = Rect(x=0.2, y=0.6, width=0.6, height=0.4)
    text = verse(busy=Busy(faces=(low,)))
    assert text is not None
    assert not Busy(faces=(low,)).covers_face(block_of(text, WIDE))
    many = tuple(Rect(x=x / 10, y=y / 10, width=0.09, height=0.09) for x in range(10) for y in range(10))
    assert verse(busy=Busy(faces=many)) is None
    assert caption_text("Tea by the sea", ("bottom",), Busy(faces=many), 200, look()) is None
    assert caption_text("Tea by the sea", ("bottom",), Busy(others=many), 200, look()) is not None


@pytest.mark.parametrize("canvas", [WIDE, TALL, (1080, 1080)])
@pytest.mark.parametrize("size", [1.0, 1.25])
def test_words_keep_inside_the_safe_margins(canvas: tuple[int, int], size: float) -> None:
    chinese = "春风又绿江南岸\n明月何时照我还"
    texts = [
        verse(canvas=canvas, size=size),
        verse(chinese, canvas=canvas, size=size, language="zh"),
        caption_text("17 May · Kyoto, Japan", ("bottom", "top"), Busy(), 200, look(canvas, size=size)),
        *chapter_texts("Kyoto, Japan", 120, look(canvas, size=size)),
        *credits_texts("By the sea", LINES, 200, look(canvas, size=size)),
    ]
    for text in texts:
        assert text is not None
        block = block_of(text, canvas)
        assert block.x >= SAFE - 0.02 and block.x + block.width <= 1 - SAFE + 0.02
        assert block.y >= SAFE - 0.02 and block.y + block.height <= 1 - SAFE + 0.02


def test_chinese_verse_stands_in_columns() -> None:
    text = verse("春风又绿江南岸\n明月何时照我还", language="zh")
    assert text is not None and text.vertical
    assert verse_places("bottom", "zh")[0] == "bottom"
    assert verse_places("none", "en") == ("bottom", "left", "right", "top")


def test_a_caption_below_has_one_place() -> None:
    assert caption_places("below") == ("below",)
    assert caption_places("top") == ("top", "bottom")
    assert caption_places("vertical-left") == ("vertical-left", "bottom", "top")


def test_credits_lose_their_first_lines_where_there_is_little_time() -> None:
    lines = ["May 2024", "A hundred and twenty photographs and three clips", "Music: “Morning Light”", "Made with us"]
    counts = []
    for frames in (300, 100, 60, 10):
        texts = credits_texts("By the sea", lines, frames, look())
        counts.append(texts[-1].text.count("\n") + 1 if texts else 0)
        assert not texts or texts[-1].text.endswith("Made with us")
    assert counts[0] == 4
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 0


def test_the_look_is_that_of_template_and_film() -> None:
    kind = TypeLook.of(brief_of(plain_album(2), template="film-strip", title="海", aspect="9:16"))
    assert kind.language == "zh"
    assert kind.canvas == TALL
    assert kind.colour.startswith("#") and kind.colour != "#ffffff"
    (card,) = chapter_texts("京都", 200, kind)
    assert card.colour == kind.colour


@pytest.mark.parametrize(
    "picture", [Rect(x=0.05, y=0.08, width=0.9, height=0.62), Rect(x=0.1, y=0.1, width=0.8, height=0.8)]
)
def test_verse_lies_across_no_edge_of_a_picture(picture: Rect) -> None:
    square = (1080, 1080)
    text = verse(busy=Busy(pictures=(picture,)), canvas=square)
    assert text is not None
    block = block_of(text, square)
    on_it = picture.y <= block.y and block.y + block.height <= picture.y + picture.height
    assert on_it or block.y >= picture.y + picture.height


def test_a_chapter_of_two_lines_has_no_dot_at_the_end_of_one() -> None:
    (narrow,) = chapter_texts("July · Nice and its surroundings", 120, look(TALL))
    assert narrow.text == "July\nNice and its surroundings"
    (wide,) = chapter_texts("July · Nice", 120, look(WIDE))
    assert wide.text == "July · Nice"


def test_a_chinese_quatrain_stands_in_two_lines_where_there_is_room_for_no_more() -> None:
    lines = "草色偷偷绿\n鹅黄上短衫\n青春藏旧影\n翻看又从前"
    card = Busy(pictures=(Rect(x=0.05, y=0.08, width=0.9, height=0.63),))
    text = verse(lines, busy=card, language="zh", canvas=(1080, 1080))
    assert text is not None
    assert text.text == "草色偷偷绿\u3000鹅黄上短衫\n青春藏旧影\u3000翻看又从前"
    assert block_of(text, (1080, 1080)).y > 0.71
    roomy = Busy(pictures=(Rect(x=0.05, y=0.05, width=0.9, height=0.4),))
    whole = verse(lines, busy=roomy, language="zh", canvas=(1080, 1080))
    assert whole is not None and whole.text == lines
