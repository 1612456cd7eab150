"""What ``albumforge serve`` and ``albumforge url`` show."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from albumforge.cli.serve import _Console
from albumforge.serving.address import Address

LAN = Address(host="0.0.0.0", port=8000, lan="192.0.2.7")


def test_links_are_shown_each_once(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    _Console(open_page=True).ready(LAN, ["one", "two", "three"])
    shown = capsys.readouterr().out
    assert shown.count("http://127.0.0.1:8000/login/one\n") == 1
    assert shown.count("http://192.0.2.7:8000/login/two\n") == 1
    assert opened == ["http://127.0.0.1:8000/login/three"]
    _Console(open_page=False).ready(Address(host="127.0.0.1", port=8000), ["one"])
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "the web server ended (by SIGKILL); it is started again now",
                "a worker ended (with 1); it is started again in 0.5 s",
                "the queue's server ended, and was started again",
                "stopping (once more to stop at once) …",
            ],
        ),
        (
            "zh_CN.UTF-8",
            [
                "网页服务器已退出（信号 SIGKILL），现在重新启动",
                "一个工作进程已退出（返回值 1），0.5 秒后重新启动",
                "队列服务器曾退出，已重新启动",
                "正在停止（再按一次立即结束）…",
            ],
        ),
    ],
)
def test_what_ended_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, lines: list[str]
) -> None:
    monkeypatch.setenv("LANG", language)
    console = _Console(open_page=False)
    console.ended("web", -9, 0.0)
    console.ended("worker", 1, 0.5)
    console.ended("broker", 0, 0.0)
    console.stopping()
    assert capsys.readouterr().err.splitlines() == lines


def test_a_terminal_gets_a_pattern_for_the_phone(tmp_path: Path) -> None:
    code = "from albumforge.cli.serve import show_lan; show_lan('http://192.0.2.7:8000/login/' + 'x' * 43)"
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", code], stdout=theirs) as child:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # how the end of a terminal reads on Linux
            pass
        child.wait(10)
    os.close(ours)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).splitlines()
    assert "http://192.0.2.7:8000/login/" in lines[1]
    pattern = [line for line in lines[2:] if line.strip()]
    assert len(pattern) > 15
    assert any("▀" in line or "█" in line for line in pattern)
    assert max(map(len, pattern)) < 80


def test_what_does_not_go_together_is_refused(cli: Callable[..., Any]) -> None:
    for arguments in (["--workers", "2", "--no-worker"], ["--lan", "--host", "0.0.0.0"], ["--port", "0"]):
        assert cli("serve", *arguments).code == 2
    wrong = cli("serve", "--url-prefix", "films")
    assert wrong.code == 2
    assert "url_prefix" in wrong.err
    assert cli("serve", "--host", "no such host").code == 2


def test_without_a_server_there_is_no_link(cli: Callable[..., Any]) -> None:
    ran = cli("url", "--json")
    assert ran.code == 6
    assert ran.json["error"]["hint"] == "Start one with `albumforge serve`."
