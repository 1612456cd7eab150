"""What players list of a film: its chapters, and its verse as subtitles."""

from __future__ import annotations

from albumforge.generators.album.plan import Plan, Text
from albumforge.media.timed_text import Chapter, Subtitle

LANGUAGES = {"zh": "chi", "en": "eng"}
"""ISO 639-2 codes."""


def chapters(plan: Plan) -> tuple[Chapter, ...]:
    """Return the chapters of a film, none where it has fewer than two.

    A chapter begins where its transition is over by half; the first one at 0.
    """
    rate = plan.canvas.rate
    found = [
        (float((scene.start + scene.transition.frames // 2) / rate) if scene.start else 0.0, scene.chapter)
        for scene in plan.scenes
        if scene.chapter
    ]
    if len(found) < 2:
        return ()
    if found[0][0] > 0:
        found.insert(0, (0.0, plan.title or found[0][1]))
    return tuple(Chapter(start, title) for start, title in found)


def subtitles(plan: Plan) -> tuple[Subtitle, ...]:
    """Return the verse of a film, each as long as it is seen."""
    rate = plan.canvas.rate
    return tuple(
        Subtitle(
            float((scene.start + layer.start) / rate),
            float((scene.start + min(layer.start + layer.frames, scene.frames)) / rate),
            layer.text,
        )
        for scene in plan.scenes
        for layer in scene.layers
        if isinstance(layer, Text) and layer.role == "verse"
    )
