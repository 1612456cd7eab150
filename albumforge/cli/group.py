"""The group of verbs: loads each when it is called, and turns every way to end into a message and an exit code."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

import click

from albumforge.cli import signals
from albumforge.cli.helping import in_language
from albumforge.cli.language import speaking
from albumforge.cli.messages import say, translated
from albumforge.cli.output import print_json
from albumforge.errors import Cancelled, ForgeError, plain

BROKEN_PIPE = 141


class CommandGroup(click.Group):
    """A `click.Group` whose verbs are modules of this package, and which knows albumforge's errors."""

    def __init__(self, *args: Any, verbs: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._verbs = dict(verbs or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of the table."""
        return [*self._verbs, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and return its command."""
        if cmd_name not in self._verbs:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"albumforge.cli.{self._verbs[cmd_name]}")
        return in_language(module.command)

    def main(  # type: ignore[override]  # click overloads it by the value of standalone_mode
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        """Run one command line and exit with its code (or return its value, where `standalone_mode` is false)."""
        arguments = list(sys.argv[1:] if args is None else args)
        if not extra.pop("standalone_mode", True):
            return super().main(arguments, prog_name, standalone_mode=False, **extra)
        told = in_language(self)
        assert isinstance(told, CommandGroup)
        # What programs read is English.
        with signals.handled(), contextlib.nullcontext() if "--json" in arguments else speaking():
            code = told._run(arguments, prog_name or "albumforge", extra)
        sys.exit(code)

    def _run(self, arguments: list[str], prog_name: str, extra: dict[str, Any]) -> int:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # names of files may hold any bytes
        as_json = "--json" in arguments
        debug = "--debug" in arguments
        try:
            self._main_shell_completion(extra, prog_name)
            # Not by click's own main: it would make status 1 of a broken pipe.
            with self.make_context(prog_name, arguments, **extra) as context:
                self.invoke(context)
            sys.stdout.flush()
            return 0
        except click.exceptions.Exit as ended:
            return ended.exit_code
        except click.exceptions.NoArgsIsHelpError as usage:
            usage.show()
            return usage.exit_code
        except click.ClickException as error:
            if as_json:
                _report_json("UsageError", error.format_message(), "", error.exit_code)
            else:
                error.show()
            return error.exit_code
        except (click.Abort, Cancelled, KeyboardInterrupt) as error:
            code = 128 + (signals.received() or 2)
            _report("Cancelled", getattr(error, "hint", "") or say("stopped"), "", code, as_json)
            return code
        except ForgeError as error:
            if debug:
                traceback.print_exc()
            _report(type(error).__name__, error.message, error.hint, error.exit_code, as_json)
            return error.exit_code
        except BrokenPipeError:
            # What is still buffered would raise again when the interpreter flushes it on its way out.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return BROKEN_PIPE
        except UnicodeEncodeError as error:
            # An argument or a file's name with bytes that are no text, where only text can be kept.
            if debug:
                traceback.print_exc()
            _report("InvalidInput", say("not_text", text=ascii(error.object[:80])), "", 2, as_json)
            return 2
        except Exception as error:
            if debug:
                traceback.print_exc()
            hint = "" if debug else say("debug_hint")
            _report(type(error).__name__, f"{type(error).__name__}: {plain(error)}", hint, 1, as_json)
            return 1


class OrderedGroup(click.Group):
    """A `click.Group` that lists its commands in the order in which they were written."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        del ctx
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, as the user is to read it."""
        found = super().get_command(ctx, cmd_name)
        return None if found is None else in_language(found)


def _report(kind: str, message: str, hint: str, code: int, as_json: bool) -> None:
    if as_json:
        _report_json(kind, message, hint, code)
        return
    text = message if kind == "Cancelled" else say("error", message=translated(message))
    click.echo(text, err=True)
    if hint:
        click.echo(translated(hint), err=True)


def _report_json(kind: str, message: str, hint: str, code: int) -> None:
    print_json({"error": {"type": kind, "message": message, "hint": hint, "exit_code": code}})
