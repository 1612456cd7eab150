"""The group: every way to end has its message and its exit code."""

from __future__ import annotations

import inspect
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click
import pytest
from click.testing import CliRunner

from albumforge import __version__, errors
from albumforge.cli import EXIT_CODES, main
from albumforge.cli.group import CommandGroup
from albumforge.errors import Cancelled, ForgeError, NotFound, StorageError

RAISERS: dict[str, BaseException | Callable[[], object]] = {
    "storage": StorageError("x cannot be written.", hint="Make room."),
    "notfound": NotFound("no such thing."),
    "bug": ZeroDivisionError("oh"),
    "bytes": lambda: "bad\udcff".encode(),
    "cancel": Cancelled(),
    "interrupt": lambda: os.kill(os.getpid(), signal.SIGINT),
    "terminate": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "exit": lambda: click.get_current_context().exit(6),
    "fine": lambda: click.echo("fine"),
}


@click.group(cls=CommandGroup)
@click.option("--debug", is_flag=True)
def trial(debug: bool) -> None:
    """A group that ends in all the ways there are."""


def _verb(name: str, what: Any) -> None:
    @trial.command(name)
    @click.option("--json", "as_json", is_flag=True)
    def command(as_json: bool) -> None:
        if isinstance(what, BaseException):
            raise what
        what()


for _name, _what in RAISERS.items():
    _verb(_name, _what)


@pytest.mark.parametrize(
    ("verb", "code", "said"),
    [
        ("storage", 5, "error: x cannot be written.\nMake room.\n"),
        ("notfound", 4, "error: no such thing.\n"),
        ("bug", 1, "error: ZeroDivisionError: oh\nThis should not happen; --debug shows where.\n"),
        ("bytes", 2, "error: 'bad\\udcff' is not valid Unicode text.\n"),
        ("cancel", 130, "stopped; nothing half-made is left\n"),
        ("interrupt", 130, "stopped; nothing half-made is left\n"),
        ("terminate", 143, "stopped; nothing half-made is left\n"),
        ("exit", 6, ""),
        ("fine", 0, ""),
    ],
)
def test_every_way_to_end(verb: str, code: int, said: str) -> None:
    result = CliRunner().invoke(trial, [verb])
    assert (result.exit_code, result.stderr.lstrip("\n")) == (code, said)
    assert result.stdout == ("fine\n" if verb == "fine" else "")


def test_an_error_as_json() -> None:
    result = CliRunner().invoke(trial, ["storage", "--json"])
    assert result.exit_code == 5
    assert result.stderr == ""
    assert result.stdout == (
        '{"error": {"type": "StorageError", "message": "x cannot be written.", "hint": "Make room.", "exit_code": 5}}\n'
    )


@pytest.mark.parametrize("arguments", [["fine", "--json", "--nonsense"], ["nonsense", "--json"]])
def test_a_bad_command_line_as_json(arguments: list[str]) -> None:
    result = CliRunner().invoke(trial, arguments)
    assert result.exit_code == 2
    assert '"type": "UsageError"' in result.stdout


def test_a_traceback_only_when_debugging() -> None:
    assert "Traceback" not in CliRunner().invoke(trial, ["storage"]).stderr
    assert "Traceback" in CliRunner().invoke(trial, ["--debug", "storage"]).stderr
    assert "ZeroDivisionError" in CliRunner().invoke(trial, ["--debug", "bug"]).stderr


def test_every_error_s_exit_code_is_documented() -> None:
    codes = {
        found.exit_code for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, ForgeError)
    }
    assert codes <= set(EXIT_CODES)


def test_help_names_every_verb_with_a_sentence_and_every_exit_code() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    context = click.Context(main)
    for verb in main.list_commands(context):
        command = main.get_command(context, verb)
        assert command is not None
        assert command.get_short_help_str(200)
        assert f"\n  {verb} " in result.stdout
    for code, meaning in EXIT_CODES.items():
        assert f"  {code:<4} {meaning}" in result.stdout


def test_the_version_and_no_arguments() -> None:
    assert CliRunner().invoke(main, ["--version"]).stdout == f"albumforge {__version__}\n"
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 2
    assert "Usage: albumforge" in result.stderr


def test_help_loads_no_codecs_database_or_queue() -> None:
    code = (
        "import sys; from albumforge.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print(sorted({'av', 'cv2', 'peewee', 'dramatiq', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_leaves_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m albumforge settings --json | true"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode in (0, 141)
