"""The pieces by name. All of them are our own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from albumforge.generators.album.music.piece import Piece
from albumforge.generators.album.music.pieces_moving import AFTERNOON, JOURNEY, KITES, WALTZ
from albumforge.generators.album.music.pieces_quiet import LOTUS, MORNING, SNOWFALL, VESPERS

PIECES: Mapping[str, Piece] = MappingProxyType(
    {piece.name: piece for piece in (MORNING, JOURNEY, SNOWFALL, LOTUS, KITES, WALTZ, VESPERS, AFTERNOON)}
)
"""Every piece by name."""
