"""Transitions along luma maps: grey pictures that say for each pixel when the new scene comes, 0 first and 1 last."""

from albumforge.generators.album.transitions.maps import (
    Luma,
    luma_families,
    luma_map,
    luma_names,
    luma_title,
    read_luma,
)

__all__ = ["Luma", "luma_families", "luma_map", "luma_names", "luma_title", "read_luma"]
