"""Rules of watch folders: shown, checked, added, changed, removed, paused; looked after at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import bottle

from albumforge.errors import ForgeError, Unavailable
from albumforge.http.call import Call
from albumforge.http.farm.parameters import named
from albumforge.http.problems import Problem, problem_of
from albumforge.http.routes import Route
from albumforge.http.schemas import TEXT, many, nullable, table
from albumforge.http.watch.answers import field_of, said, words_of
from albumforge.http.watch.shapes import DOCUMENT, RULE, answer_of, rule_shape
from albumforge.services.watch.rule import Rule

if TYPE_CHECKING:
    from albumforge.services.watch.rules import WatchRule


Result = TypeVar("Result")


def listed(call: Call) -> bottle.HTTPResponse:
    """List all rules."""
    return said([_shape(call, watched) for watched in call.forge.watch.rules.all()])


def one(call: Call) -> bottle.HTTPResponse:
    """Tell a rule."""
    return said(_shape(call, call.forge.watch.rules.get(named(call, "rule_id"))))


def add(call: Call) -> bottle.HTTPResponse:
    """Add a rule."""
    document = call.json()
    return said(_shape(call, _kept(lambda: call.forge.watch.rules.add(document, user=call.user))), status=201)


def change(call: Call) -> bottle.HTTPResponse:
    """Let a rule say something else."""
    number, document = named(call, "rule_id"), call.json()
    call.forge.watch.rules.get(number)
    return said(_shape(call, _kept(lambda: call.forge.watch.rules.change(number, document))))


def remove(call: Call) -> bottle.HTTPResponse:
    """Forget a rule."""
    call.forge.watch.rules.remove(named(call, "rule_id"))
    return said(None)


def pause(call: Call) -> bottle.HTTPResponse:
    """Let a rule rest."""
    return said(_shape(call, call.forge.watch.rules.pause(named(call, "rule_id"), True)))


def resume(call: Call) -> bottle.HTTPResponse:
    """Let a rule go on."""
    return said(_shape(call, call.forge.watch.rules.pause(named(call, "rule_id"), False)))


def look(call: Call) -> bottle.HTTPResponse:
    """Have the folders of a rule looked through now."""
    return said(_shape(call, call.forge.watch.rules.ask(named(call, "rule_id"))))


def check(call: Call) -> bottle.HTTPResponse:
    """Say what is wrong with a rule, a new one or one that is to be changed, and at which field; or what it means."""
    rules = call.forge.watch.rules
    number = rules.get(named(call, "rule_id")).id if "rule_id" in call.args else None
    document = call.json()
    try:
        rule = _kept(lambda: rules.check(document, number))
        if any(other.name == rule.name and other.id != number for other in rules.all()):
            raise Problem("conflict", f"A rule has the name {rule.name!r} already.", hint="Choose another name.")
    except ForgeError as error:
        return said({"rule": None, "due": None, "error": _wrong(call, problem_of(error)), "notes": []})
    from albumforge.models.tables import now

    due = rule.moment.due_after(now())
    notes = [
        {"field": field, "message": call.words(note)} for field, note in [*_notes(rule), *rules.notes(rule, number)]
    ]
    told = {"rule": rule.document(), "due": None if due is None else due.astimezone().isoformat(timespec="seconds")}
    return said({**told, "error": None, "notes": notes})


def options(call: Call) -> bottle.HTTPResponse:
    """Tell what a rule may choose from here."""
    from albumforge.transcoders.presets import load_preset, preset_names

    plugins, settings = call.forge.plugins, call.forge.settings
    presets = [{"name": name, "title": dict(load_preset(name).title)} for name in preset_names()]
    return said(
        {
            "presets": presets,
            "transcoders": sorted(plugins.working("transcoder")),
            "places": list(settings.transfer_places),
        }
    )


def _shape(call: Call, watched: WatchRule) -> dict[str, Any]:
    return rule_shape(call, watched, call.forge.watch.files.counts(watched.id))


def _kept(keep: Callable[[], Result]) -> Result:
    """Do something with a document; a backend that it names and that is not there is an error of the document."""
    try:
        return keep()
    except Unavailable as error:
        if not field_of(error.message)[0]:
            raise
        message = error.message.partition(" was set aside: ")[0]  # the rest may name files of the server
        if message != error.message:
            raise Problem("unfit", f"{message} was set aside.", hint="`albumforge plugins` says why.") from error
        raise Problem("unfit", message, hint=error.hint) from error


def _wrong(call: Call, problem: Problem) -> dict[str, str]:
    """Return an error of a document as a form shows it: at its field, which it need not name."""
    field, option = field_of(problem.message)
    words = words_of(problem.message or problem.msg, problem.hint, chinese=call.chinese)
    for name in filter(None, (field, f"Option {option}", f"选项 {option}")):
        for colon in (": ", "："):
            words = words.removeprefix(f"{name}{colon}")
    return {"field": field, "option": option, "message": words[:1].upper() + words[1:]}


def _notes(rule: Rule) -> list[tuple[str, str]]:
    """Return what is not wrong with a rule, but should be known: field and sentence."""
    return [
        ("folders", f"The folder {folder} is not there yet; the rule waits for it.")
        for folder in rule.folders
        if not _is_folder(folder)
    ]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # such as of a mount that hangs
        return False


_PATH = "/api/v1/watch/rules"
_ERROR = table(field=TEXT, option=TEXT, message=TEXT)
_NOTE = table(field=TEXT, message=TEXT)
_PRESET = table(name=TEXT, title={"type": "object"})
_NOTHING: Mapping[str, Any] = {"type": "null"}


def _done(path: str, handler: Callable[[Call], Any], summary: str, summary_zh: str) -> Route:
    return Route(
        f"{_PATH}/{{rule_id}}/{path}",
        ("POST",),
        handler,
        summary,
        summary_zh,
        answers=answer_of(RULE),
        changes=True,
        family="watch",
    )


def _checked(path: str, summary: str, summary_zh: str) -> Route:
    told = table(rule=nullable({"type": "object"}), due=nullable(TEXT), error=nullable(_ERROR), notes=many(_NOTE))
    answers = answer_of(told)
    return Route(path, ("POST",), check, summary, summary_zh, body={"type": "object"}, answers=answers, family="watch")


ROUTES = (
    Route(
        _PATH,
        ("GET",),
        listed,
        "The rules of watch folders, how their folders are, and how many files and batches stand where.",
        "监视规则列表",
        answers=answer_of(many(RULE)),
        family="watch",
    ),
    Route(
        _PATH,
        ("POST",),
        add,
        "Add a rule.",
        "新建监视规则",
        body=DOCUMENT,
        answers=answer_of(RULE),
        status=201,
        changes=True,
        family="watch",
    ),
    Route(f"{_PATH}/{{rule_id}}", ("GET",), one, "A rule.", "监视规则详情", answers=answer_of(RULE), family="watch"),
    Route(
        f"{_PATH}/{{rule_id}}",
        ("PUT",),
        change,
        "Let a rule say something else; what it has taken stays taken. Those of the settings are changed there.",
        "修改监视规则",
        body=DOCUMENT,
        answers=answer_of(RULE),
        changes=True,
        family="watch",
    ),
    Route(
        f"{_PATH}/{{rule_id}}",
        ("DELETE",),
        remove,
        "Forget a rule and what it has seen; files, films and results stay.",
        "删除监视规则",
        answers=answer_of({**_NOTHING}),
        changes=True,
        family="watch",
    ),
    _done("pause", pause, "Let a rule rest.", "暂停监视规则"),
    _done("resume", resume, "Let a rule that was paused go on.", "恢复监视规则"),
    _done("look", look, "Have the folders of a rule looked through now.", "立即查看监视文件夹"),
    _checked(
        "/api/v1/watch/check",
        "Say what is wrong with a new rule and at which field, or what it means; nothing is kept.",
        "检查新规则",
    ),
    _checked(
        f"{_PATH}/{{rule_id}}/check",
        "The same of a rule that is to be changed.",
        "检查对规则的修改",
    ),
    Route(
        "/api/v1/watch/options",
        ("GET",),
        options,
        "What a rule may choose from here: presets, transcoders, places of blocks.",
        "监视规则可用的选项",
        answers=answer_of(table(presets=many(_PRESET), transcoders=many(TEXT), places=many(TEXT))),
        family="watch",
    ),
)
