"""What is counted: in Prometheus' format, right with several processes, and all that dashboard and alerts ask for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from served import Served, until

from albumforge.forge import Forge
from albumforge.http.counted import Counted
from albumforge.http.metrics import Metrics
from albumforge.http.routes import Route
from albumforge.queue import tallies
from albumforge.queue.depths import depths
from albumforge.queue.tallies import BOUNDS
from albumforge.services.states import Status

DOCS = Path(__file__).resolve().parents[1] / "docs"
ROUTE = Route("/x", ("GET",), lambda _: None, "x", "x", answers="text/plain")  # type: ignore[arg-type]


def families(text: bytes) -> dict[str, Any]:
    """The families of an exposition, by the names of their samples."""
    found = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def filled(forge: Forge, pictures: list[Path]) -> bytes:
    """All there is to tell, of a forge with a little of everything."""
    film = forge.movies.create("A", generator="small")
    forge.movies.add_files(film.work_id, pictures)
    forge.movies.start(film.work_id)
    tallies.note(forge.broker, "generator.small", 2.0)
    with forge.database.transaction() as tables:
        tables.transfer_upload.create(user=1, source=1, series=1, uuid="u", source_name="a", status=9)
    metrics = Metrics(forge)
    metrics.count(ROUTE, "GET", 200, 0.02)
    return metrics.text()


def test_what_is_told_can_be_read(forge: Forge, pictures: list[Path]) -> None:
    found = families(filled(forge, pictures))
    queue = ("queue", "generator.small")
    assert found["albumforge_films"][(("status", "queued"),)] == 1
    assert found["albumforge_queue_messages"][(queue, ("state", "waiting"))] == 1
    assert 0 <= found["albumforge_queue_oldest_seconds"][(queue,)] < 60
    assert 0 <= found["albumforge_oldest_queued_seconds"][(("kind", "film"),)] < 60
    assert found["albumforge_transfers"][(("kind", "upload"), ("status", "error"))] == 1
    assert found["albumforge_up"] == {(("part", "database"),): 1, (("part", "queue"),): 1}
    actor = ("actor", "generator.small")
    buckets = [found["albumforge_actor_seconds_bucket"][(actor, ("le", str(bound)))] for bound in BOUNDS]
    assert buckets == [0, 1, 1, 1, 1, 1, 1, 1]
    assert found["albumforge_actor_seconds_sum"][(actor,)] == 2.0
    route = ("route", "/x")
    assert found["albumforge_http_requests_total"][(("method", "GET"), route, ("status", "200"))] == 1
    assert found["albumforge_http_request_seconds_bucket"][(("le", "0.025"), route)] == 1
    assert found["albumforge_http_request_seconds_bucket"][(("le", "0.01"), route)] == 0
    assert found["albumforge_http_request_seconds_count"][(route,)] == 1


def test_names_follow_the_conventions(local_forge: Forge, pictures: list[Path]) -> None:
    for family in text_string_to_metric_families(filled(local_forge, pictures).decode()):
        assert re.fullmatch(r"albumforge(_[a-z0-9]+)+", family.name), family.name
        assert family.documentation.endswith("."), family.name
        assert not family.name.endswith(("_ms", "_mb", "_gb", "_kb")), family.name
        if family.type == "counter":
            assert {sample.name for sample in family.samples} == {f"{family.name}_total"}


def test_where_the_database_is_away_that_is_told(open_forge: Any) -> None:
    found = families(Metrics(open_forge(database_url="postgresql://nobody@127.0.0.1:1/x")).text())
    assert found["albumforge_up"][(("part", "database"),)] == 0
    assert "albumforge_films" not in found


def test_where_the_queue_is_away_the_rest_is_told(open_forge: Any) -> None:
    found = families(Metrics(open_forge(redis_url="redis://127.0.0.1:1/0")).text())
    assert found["albumforge_up"] == {(("part", "database"),): 1, (("part", "queue"),): 0}
    assert found["albumforge_films"][(("status", "new"),)] == 0


def test_several_processes_are_counted_together_and_none_is_forgotten(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from albumforge.http.counted import Counted\n"
        "counted = Counted(Path(sys.argv[1]))\n"
        "for _ in range(500): counted.note('/x', 'GET', 200, 0.02)\n"
        "print('done', flush=True); sys.stdin.read()\n"
    )
    line = [sys.executable, "-c", code, str(tmp_path)]
    both = [subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
    try:
        for one in both:
            assert one.stdout is not None
            assert one.stdout.readline() == b"done\n"
        assert total(tmp_path) == 1000
        assert len(list((tmp_path / "metrics").glob("*.db"))) == 4
    finally:
        for one in both:
            one.kill()
            one.communicate()
    assert total(tmp_path) == 1000  # it never goes back
    own = Counted(tmp_path)
    own.note("/x", "GET", 200, 0.02)
    assert total(tmp_path) == 1001
    assert len(list((tmp_path / "metrics").glob("*.db"))) == 4


def total(home: Path) -> float:
    (requests,) = [metric for metric in Counted(home).metrics() if metric.name == "albumforge_http_requests"]
    (times,) = [metric for metric in Counted(home).metrics() if metric.name == "albumforge_http_request_seconds"]
    (counted,) = [sample.value for sample in requests.samples]
    assert [sample.value for sample in times.samples if sample.name.endswith("_count")] == [counted]
    return float(counted)


def test_a_file_that_a_power_failure_damaged_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_0.db").write_bytes(b"\xff\x00\x00\x00" + bytes(4) + b"\xff\xff\x00\x00" * 62)
    Counted(tmp_path).note("/x", "GET", 200, 0.02)
    assert total(tmp_path) == 1


def test_what_cannot_be_counted_harms_nobody(local_forge: Forge) -> None:
    broker = local_forge.broker
    broker.client.set(f"{broker.namespace}:tallies", "of another kind")
    tallies.note(broker, "generator.small", 1.0)
    broker.close()
    tallies.note(broker, "generator.small", 1.0)


def test_the_age_of_a_message_is_that_of_the_first(forge: Forge) -> None:
    broker = forge.broker
    for name in ("one", "two"):
        broker.send("generator.small", name, message_id=name)
    broker.send("generator.small", "later", message_id="later", delay=100)
    key = f"{broker.namespace}:generator.small.msgs"
    first = broker.client.lindex(f"{broker.namespace}:generator.small", 0)
    message = json.loads(broker.client.hget(key, first))
    message["message_timestamp"] -= 50_000
    broker.client.hset(key, first, json.dumps(message))
    depth = depths(broker, ["generator.small", "generator.none"])
    assert (depth["generator.small"].waiting, depth["generator.small"].delayed) == (2, 1)
    assert 50 <= depth["generator.small"].oldest < 110
    assert depth["generator.none"].oldest == 0.0


@pytest.fixture
def exported(local_forge: Forge, pictures: list[Path]) -> set[str]:
    """The names of all samples."""
    return set(families(filled(local_forge, pictures)))


def test_the_dashboard_asks_for_what_there_is(exported: set[str]) -> None:
    dashboard = json.loads((DOCS / "grafana-dashboard.json").read_text(encoding="utf-8"))
    assert dashboard["schemaVersion"] >= 39
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids)) > 10
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    assert_known(asked, exported)
    # And every family is to be seen.
    shown = set(re.findall(r"albumforge_\w+", " ".join(asked)))
    families_shown = {re.sub(r"_(bucket|sum|count|total)$", "", name) for name in shown}
    left_out = {re.sub(r"_(bucket|sum|count|total)$", "", name) for name in exported} - families_shown
    assert left_out <= {"albumforge_queue_waiting", "albumforge_cache_files"}


def test_the_alerts_ask_for_what_there_is(exported: set[str]) -> None:
    (group,) = yaml.safe_load((DOCS / "prometheus-alerts.yml").read_text(encoding="utf-8"))["groups"]
    assert_known([rule["expr"] for rule in group["rules"]], exported)
    guide = (DOCS / "operations.md").read_text(encoding="utf-8")
    for rule in group["rules"]:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("info", "warning", "critical")
        assert f"`{rule['alert']}`" in guide, rule["alert"]


def assert_known(expressions: list[str], exported: set[str]) -> None:
    for expression in expressions:
        names = re.findall(r"albumforge_\w+", expression)
        assert names, expression
        assert set(names) <= exported, expression
        for opening, closing in ("()", "[]", "{}"):
            assert expression.count(opening) == expression.count(closing), expression


def test_a_server_tells_what_its_workers_did(tmp_path: Path, pictures: list[Path]) -> None:
    served = Served(tmp_path / "served", "--no-open").ready()
    try:
        settings = {"home": tmp_path / "served", "plugins_dirs": (Path(__file__).parent / "plugins",)}
        with Forge(**settings) as forge:
            film = forge.movies.create("A", generator="small")
            forge.movies.add_files(film.work_id, pictures)
            forge.movies.start(film.work_id)
            until(lambda: forge.movies.get(film.work_id).status is Status.DONE)

        def counted() -> Callable[..., Any] | bool:
            found = families(served.get("/metrics")[1])
            return found.get("albumforge_actor_seconds_count", {}).get((("actor", "generator.small"),)) == 1

        until(counted)
        found = families(served.get("/metrics")[1])
        assert found["albumforge_workers"][()] == 1
        assert found["albumforge_made_seconds"][(("kind", "film"),)] > 0
    finally:
        served.end()
