"""Settings: one table; default, file, environment and argument, each value knowing where it came from."""

from __future__ import annotations

import os
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from albumforge.errors import SettingsError
from albumforge.settings import FILE_NAME, TABLE, Settings


def load(tmp_path: Path, environ: dict[str, str] | None = None, **arguments: Any) -> Settings:
    """Settings of a home of this test's own."""
    return Settings.load(environ=environ or {}, **({"home": tmp_path} | arguments))


def test_every_setting_has_help_and_a_default() -> None:
    assert len(TABLE) > 10
    for name, field in TABLE.items():
        assert field.metadata["help"], name
        assert Settings().origin(name) == "default"


def test_later_origins_win_and_are_remembered(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    file.write_text("workers: 2\nthreads: 2\nlease_seconds: 40\n", encoding="utf-8")
    settings = load(tmp_path, {"ALBUMFORGE_THREADS": "3", "ALBUMFORGE_LEASE_SECONDS": "50", "PATH": "/bin"}, threads=4)
    assert (settings.max_attempts, settings.workers, settings.lease_seconds, settings.threads) == (3, 2, 50.0, 4)
    assert settings.origin("max_attempts") == "default"
    assert settings.origin("workers") == str(file)
    assert settings.origin("lease_seconds") == "ALBUMFORGE_LEASE_SECONDS"
    assert settings.origin("threads") == "argument"


def test_an_argument_that_is_none_does_not_count(tmp_path: Path) -> None:
    assert load(tmp_path, {"ALBUMFORGE_THREADS": "3"}, threads=None).threads == 3


def test_the_file_may_be_named_by_argument_or_environment(tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text("workers: 5\n", encoding="utf-8")
    assert Settings.load(file, {}).workers == 5
    assert Settings.load(environ={"ALBUMFORGE_CONFIG": str(file)}).workers == 5


def test_the_home_of_the_environment_is_searched_for_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("workers: 6\n", encoding="utf-8")
    settings = Settings.load(environ={"ALBUMFORGE_HOME": str(tmp_path)})
    assert (settings.workers, settings.home) == (6, tmp_path)


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yaml"):
        Settings.load(tmp_path / "nowhere.yaml", {})


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words", "a: [", "\x00"])
def test_a_file_that_is_no_mapping_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"bad\.yaml"):
        Settings.load(file, {})


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("", encoding="utf-8")
    assert load(tmp_path).workers == Settings().workers


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("workers", "many", "a whole number"),
        ("workers", 0, "at least 1"),
        ("workers", True, "a number"),
        ("workers", [1], "a whole number"),
        ("threads", 1.5, "a whole number"),
        ("threads", "1.5", "a whole number"),
        ("threads", float("inf"), "a whole number"),
        ("threads", 257, "at least 0 and at most 256"),
        ("video_crf", 99, "at least 0 and at most 51"),
        ("cache_gb", "inf", "at most 100000"),
        ("max_files", 0, "at least 1,"),
        ("lease_seconds", "nan", "at least 1"),
        ("log_level", "loud", "one of debug, info"),
        ("namespace", 7, "text"),
        ("home", "", "a path"),
        ("plugins_dirs", 3, "a list of folders"),
        ("http_hosts", 3, "a list of texts"),
        ("http_hosts", [3], "a list of texts"),
        ("http_hosts", "films.example/a", "names of hosts"),
        ("http_host", "", "a host name or an address"),
        ("http_host", "http://films.example", "a host name or an address"),
        ("http_port", 0, "at least 1 and at most 65535"),
        ("url_prefix", "films", "a path such as /films"),
        ("url_prefix", "/films/", "a path such as /films"),
        ("expire_days", -1, "at least 0"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_origin(
    tmp_path: Path, name: str, value: object, said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        load(tmp_path, **{name: value})
    assert repr(name) in str(caught.value)
    assert str(caught.value).startswith("argument:")


def test_a_whole_number_may_be_written_with_a_point(tmp_path: Path) -> None:
    assert load(tmp_path, threads=2.0).threads == 2


def test_every_default_lies_within_its_limits(tmp_path: Path) -> None:
    for name, field in TABLE.items():
        if field.metadata["minimum"] is not None:
            assert getattr(load(tmp_path, **{name: field.default}), name) == field.default


def test_of_rules_the_one_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "albumforge.yaml"
    file.write_text("watch:\n- {name: a secret of another rule}\n- Sunday\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        Settings.load(file, environ={})
    assert caught.value.message == f"{file}: setting 'watch' must be a list of mappings, not 'Sunday' at watch[1]."
    file.write_text("watch: {name: a secret of a rule}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        Settings.load(file, environ={})
    assert caught.value.message == f"{file}: setting 'watch' must be a list of mappings."
    file.write_text("watch:\n", encoding="utf-8")
    assert Settings.load(file, environ={}).watch == ()


def test_an_unknown_setting_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ALBUMFORGE_WORKER: there is no setting 'worker'") as caught:
        load(tmp_path, {"ALBUMFORGE_WORKER": "2"})
    assert "'workers'" in caught.value.hint
    with pytest.raises(SettingsError):
        Settings().origin("nonsense")


def test_a_secret_is_not_shown_in_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, database_url=12345)
    assert "12345" not in str(caught.value)


@pytest.mark.parametrize("name", [name for name, field in TABLE.items() if field.metadata["choices"]])
def test_every_choice_is_accepted(tmp_path: Path, name: str) -> None:
    for choice in TABLE[name].metadata["choices"]:
        assert getattr(load(tmp_path, **{name: choice}), name) == choice


def test_folders_come_as_a_list_or_as_a_path_variable(tmp_path: Path) -> None:
    joined = f"{tmp_path / 'a'}{os.pathsep}{tmp_path / 'b'}"
    expected = (tmp_path / "a", tmp_path / "b")
    assert load(tmp_path, {"ALBUMFORGE_PLUGINS_DIRS": joined}).plugins_dirs == expected
    assert load(tmp_path, plugins_dirs=list(expected)).plugins_dirs == expected
    assert load(tmp_path, plugins_dirs="").plugins_dirs == ()


def test_names_of_hosts_come_as_a_list_or_with_commas(tmp_path: Path) -> None:
    expected = ("films.example", "10.0.0.7", "[fe80::1]")
    joined = {"ALBUMFORGE_HTTP_HOSTS": "films.example, 10.0.0.7,[fe80::1]"}
    assert load(tmp_path, joined).http_hosts == expected
    assert load(tmp_path, http_hosts=list(expected)).http_hosts == expected
    assert load(tmp_path, http_hosts="").http_hosts == ()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "0.0.0.0", "localhost", "films.example"])
def test_a_server_may_listen_at_a_name_or_an_address(tmp_path: Path, host: str) -> None:
    assert load(tmp_path, http_host=host).http_host == host


@pytest.mark.parametrize("prefix", ["", "/films", "/our/films"])
def test_a_prefix_is_a_path_without_an_end(tmp_path: Path, prefix: str) -> None:
    assert load(tmp_path, url_prefix=prefix).url_prefix == prefix


def test_paths_are_absolute_and_know_the_user_s_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert load(tmp_path, home="~/forge").home == tmp_path / "forge"
    assert load(tmp_path, home="forge").home == tmp_path / "forge"


def test_media_and_cache_lie_in_the_home_unless_said(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert (settings.media, settings.cache) == (tmp_path / "media", tmp_path / "cache")
    settings = load(tmp_path, media_root=tmp_path / "m", cache_dir=tmp_path / "c")
    assert (settings.media, settings.cache) == (tmp_path / "m", tmp_path / "c")


def test_threads_default_to_the_processors(tmp_path: Path) -> None:
    assert load(tmp_path).render_threads >= 1
    assert load(tmp_path, threads=7).render_threads == 7


def test_settings_are_frozen_and_make_nothing(tmp_path: Path) -> None:
    settings = load(tmp_path, home=tmp_path / "new")
    with pytest.raises(FrozenInstanceError):
        settings.workers = 9  # type: ignore[misc]
    assert not (tmp_path / "new").exists()


def test_variables_of_plugins_are_no_settings() -> None:
    environ = {"ALBUMFORGE_POET_URL": "http://127.0.0.1:1/v1", "ALBUMFORGE_PLUGIN_X": "1", "ALBUMFORGE_WORKERS": "3"}
    assert Settings.load(environ=environ).workers == 3
