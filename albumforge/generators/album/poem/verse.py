"""Verse, and the scene it is written for: the types of `albumforge.backends`, which poets from outside use as well."""

from __future__ import annotations

from typing import Literal

from albumforge.backends import Poet, Theme, Verse

__all__ = ["Language", "Mood", "Poet", "Theme", "Verse"]

Language = Literal["zh", "en"]
Mood = Literal["calm", "joyful", "warm", "nostalgic", "lively", "solemn"]
