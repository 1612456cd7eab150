"""Painted sample pictures and clips: landscapes of many seasons and hours, made on the spot from a seed."""

from __future__ import annotations

from albumforge.samples.clip import write_clip
from albumforge.samples.gallery import SCENES, paint
from albumforge.samples.scene import Scene
from albumforge.samples.writing import write_samples, write_texture

__all__ = ["SCENES", "Scene", "paint", "write_clip", "write_samples", "write_texture"]
