from __future__ import annotations

from typing import Any

import msgspec
import pytest
from story_parts import plain_album, shown, told, told_whole

from albumforge.backends import Skipped
from albumforge.chinese import in_chinese
from albumforge.generators.album.plan import Picture, Plan, Text
from albumforge.generators.album.request import FilmRequest, read_request
from albumforge.generators.album.story.notes import MOST_NAMED, caption_notes, room_notes


def test_each_caption_given_by_hand_is_shown_or_said_not_to_be() -> None:
    sources, infos = plain_album(14)
    words = {str(source.path): f'"Tea" no. {number}' for number, source in enumerate(sources)}
    given = dict(zip(infos, words.values(), strict=True))
    captioned = {digest: _with_caption(info, given[digest]) for digest, info in infos.items()}
    options = {"title": "Sea", "template": "collage", "file_captions": words}
    plan = told((sources, captioned), **options)
    notes = caption_notes(plan, read_request(options), captioned)
    texts = {layer.text for scene in plan.scenes for layer in scene.layers if isinstance(layer, Text)}
    read = sum("Tea" in text for text in texts)
    assert read >= len(sources) - 1
    assert read + len(notes) == len(plan.sources)
    assert all("caption is not shown" in note for note in notes)
    assert caption_notes(plan, read_request({**options, "captions": False}), captioned) == ()


@pytest.mark.parametrize("order", ["time", "given"])
@pytest.mark.parametrize("template", ["collage", "polaroid"])
def test_words_written_for_a_few_pictures_are_all_shown(template: str, order: str) -> None:
    sources, infos = plain_album(24)
    few = {source.digest: f"Tea {number}" for number, source in enumerate(sources) if number in (3, 4, 9)}
    captioned = {digest: _with_caption(one, few[digest]) if digest in few else one for digest, one in infos.items()}
    options = {"title": "Sea", "template": template, "order": order}
    plan = told((sources, captioned), **options)
    assert caption_notes(plan, read_request(options), captioned) == ()
    texts = [layer.text for scene in plan.scenes for layer in scene.layers if isinstance(layer, Text)]
    assert set(few.values()) <= set(texts)
    several = [scene for scene in plan.scenes if sum(isinstance(one, Picture) for one in scene.layers) > 1]
    assert several or (template, order) == ("collage", "given")
    if order == "given":
        assert list(dict.fromkeys(shown(plan)))[: len(sources)] == [source.id for source in plan.sources]


def test_words_beside_pictures_are_named_too_where_they_are_not_shown_and_words_in_them_are_not() -> None:
    sources, infos = plain_album(3)
    captioned = {digest: _with_caption(info, f"Tea {at}") for at, (digest, info) in enumerate(infos.items())}
    plan = told((sources, captioned), title="Sea")
    (note,) = caption_notes(plan, read_request({"title": "Sea"}), captioned)
    assert note == "IMG_0.jpg: its caption is not shown: the picture stands under the title."
    inside = {digest: msgspec.structs.replace(info, captioned=False) for digest, info in captioned.items()}
    assert caption_notes(told((sources, inside), title="Sea"), read_request({"title": "Sea"}), inside) == ()
    many = {digest: _with_caption(info, "Tea") for digest, info in infos.items()}
    assert caption_notes(told((sources, many), title="Sea"), read_request({"title": "Sea"}), many) == ()


def test_many_pictures_without_their_words_are_counted() -> None:
    sources, infos = plain_album(60)
    words = "which is drunk slowly " * 12  # more than there is time to read
    captioned = {digest: _with_caption(one, f"Tea {at} {words}") for at, (digest, one) in enumerate(infos.items())}
    options = {"title": "Sea", "template": "collage", "duration": 120}
    plan = told((sources, captioned), **options)
    notes = caption_notes(plan, read_request(options), captioned)
    assert len(notes) == MOST_NAMED + 1
    assert notes[-1].startswith("The captions of ")


def test_a_film_too_short_for_all_says_so_and_what_would_help() -> None:
    options = {"duration": 90, "pictures": 60, "title": "Sea"}
    plan, request, left_out = _planned(options)
    (note,) = room_notes(plan, request, left_out)
    count = sum(source.kind == "photo" for source in plan.sources)
    assert note.startswith(f"There is room for {count} pictures in 90 seconds. Take the template Collage")
    seconds = float(note.split(", or about ")[1].split()[0])
    longer = {**options, "duration": seconds}
    assert room_notes(*_planned(longer)) == ()
    asked = {**options, "pictures": 10}
    assert room_notes(*_planned(asked)) == ()
    assert in_chinese(note).startswith(f"90 秒只放得下 {count} 张照片。“拼贴”模板")


def _planned(options: dict[str, Any]) -> tuple[Plan, FilmRequest, tuple[Skipped, ...]]:
    of_tell = {name: value for name, value in options.items() if name != "pictures"}
    plan, left_out = told_whole(plain_album(61, hours=0.1), **of_tell)
    return plan, read_request(options), left_out


def _with_caption(info: object, words: str) -> object:
    return msgspec.structs.replace(info, caption=words, captioned=True)  # type: ignore[type-var]
