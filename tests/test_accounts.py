"""Accounts: tokens, sessions and links let the right ones in, for as long as they should, and keep no secret."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from albumforge.errors import InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.models import database
from albumforge.models.tables import LOCAL_USER
from albumforge.services.accounts import Accounts, Identity

MOMENT = 1 / 86_400_000  # days: a millisecond
NONSENSE = ["", "x", "af_", "夜", "\udc80", "\0", "a" * 5000, "' OR 1=1 --"]


@pytest.fixture
def accounts(forge: Forge) -> Accounts:
    """Accounts, once on SQLite and once on PostgreSQL."""
    return forge.accounts


@pytest.fixture
def film(forge: Forge) -> str:
    """A film of the local user."""
    return forge.movies.create("Reise", generator="small").work_id


def rows(forge: Forge) -> list[dict[str, Any]]:
    with forge.database.session() as tables:
        return list(tables.token.select().order_by(tables.token.id).dicts())


def used_before(forge: Forge, minutes: float) -> None:
    """Let every token have been used last so many minutes ago."""
    with forge.database.transaction() as tables:
        tables.token.update(used=datetime.now(UTC) - timedelta(minutes=minutes)).execute()


def test_a_token_is_its_user_until_it_is_revoked(accounts: Accounts) -> None:
    ann = accounts.add_user("Ann")
    token, secret = accounts.add_token(ann.id, " laptop ")
    assert (token.kind, token.label, token.used) == ("api", "laptop", None)
    assert token.expires is not None
    assert token.expires - token.created == timedelta(days=365)
    assert accounts.identify(secret) == Identity(ann.id, "Ann", "api")
    accounts.revoke(token.id, ann.id)
    assert accounts.identify(secret) is None
    with pytest.raises(NotFound):
        accounts.revoke(token.id, ann.id)


def test_a_token_is_good_for_the_days_of_the_settings_or_those_that_are_said(open_forge: Callable[..., Forge]) -> None:
    accounts = open_forge(token_days=7).accounts
    for days, expected in (({}, 7), ({"days": 2.5}, 2.5), ({"days": None}, None)):
        token, _ = accounts.add_token(LOCAL_USER, **days)
        good_for = None if token.expires is None else (token.expires - token.created) / timedelta(days=1)
        assert good_for == expected


def test_what_is_too_old_lets_nobody_in(forge: Forge, film: str) -> None:
    accounts = forge.accounts
    secret = accounts.add_token(LOCAL_USER, days=MOMENT)[1]
    link = accounts.login_link(LOCAL_USER, minutes=MOMENT)
    share = accounts.share(film, LOCAL_USER, days=MOMENT)[1]
    time.sleep(0.05)
    assert accounts.identify(secret) is None
    assert accounts.tokens(LOCAL_USER) == []
    assert accounts.shares(film, LOCAL_USER) == []
    with pytest.raises(NotFound, match="used already, or has ended"):
        accounts.use_login_link(link)
    with pytest.raises(NotFound, match="has ended"):
        accounts.shared_film(share)


def test_secrets_are_long_all_different_and_nowhere_in_the_database_or_the_log(
    forge: Forge, film: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="peewee")
    accounts = forge.accounts
    given = [accounts.add_token(LOCAL_USER, "a"), accounts.share(film, LOCAL_USER)]
    link = accounts.login_link(LOCAL_USER)
    found = [given[0][1], given[1][1], link, accounts.use_login_link(link)]
    assert len(set(found)) == 4
    for secret in found:
        assert len(secret) >= 43
        accounts.identify(secret)
        for text in (repr(rows(forge)), caplog.text, repr(given[0][0]), repr(given[1][0])):
            assert secret not in text
            assert secret.removeprefix("af_") not in text
    assert found[0].startswith("af_")
    assert "INSERT INTO" in caplog.text


@pytest.mark.parametrize("secret", NONSENSE, ids=ascii)
def test_what_was_never_given_out_lets_nobody_in(local_forge: Forge, secret: str) -> None:
    accounts = local_forge.accounts
    accounts.add_token(LOCAL_USER)
    accounts.login_link(LOCAL_USER)
    assert accounts.identify(secret) is None
    accounts.end_session(secret)
    with pytest.raises(NotFound):
        accounts.use_login_link(secret)
    with pytest.raises(NotFound):
        accounts.shared_film(secret)
    assert len(rows(local_forge)) == 2


def test_each_secret_is_good_for_its_own_purpose_only(accounts: Accounts, film: str) -> None:
    token = accounts.add_token(LOCAL_USER)[1]
    share = accounts.share(film, LOCAL_USER)[1]
    link = accounts.login_link(LOCAL_USER)
    session = accounts.use_login_link(accounts.login_link(LOCAL_USER))
    assert [accounts.identify(secret) for secret in (share, link)] == [None, None]
    for secret in (token, link, session):
        with pytest.raises(NotFound):
            accounts.shared_film(secret)
    for secret in (token, share, session):
        with pytest.raises(NotFound):
            accounts.use_login_link(secret)
    accounts.end_session(token)
    assert accounts.identify(token) is not None
    accounts.use_login_link(link)


def test_a_link_signs_in_once(forge: Forge) -> None:
    ann = forge.accounts.add_user("Ann")
    link = forge.accounts.login_link(ann.id)
    session = forge.accounts.use_login_link(link)
    assert forge.accounts.identify(session) == Identity(ann.id, "Ann", "session")
    with pytest.raises(NotFound) as caught:
        forge.accounts.use_login_link(link)
    assert "albumforge url" in caught.value.hint
    (listed,) = forge.accounts.tokens(ann.id)
    assert (listed.kind, listed.expires - listed.created) == ("session", timedelta(days=30))
    forge.accounts.end_session(session)
    forge.accounts.end_session(session)
    assert forge.accounts.identify(session) is None


def test_of_many_who_use_a_link_at_once_one_is_signed_in(forge: Forge) -> None:
    accounts = forge.accounts
    for _ in range(5):
        link = accounts.login_link(LOCAL_USER)
        together = threading.Barrier(8)

        def use(_: int, link: str = link, together: threading.Barrier = together) -> str | None:
            together.wait(10)
            try:
                return accounts.use_login_link(link)
            except NotFound:
                return None

        with ThreadPoolExecutor(8) as pool:
            sessions = [session for session in pool.map(use, range(8)) if session]
        assert len(sessions) == 1
        assert accounts.identify(sessions[0]) is not None
    assert [row["kind"] for row in rows(forge)].count("session") == 5


_USE = """
import sys
from pathlib import Path
from albumforge.errors import NotFound
from albumforge.forge import Forge
from albumforge.settings import Settings
home, url, link = sys.argv[1:]
with Forge(Settings.load(environ={}, home=home, database_url=url)) as forge:
    forge.accounts.local()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        print(len(forge.accounts.use_login_link(link)))
    except NotFound:
        print("no")
"""


def test_of_two_processes_that_use_a_link_at_once_one_is_signed_in(forge: Forge) -> None:
    link = forge.accounts.login_link(LOCAL_USER)
    command = [sys.executable, "-W", "error", "-c", _USE]
    command += [str(forge.settings.home), forge.settings.database_url, link]
    pipe = subprocess.PIPE
    children = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(3)]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    results = [child.communicate(timeout=30) for child in children]
    assert [err for _, err in results] == ["", "", ""]
    assert sorted(out for out, _ in results) == ["43\n", "no\n", "no\n"]


def test_the_last_use_is_noted_at_most_once_a_minute(forge: Forge) -> None:
    accounts = forge.accounts
    secret = accounts.add_token(LOCAL_USER)[1]
    accounts.identify(secret)
    first = accounts.tokens(LOCAL_USER)[0].used
    assert first is not None
    accounts.identify(secret)
    assert accounts.tokens(LOCAL_USER)[0].used == first
    used_before(forge, 0.9)
    before = accounts.tokens(LOCAL_USER)[0].used
    accounts.identify(secret)
    assert accounts.tokens(LOCAL_USER)[0].used == before
    used_before(forge, 1.1)
    accounts.identify(secret)
    noted = accounts.tokens(LOCAL_USER)[0].used
    assert noted is not None
    assert noted >= first


def test_a_database_that_is_being_written_keeps_nobody_out(local_forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody holds the database for longer than one waits for it; the note of the use is left away."""
    monkeypatch.setattr(database, "_BUSY_MS", 200)
    accounts = local_forge.accounts
    secret = accounts.add_token(LOCAL_USER)[1]
    ended = threading.Event()
    began = threading.Event()

    def write() -> None:
        with local_forge.database.transaction() as tables:
            tables.user.update(name="other").where(tables.user.id == LOCAL_USER).execute()
            began.set()
            ended.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert began.wait(10)
        assert accounts.identify(secret) == Identity(LOCAL_USER, "local", "api")
        assert accounts.tokens(LOCAL_USER)[0].used is None
    finally:
        ended.set()
        writer.join()
    assert accounts.identify(secret) == Identity(LOCAL_USER, "other", "api")
    assert accounts.tokens(LOCAL_USER)[0].used is not None


def test_tokens_are_listed_without_those_of_others_and_revoked_by_their_owner(accounts: Accounts, film: str) -> None:
    ann = accounts.add_user("Ann")
    mine = accounts.add_token(LOCAL_USER, "mine")[0]
    hers, secret = accounts.add_token(ann.id, "hers")
    accounts.share(film, LOCAL_USER)
    accounts.login_link(LOCAL_USER)
    newer = accounts.add_token(LOCAL_USER, "newer")[0]
    assert accounts.tokens(LOCAL_USER) == [newer, mine]
    for token_id in (hers.id, 0, -1, 10**30):
        with pytest.raises(NotFound, match="no such token"):
            accounts.revoke(token_id, LOCAL_USER)
    assert accounts.identify(secret) is not None
    accounts.revoke(hers.id, None)
    assert accounts.identify(secret) is None


def test_a_film_is_shared_by_its_owner_only(forge: Forge, film: str) -> None:
    accounts = forge.accounts
    ann = accounts.add_user("Ann")
    share, secret = accounts.share(film, LOCAL_USER, label="奶奶")
    assert (share.kind, share.label) == ("share", "奶奶")
    assert share.expires is not None
    assert share.expires - share.created == timedelta(days=30)
    assert accounts.share(film, LOCAL_USER, days=None)[0].expires is None
    assert accounts.shared_film(secret) == film
    assert accounts.shares(film, LOCAL_USER)[1].used is not None
    assert [token.id for token in accounts.shares(film, LOCAL_USER)] == [share.id + 1, share.id]
    for work_id, user in ((film, ann.id), ("nonsense", LOCAL_USER), ("\0", LOCAL_USER), ("\udc80", LOCAL_USER)):
        with pytest.raises(NotFound, match="no such film"):
            accounts.share(work_id, user)
        with pytest.raises(NotFound, match="no such film"):
            accounts.shares(work_id, user)
        with pytest.raises(NotFound, match="no such film"):
            accounts.unshare(share.id, work_id, user)
    other = forge.movies.create("other", generator="small").work_id
    token = accounts.add_token(LOCAL_USER)[0]
    for token_id, work_id in ((share.id, other), (token.id, film)):
        with pytest.raises(NotFound, match="no such link"):
            accounts.unshare(token_id, work_id, LOCAL_USER)
    accounts.unshare(share.id, film, LOCAL_USER)
    with pytest.raises(NotFound):
        accounts.shared_film(secret)
    assert len(accounts.shares(film, LOCAL_USER)) == 1


def test_links_to_a_film_go_with_it(forge: Forge, film: str) -> None:
    secret = forge.accounts.share(film, LOCAL_USER)[1]
    forge.movies.delete(film)
    with pytest.raises(NotFound):
        forge.accounts.shared_film(secret)
    assert rows(forge) == []


@pytest.mark.parametrize("days", [0, -1, float("nan"), float("inf"), 10**400, 36_501, "7", True, [7]])
def test_a_length_of_time_that_is_none_is_refused(local_forge: Forge, days: Any) -> None:
    film = local_forge.movies.create("Reise", generator="small").work_id
    accounts = local_forge.accounts
    for refused in (
        lambda: accounts.add_token(LOCAL_USER, days=days),
        lambda: accounts.share(film, LOCAL_USER, days=days),
    ):
        with pytest.raises(InvalidInput, match="days: must be"):
            refused()
    with pytest.raises(InvalidInput, match="minutes: must be"):
        accounts.login_link(LOCAL_USER, minutes=days * 1440 if isinstance(days, int) and days > 1 else days)
    assert rows(local_forge) == []


@pytest.mark.parametrize("label", ["a" * 81, "a\tb", "\udc80", 7])
def test_a_label_that_is_none_is_refused(local_forge: Forge, label: Any) -> None:
    film = local_forge.movies.create("Reise", generator="small").work_id
    with pytest.raises(InvalidInput, match="label: must be"):
        local_forge.accounts.add_token(LOCAL_USER, label)
    with pytest.raises(InvalidInput, match="label: must be"):
        local_forge.accounts.share(film, LOCAL_USER, label=label)


def test_nobody_gets_a_token_who_is_no_user(accounts: Accounts) -> None:
    with pytest.raises(NotFound, match="no such user"):
        accounts.add_token(99)
    with pytest.raises(NotFound, match="no such user"):
        accounts.login_link(99)


def test_a_sweep_deletes_what_has_ended_and_nothing_else(forge: Forge, film: str) -> None:
    accounts = forge.accounts
    kept = [
        accounts.add_token(LOCAL_USER)[0].id,
        accounts.add_token(LOCAL_USER, days=None)[0].id,
        accounts.share(film, LOCAL_USER)[0].id,
    ]
    accounts.add_token(LOCAL_USER, days=MOMENT)
    accounts.revoke(accounts.add_token(LOCAL_USER)[0].id, LOCAL_USER)
    accounts.end_session(accounts.use_login_link(accounts.login_link(LOCAL_USER)))
    time.sleep(0.05)
    assert accounts.sweep() == 4
    assert [row["id"] for row in rows(forge)] == kept
    assert accounts.sweep() == 0


def test_many_at_once_are_let_in_quickly(local_forge: Forge) -> None:
    accounts = local_forge.accounts
    secrets = [accounts.add_token(LOCAL_USER, str(number))[1] for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        begin = time.monotonic()
        found = list(pool.map(accounts.identify, secrets * 25))
        took = time.monotonic() - begin
    assert all(identity is not None for identity in found)
    assert took < 5


def test_accounts_need_neither_pictures_nor_the_queue(tmp_path: Path) -> None:
    code = (
        "import sys; from albumforge.forge import Forge; from albumforge.settings import Settings\n"
        f"with Forge(Settings.load(environ={{}}, home={str(tmp_path / 'h')!r})) as forge:\n"
        "    assert forge.accounts.identify(forge.accounts.add_token(1)[1]).name == 'local'\n"
        "    print(sorted({'numpy', 'cv2', 'av', 'PIL', 'dramatiq', 'redis'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
