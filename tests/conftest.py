"""What all tests share: an environment of their own, and the command line as a function."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from albumforge.cli import main
from albumforge.settings import ENV_PREFIX


@pytest.fixture(autouse=True)
def own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's settings, home and language away from the tests."""
    for name in [name for name in os.environ if name.startswith(ENV_PREFIX)]:
        monkeypatch.delenv(name)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("ALBUMFORGE_HOME", str(tmp_path / "home"))


@dataclass(frozen=True)
class Ran:
    """What a command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON object."""
        return json.loads(self.out)


@pytest.fixture
def cli() -> Callable[..., Ran]:
    """Run one command line in this process."""

    def run(*arguments: object) -> Ran:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run
