"""What a detector of faces must offer; loading it loads no library."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from albumforge.media.places import Face


@runtime_checkable
class FaceDetector(Protocol):
    """Finds faces in pictures. Safe to use from several threads."""

    name: ClassVar[str]
    api_version: ClassVar[int]

    @property
    def identity(self) -> str:
        """What the faces depend on besides the picture: name and version of the model.

        What is known of pictures is kept for as long as this stays the same.
        """
        ...

    def find(self, rgb: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Return the faces of an upright picture, the largest first.

        Args:
            rgb: (h, w, 3), any size from 16 × 16, at most about 1,024 pixels on its long side; not to be changed.

        Raises:
            Unavailable: a library or the model is missing; the sentence says what to do.
        """
        ...
