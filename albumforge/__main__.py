"""``python -m albumforge`` is the command line."""

from __future__ import annotations

from albumforge.cli import main

if __name__ == "__main__":
    main()
