"""What every backend must do, of whatever kind."""

from __future__ import annotations

from typing import Any, ClassVar

from albumforge.plugins import check_backend


class BackendContract:
    """The part of all contracts; derive from the one of a kind."""

    kind: ClassVar[str]
    """A key of `albumforge.plugins.KINDS`."""

    def backend(self) -> Any:
        """Return the backend that is tested, as a forge would make it: override this."""
        raise NotImplementedError(f"{type(self).__name__} must have a method backend() that returns the backend")

    def test_the_registry_takes_it(self) -> None:
        """Name, version and methods are as the protocol says."""
        backend = self.backend()
        check_backend(self.kind, backend.name, backend)
