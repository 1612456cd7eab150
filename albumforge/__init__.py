"""albumforge turns photos and video into finished films, as jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from albumforge.forge import Forge as Forge
    from albumforge.settings import Settings as Settings

__version__ = "0.1.0"
__all__ = ["Forge", "Settings", "__version__"]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that an engine can be imported without the database and the queue.
    if name == "Forge":
        from albumforge.forge import Forge

        return Forge
    if name == "Settings":
        from albumforge.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
