"""The broker of a forge: a Dramatiq `RedisBroker` on the forge's own server and namespace, opened on first use.

Dramatiq's global broker stays unset. Messages name an actor and carry plain arguments; the queue of an actor has the
actor's name. Retries, time limits and results are the services' business, so no middleware of Dramatiq for them runs.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import redis
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from dramatiq.common import dq_name
from dramatiq.middleware import CurrentMessage
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from albumforge.errors import Unavailable
from albumforge.queue.hands import HandsBroker
from albumforge.queue.sentinel import FAILOVER_SECONDS, SentinelAddress, client_of, is_sentinel, read_address, trouble
from albumforge.queue.valkey import EmbeddedValkey
from albumforge.settings import Settings

HEARTBEAT_SECONDS = 30.0
"""How long a worker on another machine may be silent; one on this machine is found dead at once by its file lock."""
_AGAIN_SECONDS = 0.5
"""How often it is asked, in a fail-over, whether there is a master."""

T = TypeVar("T")


class Broker:
    """The queue as the rest of the forge sees it. Connects on first use; safe to use from many threads."""

    def __init__(self, settings: Settings, *, patience: float | None = None) -> None:
        """Prepare; nothing is connected yet.

        Args:
            patience: seconds after which a server that is silent does not answer, for those who only look; None: as
                long as work in hand is worth.
        """
        self._settings = settings
        self._patience = patience
        self._embedded = None if settings.redis_url else EmbeddedValkey(settings.home)
        self._sentinel: SentinelAddress | None = None
        self._dramatiq: RedisBroker | None = None
        self._socket: Path | None = None
        self._closed = False
        self._opening = threading.Lock()

    @property
    def namespace(self) -> str:
        """Prefix of all keys."""
        return self._settings.namespace

    @property
    def id(self) -> str:
        """What this process is called among the workers of the queue."""
        return str(self.dramatiq.broker_id)

    @property
    def dramatiq(self) -> RedisBroker:
        """The Dramatiq broker; its server answers.

        Raises:
            Unavailable: the server cannot be started or reached, or the broker was closed.
        """
        with self._opening:
            if self._closed:
                raise Unavailable("The queue is closed.", hint="Open a new forge.")
            if self._dramatiq is None:
                self._dramatiq = self._open()
            return self._dramatiq

    @property
    def client(self) -> redis.Redis:
        """The connections to the server."""
        client: redis.Redis = self.dramatiq.client
        return client

    def check(self, *, wait: bool = True) -> None:
        """See to it that the server answers; an embedded one that died is started again.

        Args:
            wait: whether to wait, for some seconds, while Sentinels choose another master.

        Raises:
            Unavailable: it does not answer.
        """
        # At the first time nothing is in hand yet, and an address that is wrong is better said at once.
        patient = wait and self._patience is None and self._sentinel is not None and self._dramatiq is not None
        deadline = time.monotonic() + (FAILOVER_SECONDS if patient else 0.0)
        while True:
            try:
                return self._check()
            except Unavailable:
                if self._closed or time.monotonic() >= deadline:
                    raise
            time.sleep(_AGAIN_SECONDS)

    def _check(self) -> None:
        broker = self.dramatiq
        if self._embedded is not None:
            with self._opening:
                path = self._embedded.ensure()
                if path != self._socket:
                    self._use(broker, path)
        self._call(broker.client.ping)

    @property
    def in_use(self) -> bool:
        """Whether there may be somebody on the other side: an embedded server that nobody needed yet has nobody."""
        return self._embedded is None or self._embedded.running

    @property
    def where(self) -> str:
        """The server, as messages name it; without passwords."""
        return self._where()

    def run_id(self) -> str:
        """Return the name that the server gave to this run of its own; another one after each start.

        Raises:
            Unavailable: it does not answer.
        """
        info: Any = self.retrying(lambda: self.client.info("server"))
        return str(info["run_id"])

    def send(self, actor: str, *arguments: Any, message_id: str, delay: float = 0.0) -> None:
        """Put a message into the queue of `actor`.

        Args:
            arguments: what JSON can carry.
            message_id: a name of the sender's choice, unique.
            delay: seconds before it may be worked on.

        Raises:
            Unavailable: the server does not answer.
        """
        message: Message[Any] = Message(
            queue_name=actor, actor_name=actor, args=arguments, kwargs={}, options={}, message_id=message_id
        )
        self._enqueue(message, delay)

    def _enqueue(self, message: Message[Any], delay: float) -> None:
        milliseconds = round(delay * 1000) if delay > 0 else None
        self.retrying(lambda: self.dramatiq.enqueue(message, delay=milliseconds))

    def waiting(self, actor: str) -> int:
        """Return how many messages wait for a worker in the queue of `actor`, those that wait for their time too.

        Raises:
            Unavailable: the server does not answer.
        """
        names = [f"{self.namespace}:{name}" for name in (actor, dq_name(actor))]
        return sum(self.retrying(lambda name=name: int(self.client.llen(name))) for name in names)  # type: ignore[misc]

    def retrying(self, action: Callable[[], T]) -> T:
        """Return what `action` returns; where the server is gone, see to it that it is back and try once more.

        Raises:
            Unavailable: the server does not answer.
        """
        try:
            return action()
        except (redis.ConnectionError, redis.TimeoutError):
            self.check()
        return self._call(action)

    def give_back(self) -> None:
        """Put the message that this thread is working on back into its queue, as it was.

        To be called by an actor that stops early; the acknowledgement that follows then finds nothing to do.
        """
        message = CurrentMessage.get_current_message()
        if message is not None:
            self.retrying(lambda: self.dramatiq.do_requeue(message.queue_name, message.options["redis_message_id"]))

    def postpone(self, delay: float) -> None:
        """Let the message that this thread is working on come again after `delay` seconds, under the same name."""
        message = CurrentMessage.get_current_message()
        if message is not None:
            again: Message[Any] = Message(
                queue_name=message.actor_name,
                actor_name=message.actor_name,
                args=message.args,
                kwargs=message.kwargs,  # of a newer version; ours has none
                options={},
                message_id=message.message_id,
            )
            self._enqueue(again, delay)

    def redeliver(self, worker_id: str) -> int:
        """Put what a dead worker had back into the queues at once; return how many queues that touched.

        Only for a worker known to be dead: one that lives would go on while another one begins.
        """

        def action() -> int:
            prefix = f"{self.namespace}:__acks__.{worker_id}."
            keys = [key.decode() for key in self.client.scan_iter(match=_literal(prefix) + "*", count=1000)]
            self.client.zadd(f"{self.namespace}:__heartbeats__", {worker_id: 0})
            for key in keys:
                self._maintain(key.removeprefix(prefix))
            return len(keys)

        return self.retrying(action)

    def maintain(self, actors: list[str]) -> None:
        """Put back what workers had whose heartbeat stopped; Dramatiq by itself does this by chance, and rarely."""

        def action() -> None:
            for actor in actors:
                self._maintain(actor)
                self._maintain(dq_name(actor))

        self.retrying(action)

    def down(self) -> bool:
        """Stop the embedded server; answer whether one was running (never for a server of somebody else's).

        Raises:
            Conflict: other processes use it.
        """
        if self._embedded is None:
            return False
        self._disconnect()
        return self._embedded.down()

    def close(self) -> None:
        """Disconnect for good; where this was the last user of an embedded server, it is stopped."""
        with self._opening:
            self._closed = True
        self._disconnect()
        if self._embedded is not None:
            self._embedded.close()

    def _open(self) -> RedisBroker:
        client = self._connections()
        try:
            self._call(client.ping)
        except Unavailable as error:
            said = "" if self._sentinel is None else trouble(self._sentinel, client)
            client.close()
            if said:
                hint = "Check the Sentinels, and the setting redis_url."
                raise Unavailable(f"{self._where()} is not found: {said}.", hint=hint) from error
            raise
        return HandsBroker(
            client=client,
            namespace=self.namespace,
            middleware=[CurrentMessage()],
            heartbeat_timeout=round(HEARTBEAT_SECONDS * 1000),
        )

    def _connections(self) -> redis.Redis:
        # Short: `retrying` sees to it that the server is started again, which waiting alone does not.
        retry = Retry(ExponentialBackoff(base=0.02, cap=0.2), 3 if self._patience is None else 0)
        timeout, connect_timeout = (30.0, 10.0) if self._patience is None else (self._patience, self._patience)
        if self._embedded is not None:
            self._socket = self._embedded.ensure()
            return redis.Redis(unix_socket_path=str(self._socket), retry=retry, socket_timeout=timeout)
        url = self._settings.redis_url
        if is_sentinel(url):
            self._sentinel = read_address(url)
            return client_of(self._sentinel, retry, timeout=timeout, connect_timeout=connect_timeout)
        try:
            return redis.Redis.from_url(
                url, retry=retry, socket_timeout=timeout, socket_connect_timeout=connect_timeout
            )
        except ValueError as error:
            raise Unavailable("The setting redis_url is not an address.", hint="Use redis://host:port/0.") from error

    def _use(self, broker: RedisBroker, path: Path) -> None:
        """Turn the connections to another socket of the same server's data."""
        broker.client.connection_pool.disconnect()
        broker.client.connection_pool.connection_kwargs["path"] = str(path)
        self._socket = path

    def _disconnect(self) -> None:
        with self._opening:
            if self._dramatiq is not None:
                self._dramatiq.client.close()
                self._dramatiq.client.connection_pool.disconnect()
                self._dramatiq = None

    def _maintain(self, queue_name: str) -> None:
        broker = self.dramatiq
        # `dispatch.lua` does its maintenance before any command when its seventh argument is 1.
        broker.scripts["dispatch"](
            keys=[self.namespace],
            args=[
                "qsize",
                int(time.time() * 1000),
                queue_name,
                broker.broker_id,
                broker.heartbeat_timeout,
                broker.dead_message_ttl,
                1,
                broker._max_unpack_size(),  # type: ignore[no-untyped-call]
            ],
        )

    def _call(self, action: Callable[[], T]) -> T:
        with translated(self._where()):
            return action()

    def _where(self) -> str:
        if self._embedded is not None:
            return "The embedded Valkey"
        if self._sentinel is not None:
            return self._sentinel.where
        parts = urlsplit(self._settings.redis_url)
        return f"The Redis server {parts.hostname or ''}{parts.path}".rstrip("/")


@contextlib.contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn what redis raises into `Unavailable`."""
    try:
        yield
    except (redis.RedisError, OSError) as error:
        raise Unavailable(
            f"{where} does not answer: {str(error).rstrip('.')}.", hint="Check that it runs, and the setting redis_url."
        ) from error


def _literal(text: str) -> str:
    return "".join(f"\\{character}" if character in "*?[]\\" else character for character in text)
