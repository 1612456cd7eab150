"""``albumforge transfer verify``: a folder by its ASC MHL, or a public block without its key."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumforge.cli import options
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import print_json
from albumforge.cli.progress import reporting
from albumforge.cli.transfer_client import FAILED, client_of
from albumforge.context import Context
from albumforge.errors import ForgeError, InvalidInput

if TYPE_CHECKING:
    from albumforge.transferring import Place
    from albumforge.transfers.checking import Checked

_PATIENCE = 20.0
"""Seconds that a place may be away."""
_SHOWN = 20
"""Numbers of segments that a line has at most."""


@click.command("verify")
@click.argument("target")
@click.option("--hash", "cid", metavar="CID", help="CID of the public block that a file is to be.")
@click.option("--from", "named", metavar="PLACE", multiple=True, help="Places to read the block in; may be repeated.")
@click.option("--jobs", type=click.IntRange(1, 64), default=4, show_default=True, help="Blocks that are read at once.")
@options.json_option
@click.pass_context
def command(
    context: click.Context, /, target: str, cid: str | None, named: tuple[str, ...], jobs: int, as_json: bool
) -> None:
    """Check TARGET: a folder that was received, by its ASC MHL; or a public block, without its key.

    A public block is named by its CID, and each of its segments is read in each place. Or it is a file: its CID is
    printed, and compared with --hash; where a place has the block, damaged segments are named. Ends with 3 where
    something is wrong.
    """
    client = client_of(context, None, None)
    with reporting(silent=as_json, debug=options.is_debug(context)) as work:
        if os.path.isdir(target):  # noqa: PTH112 - Path.is_dir may raise
            told, good = _folder(Path(target), work)
        elif os.path.lexists(target):
            told, good = _file(Path(target), cid, client.places(named) if cid and named else [], work)
        else:
            told, good = _block(target, client.places(named), jobs, work)
    if as_json:
        print_json({**told["json"], "good": good})
    else:
        click.echo("\n".join(told["lines"]))
    if not good:
        context.exit(FAILED)


def _folder(folder: Path, context: Context) -> tuple[dict[str, Any], bool]:
    """Check a folder by its ASC MHL."""
    from albumforge.transfers.mhl_verify import verify_folder

    report = verify_folder(folder, context=context)
    kinds = {
        "changed": report.changed,
        "missing": report.missing,
        "additional": report.additional,
        "unproven": report.unproven,
        "problem": report.problems,
    }
    name = printable(str(folder))
    lines = [say("transfer_folder_good" if report.good else "transfer_folder_bad", folder=name, count=report.files)]
    for kind, names in kinds.items():
        word = say(f"transfer_{kind}")
        lines += [say("transfer_folder_line", kind=word, name=translated(printable(one))) for one in names]
    return {"json": {"folder": str(folder), "files": report.files, **kinds}, "lines": lines}, report.good


def _file(path: Path, cid: str | None, places: list[Place], context: Context) -> tuple[dict[str, Any], bool]:
    """Check a file that is to be a public block."""
    from albumforge.transfers.checking import check_file, layout_in, root_of
    from albumforge.transfers.cids import binary_cid, cid_text

    wanted = None if cid is None else binary_cid(cid)
    name = printable(str(path))
    if wanted is not None and places:
        checked = check_file(path, layout_in(places[0], wanted, context=context), context=context)
        told = {"json": {"file": str(path), **_checked_as_json(checked)}, "lines": _checked_lines(name, checked)}
        return told, checked.whole
    found = root_of(path, context=context)
    lines = [say("transfer_root", path=name, hash=cid_text(found))]
    good = wanted in (None, found)
    if not good:
        lines.append(say("transfer_other_hash", path=name, hash=cid))
    return {"json": {"file": str(path), "hash": cid_text(found)}, "lines": lines}, good


def _block(cid: str, places: list[Place], jobs: int, context: Context) -> tuple[dict[str, Any], bool]:
    """Check a public block in each place."""
    from albumforge.transfers.checking import check_place, layout_in
    from albumforge.transfers.cids import binary_cid

    try:
        root = binary_cid(cid)
    except InvalidInput:
        raise InvalidInput(say("transfer_target", target=printable(cid))) from None
    lines, results, good = list[str](), dict[str, Any](), True
    for place in places:
        try:
            place.check()
            layout = layout_in(place, root, context=context, patience=_PATIENCE)
            checked = check_place(layout, place, context=context, jobs=jobs, patience=_PATIENCE)
        except ForgeError as error:  # the others may have it all the same
            if len(places) == 1:
                raise
            lines.append(say("transfer_fault", address=place.address, why=translated(str(error))))
            results[place.address], good = {"error": str(error)}, False
            continue
        lines += _checked_lines(place.address, checked)
        results[place.address], good = _checked_as_json(checked), good and checked.whole
    return {"json": {"hash": cid, "places": results}, "lines": lines}, good


def _checked_as_json(checked: Checked) -> dict[str, Any]:
    return {"segments": checked.segments, "damaged": list(checked.damaged), "missing": list(checked.missing)}


def _checked_lines(what: str, checked: Checked) -> list[str]:
    if checked.whole:
        return [say("transfer_whole", what=what, count=checked.segments)]
    counts = {"damaged": len(checked.damaged), "missing": len(checked.missing)}
    lines = [say("transfer_not_whole", what=what, count=checked.segments, **counts)]
    for kind, numbers in (("transfer_damaged", checked.damaged), ("transfer_missing", checked.missing)):
        if numbers:
            shown = ", ".join(map(str, numbers[:_SHOWN])) + (", …" if len(numbers) > _SHOWN else "")
            lines.append(say("transfer_segments", kind=say(kind), numbers=shown))
    return lines
