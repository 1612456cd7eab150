"""Users: made, found, removed, with their films or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from albumforge.chinese import in_chinese
from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER
from albumforge.settings import Settings


def test_everything_on_one_s_own_machine_belongs_to_the_local_user(
    make_settings: Callable[..., Settings], database_url: str
) -> None:
    with Forge(make_settings(database_url=database_url)) as forge:  # whose database has no table yet
        local = forge.accounts.local()
        assert (local.id, local.name) == (LOCAL_USER, "local")
        assert abs(datetime.now(UTC) - local.created) < timedelta(minutes=1)
        assert forge.accounts.users() == [local]
        assert forge.accounts.user("local") == local


def test_users_are_made_and_found_by_their_names(forge: Forge) -> None:
    ann = forge.accounts.add_user("  Ann ")
    lan = forge.accounts.add_user("蓝")
    assert (ann.name, lan.name) == ("Ann", "蓝")
    assert forge.accounts.users() == [forge.accounts.local(), ann, lan]
    assert forge.accounts.user("Ann") == forge.accounts.user(" Ann") == ann
    with pytest.raises(Conflict, match="a user Ann already"):
        forge.accounts.add_user("Ann")
    accented = forge.accounts.add_user("Zoe\u0301")
    assert forge.accounts.user("Zo\u00e9") == accented


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "not be empty"),
        ("  ", "not be empty"),
        ("a" * 81, "at most 80"),
        ("a\nb", "can be seen"),
        ("a\0", "can be seen"),
        ("\udc80", "can be seen"),
        ("a\u202eb", "can be seen"),
        (7, "text, not int"),
    ],
)
def test_what_is_no_name_is_refused_and_never_found(forge: Forge, name: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=f"name: must.*{said}"):
        forge.accounts.add_user(name)
    with pytest.raises(InvalidInput, match=said):
        forge.accounts.ensure_user(name)
    with pytest.raises(NotFound):
        forge.accounts.user(name)
    with pytest.raises(NotFound):
        forge.accounts.remove_user(name)


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "/"])
def test_slashes_are_for_names_of_another_application_only(local_forge: Forge, name: str) -> None:
    with pytest.raises(InvalidInput, match="name: must be without / and ") as caught:
        local_forge.accounts.add_user(name)
    assert in_chinese(caught.value.message) == "名字里不能有 / 和 \\。"
    assert len(local_forge.accounts.users()) == 1
    assert local_forge.accounts.ensure_user(name) == local_forge.accounts.user(name)


def test_a_user_of_the_host_is_made_once_even_by_many_at_once(forge: Forge) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(forge.accounts.ensure_user, ["host:ann"] * 24))
    assert len(found) == 1
    assert len(forge.accounts.users()) == 2
    assert forge.accounts.ensure_user("host:ann") in found


def test_a_user_with_films_is_removed_only_together_with_them(forge: Forge, pictures: list[Path]) -> None:
    ann, bob = forge.accounts.add_user("Ann"), forge.accounts.add_user("Bob")
    films = [forge.movies.create(str(n), generator="small", user=ann.id) for n in range(2)]
    kept = forge.movies.create("kept", generator="small", user=bob.id)
    forge.movies.add_files(films[0].work_id, pictures)
    forge.movies.start(films[0].work_id)
    secret = forge.accounts.add_token(ann.id)[1]
    with pytest.raises(Conflict, match="Ann has 2 films"):
        forge.accounts.remove_user("Ann")
    assert forge.accounts.identify(secret) is not None
    forge.accounts.remove_user("Ann", films=True)
    assert [movie.work_id for movie in forge.movies.list()] == [kept.work_id]
    assert not any(film.folder.exists() for film in films)
    assert kept.folder.is_dir()
    assert forge.accounts.identify(secret) is None
    with pytest.raises(NotFound):
        forge.accounts.user("Ann")
    with pytest.raises(Conflict, match="Bob has 1 film"):
        forge.accounts.remove_user("Bob")


def test_a_film_that_is_made_while_its_user_is_removed_keeps_the_user(forge: Forge) -> None:
    ann = forge.accounts.add_user("Ann")
    made, looked = threading.Event(), threading.Event()

    def make() -> None:
        with forge.database.transaction() as tables:
            tables.movie.create(work_id="a", user=ann.id)
            made.set()
            looked.wait(0.5)  # the other one waits all the time

    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(make)
        assert made.wait(10)
        with pytest.raises(Conflict, match="Ann has 1 film"):
            forge.accounts.remove_user("Ann")
        looked.set()
        making.result()
    assert [movie.work_id for movie in forge.movies.list()] == ["a"]


def test_a_user_without_films_goes_without_the_queue(local_forge: Forge) -> None:
    local_forge.accounts.add_user("Ann")
    local_forge.accounts.remove_user("Ann")
    assert len(local_forge.accounts.users()) == 1
    assert not (local_forge.settings.home / "queue").exists()


def test_the_local_user_stays(local_forge: Forge) -> None:
    with pytest.raises(Conflict, match="local user stays"):
        local_forge.accounts.remove_user("local", films=True)
    with pytest.raises(NotFound, match="no such user"):
        local_forge.accounts.remove_user("Ann")


def test_a_removed_name_may_be_taken_again_and_gets_nothing_of_the_old(
    open_forge: Callable[..., Forge], database_url: str
) -> None:
    accounts = open_forge(database_url=database_url).accounts
    secret = accounts.add_token(accounts.add_user("Ann").id)[1]
    accounts.remove_user("Ann")
    again = accounts.add_user("Ann")
    assert accounts.identify(secret) is None
    assert accounts.tokens(again.id) == []
