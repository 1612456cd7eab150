from __future__ import annotations

from story_parts import plain_album, told

from albumforge.generators.album.plan import Picture, Text
from albumforge.generators.album.request import read_request
from albumforge.generators.album.story.notes import caption_notes


def test_each_caption_given_by_hand_is_shown_or_said_not_to_be() -> None:
    sources, infos = plain_album(14)
    words = {str(source.path): f'"Tea" no. {number}' for number, source in enumerate(sources)}
    given = dict(zip(infos, words.values(), strict=True))
    captioned = {digest: _with_caption(info, given[digest]) for digest, info in infos.items()}
    options = {"title": "Sea", "template": "collage", "file_captions": words}
    plan = told((sources, captioned), **options)
    notes = caption_notes(plan, read_request(options))
    texts = {layer.text for scene in plan.scenes for layer in scene.layers if isinstance(layer, Text)}
    shown = sum("Tea" in text for text in texts)
    together = [scene for scene in plan.scenes if sum(isinstance(one, Picture) for one in scene.layers) > 1]
    assert together
    assert shown > 0
    assert shown + len(notes) == len(plan.sources)
    assert all("caption is not shown" in note for note in notes)
    assert caption_notes(plan, read_request({**options, "captions": False})) == ()


def _with_caption(info: object, words: str) -> object:
    import msgspec

    return msgspec.structs.replace(info, caption=words)  # type: ignore[type-var]
