"""The guide docs/operations.md: its commands as they are written, its tables, its settings."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from test_backup import content, fill

from albumforge.forge import Forge
from albumforge.http.metrics import Metrics
from albumforge.settings import TABLE, Settings

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "operations.md"
PLUGINS = Path(__file__).parent / "plugins"


def text() -> str:
    return GUIDE.read_text(encoding="utf-8")


def test_its_commands_do_what_it_says(tmp_path: Path, pictures: list[Path], postgres_url: str) -> None:
    with Forge(home=tmp_path / "films", plugins_dirs=(PLUGINS,)) as forge:
        expected = content(fill(forge, pictures, tmp_path))
    lines = re.findall(r"^\$ (.*)$", text(), re.MULTILINE)
    assert len(lines) >= 9
    binaries = Path(sys.executable).parent
    for line in lines:
        command = line.replace("postgresql://albumforge@db/albumforge", f"'{postgres_url}'")
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            env={**os.environ, "HOME": str(tmp_path), "PATH": f"{binaries}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    for name, url in (("restored", ""), ("node", postgres_url)):
        with Forge(home=tmp_path / name, database_url=url) as forge:
            found = content(forge)
            assert found["files"].keys() == expected["files"].keys()
            assert found["rows"]["movie"] == expected["rows"]["movie"]


def test_settings_and_metrics_that_it_names_are_there(tmp_path: Path) -> None:
    for name in re.findall(r"`((?:log|cache|expire|farm_keep|quota|disk_reserve)_\w+)`", text()):
        assert name in TABLE, name
    with Forge(Settings(home=tmp_path)) as forge:
        exported = {family.name for family in text_string_to_metric_families(Metrics(forge).text().decode())}
    table = text().partition("| metric | what it is |")[2].partition("\n\n")[0]
    named = {name.removesuffix("_total") for name in re.findall(r"`(albumforge_\w+)`", table)}
    requests = {"albumforge_http_requests", "albumforge_http_request_seconds"}
    assert named - requests <= exported
    assert {name for name in exported if not name.startswith("albumforge_farm_")} <= named
