"""The draft of a film: the same scenes, times and sound on a small canvas, encoded quickly."""

from __future__ import annotations

from msgspec.structs import replace

from albumforge.generators.album.plan import Canvas, Plan

SHORT_SIDE = 480
"""Pixels of the shorter side of a draft; a smaller film keeps its size."""


def draft_of(plan: Plan) -> Plan:
    """Return the draft of a plan: H.264 whatever the film's codec, as it is the quickest and plays everywhere."""
    return replace(plan, canvas=_scaled(plan.canvas), codec="h264", draft=True)


def _scaled(canvas: Canvas) -> Canvas:
    """Return a canvas of the same shape, as near as even sides allow."""
    shorter = min(canvas.width, canvas.height)
    if shorter <= SHORT_SIDE:
        return canvas
    width, height = (2 * round(side * SHORT_SIDE / shorter / 2) for side in (canvas.width, canvas.height))
    return replace(canvas, width=width, height=height)
