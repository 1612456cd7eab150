"""The theme colours of a picture, clustered where distances are what people see."""

from __future__ import annotations

from albumforge.generators.album.info.cielab import delta_e_2000, lab_to_rgb, rgb_to_lab

__all__ = ["delta_e_2000", "lab_to_rgb", "rgb_to_lab"]
