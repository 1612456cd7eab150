"""Do many small things side by side in threads, each of which may have to wait for a place that is away."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.transferring import PlaceAway

PATIENCE = 300.0
"""Seconds that a place may be away before it is given up."""
_LONGEST_PAUSE = 10.0
_POLL_SECONDS = 0.05
"""Between two looks of a thread whether it is to stop."""
_GRACE_SECONDS = 0.1
"""That a place has to answer once all is to stop."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def side_by_side(
    items: Iterable[Item],
    work: Callable[[Item, Context], object],
    *,
    jobs: int,
    context: Context,
    progress: Callable[[int], object] = lambda _: None,
) -> None:
    """Do a work on each item in one of several threads; the first that fails stops the others and is raised.

    Args:
        items: taken one after another, when a thread is free.
        work: gets an item, and a context that asks to stop once the whole work is to.
        jobs: number of threads, at least one.
        progress: called on the calling thread with the number of items that are done, which only grows.

    Raises:
        Cancelled: the context asked to stop.
    """
    crew = _Crew(context)
    source, taking = iter(items), threading.Lock()

    def take_and_work(inner: Context) -> None:
        while True:
            with taking:
                taken = list(itertools.islice(source, 1))
            if not taken or crew.stopped:
                return
            work(taken[0], inner)
            crew.add_done()

    try:
        for _ in range(max(1, jobs)):
            crew.begin(take_and_work)
        told, going = 0, True
        while going:
            context.check()
            count, going = crew.wait_for_more(told)
            if count > told:
                told = count
                progress(told)
    finally:
        crew.stop()
    if crew.errors:
        raise crew.errors[0]


class _Crew:
    """The threads of one `side_by_side`."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.errors: list[BaseException] = []
        self.stopped = False
        self.changed = threading.Condition()
        self.inside = 0  # threads that neither ended nor wait for a place
        self._running = self._done = 0
        self._members: list[tuple[threading.Thread, _Member]] = []

    def begin(self, work: Callable[[Context], object]) -> None:
        """Let one more thread do the work."""
        member = _Member(self)
        thread = threading.Thread(target=self._run, args=(work, member), name="albumforge-transfer", daemon=True)
        with self.changed:
            self._running += 1
            self.inside += 1
        self._members.append((thread, member))
        thread.start()

    def _run(self, work: Callable[[Context], object], member: _Member) -> None:
        try:
            work(member)
        except BaseException as error:
            self.errors.append(error)
        with self.changed:
            self._running -= 1
            self.inside -= not member.away
            self.changed.notify()

    def add_done(self) -> None:
        """Note that one item is done."""
        with self.changed:
            self._done += 1
            self.changed.notify()

    def wait_for_more(self, told: int) -> tuple[int, bool]:
        """Wait a moment for more items than were told; return how many are done, and whether the work goes on."""
        with self.changed:
            if self._done == told and self._running and not self.errors:
                self.changed.wait(_POLL_SECONDS)
            return self._done, self._running > 0 and not self.errors

    def stop(self) -> None:
        """Wait until no thread touches anything any more; those that wait for a slow place are left to themselves."""
        with self.changed:
            self.stopped = True
            self.changed.wait_for(lambda: not self._running, _GRACE_SECONDS)
            self.changed.wait_for(lambda: not self.inside)
        for thread, member in self._members:
            if not member.away:
                thread.join()


class _Member(Context):
    """The context of one thread of a crew."""

    def __init__(self, crew: _Crew) -> None:
        super().__init__(on_log=crew.context.on_log, cancelled=lambda: crew.stopped, poll_interval=_POLL_SECONDS)
        self.away = False
        self._crew = crew

    def ask(self, call: Callable[[], Answer]) -> Answer:
        """Call a place.

        Raises:
            Cancelled: the crew stopped meanwhile, and what it worked on may be closed.
        """
        crew = self._crew
        with crew.changed:
            self.away = True
            crew.inside -= 1
            if crew.stopped:
                crew.changed.notify()
        try:
            return call()
        finally:
            with crew.changed:
                if crew.stopped:
                    raise Cancelled()
                self.away = False
                crew.inside += 1


def insist(call: Callable[[], Answer], *, context: Context, patience: float = PATIENCE) -> Answer:
    """Call `apart` until the place answers, as `again` does."""
    return again(lambda: apart(call, context), context=context, patience=patience)


def again(call: Callable[[], Answer], *, context: Context, patience: float = PATIENCE) -> Answer:
    """Call until the place answers, with pauses that grow; what it refuses is raised at once.

    The first failure is told to the log of the context.

    Args:
        patience: seconds that it may be away.

    Raises:
        PlaceAway: it was, for longer.
        Cancelled: the context asked to stop meanwhile.
    """
    pause, until = 0.2, time.monotonic() + patience
    told = False
    while True:
        context.check()
        try:
            return call()
        except PlaceAway as error:
            if time.monotonic() + pause > until:
                raise
            if not told:
                context.log(f"{error} Trying again.")
                told = True
        rest(pause * random.uniform(0.8, 1.2), context)  # so that many do not come at once
        pause = min(_LONGEST_PAUSE, pause * 2)


def apart(call: Callable[[], Answer], context: Context) -> Answer:
    """Call a place, and leave the call to itself once the context asks to stop: the place may be slow.

    A thread of `side_by_side` is left with it; any other one calls in a thread of its own.

    Args:
        call: asks a place, and touches nothing else that its caller may close meanwhile.

    Raises:
        Cancelled: the context asked to stop.
        Whatever the call raises.
    """
    if isinstance(context, _Member):
        return context.ask(call)
    answers, errors, ended = list[Answer](), list[BaseException](), threading.Event()

    def run() -> None:
        try:
            answers.append(call())
        except BaseException as error:
            errors.append(error)
        ended.set()

    threading.Thread(target=run, name="albumforge-place", daemon=True).start()
    while not ended.wait(context.poll_interval):
        context.check()
    if errors:
        raise errors[0]
    return answers[0]


def rest(seconds: float, context: Context) -> None:
    """Wait, but no longer than until the context asks to stop.

    Raises:
        Cancelled: it did.
    """
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        context.check()
        time.sleep(min(context.poll_interval, left))
