"""The templates that come with albumforge, as they are listed and copied."""

from __future__ import annotations

from albumforge.backends import FilmTemplate
from albumforge.generators.album.templates.load import built_in, template_names, template_text


def catalogue() -> tuple[FilmTemplate, ...]:
    """Return every template with its file, by name."""
    return tuple(_listed(name) for name in template_names())


def _listed(name: str) -> FilmTemplate:
    template = built_in(name)
    slots = (template.opening, *template.slots, template.closing)
    return FilmTemplate(
        name=name,
        titles=dict(template.title),
        descriptions=dict(template.description),
        aspects=template.aspects,
        moods=template.moods,
        layouts=tuple(dict.fromkeys(slot.layout for slot in slots)),
        text=template_text(name),
    )
