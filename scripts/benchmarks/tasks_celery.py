"""What Celery's worker does in the benchmark of queues; set as its guide to optimizing says for many short tasks."""

from __future__ import annotations

import os

from celery import Celery
from moments import note

app = Celery("bench", broker=os.environ["BENCH_REDIS"].replace("unix://", "redis+socket://"))
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=128,
    worker_disable_rate_limits=True,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
)


@app.task
def nothing(_number: int) -> None:
    """Do nothing."""


@app.task
def moment(name: str) -> None:
    """Note the time."""
    note(name)
