"""The language of the command line: which it is, and the catalogue (gettext) of what help and click say in it."""

from __future__ import annotations

import contextlib
import gettext
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

DOMAIN = "albumforge"
LOCALE = Path(__file__).parent / "locale"
"""``zh/LC_MESSAGES/albumforge.po`` is the Chinese; `scripts/catalogue.py` keeps it complete, and compiles it."""


def language(environ: Mapping[str, str] | None = None) -> str:
    """``zh`` or ``en``, by the variables and the rules of gettext.

    The first of LC_ALL, LC_MESSAGES and LANG that is set is the locale; LANGUAGE, names with colons between, goes
    before it, but not before the locale ``C`` or ``POSIX``, which is English. Of several names the first counts that is
    one of the two languages, such as ``zh_CN.UTF-8``, ``zh_TW`` or ``zh-Hans``. Any other is English.
    """
    environ = os.environ if environ is None else environ
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    if _code(locale) in ("c", "posix"):
        return "en"
    codes = [_code(name) for name in (environ.get("LANGUAGE") or locale).split(":")]
    return next(("zh" if code == "zh" else "en" for code in codes if code in ("zh", "en", "c", "posix")), "en")


def _code(name: str) -> str:
    return re.split(r"[_.@-]", name, maxsplit=1)[0].lower()


def catalogue() -> gettext.NullTranslations:
    """The words of the user's language; those of English are the keys themselves."""
    return gettext.translation(DOMAIN, LOCALE, [language()], fallback=True)


@contextlib.contextmanager
def speaking() -> Iterator[None]:
    """Let click, which asks gettext's functions of the process, find our catalogue in the user's language, too.

    They look at the environment, which says the language for what is started meanwhile as well.
    """
    domain, before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language()
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before
