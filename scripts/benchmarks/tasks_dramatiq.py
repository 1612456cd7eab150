"""What dramatiq's worker does in the benchmark of queues: nothing, and twice the time is noted."""

from __future__ import annotations

import os

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from moments import note

broker = RedisBroker(url=os.environ["BENCH_REDIS"])
dramatiq.set_broker(broker)


@dramatiq.actor
def nothing(_number: int) -> None:
    """Do nothing."""


@dramatiq.actor
def moment(name: str) -> None:
    """Note the time."""
    note(name)
