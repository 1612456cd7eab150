"""Frame n of a plan: scenes in order, transitions between them, fades at the ends. It depends on nothing else."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from types import TracebackType
from typing import Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.generators.album.plan import OVERLAPPING, Plan, Scene, Transition
from albumforge.generators.album.rendering.joins import Joiner, transition_share
from albumforge.generators.album.rendering.scene_art import SceneArt, prepare_scene
from albumforge.generators.album.rendering.scene_picture import ClipSlot
from albumforge.generators.album.transitions import Luma, read_luma
from albumforge.media.blend import fade_to_colour
from albumforge.media.clips import ClipReader
from albumforge.media.planes import Planes, colour_of, frame_buffer

LUMAS = 3
"""Luma maps kept: a film has few, one after the other."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Store(Generic[K, V]):
    """The values made last, shared by all threads; each is made once however many ask."""

    def __init__(self, capacity: int, lock: threading.Lock) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._making = lock
        self._values: OrderedDict[K, Future[V]] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key; whatever `make` raises, all who wait for it get."""
        with self._lock:
            future = self._values.get(key)
            mine = future is None
            if future is None:
                future = self._values[key] = Future()
                while len(self._values) > self._capacity:
                    self._values.popitem(last=False)
            else:
                self._values.move_to_end(key)
        if mine:
            try:
                with self._making:
                    future.set_result(make())
            except BaseException as error:  # whoever waits must not wait for ever
                future.set_exception(error)
                raise
        return future.result()


class Shelf:
    """The scenes and luma maps prepared last, shared by all threads; each is prepared once however many ask."""

    def __init__(self, plan: Plan, *, max_pixels: int, capacity: int) -> None:
        self._plan = plan
        self._max_pixels = max_pixels
        # One at a time: a photo being prepared takes more memory than all that are ready.
        self._scenes: _Store[str, SceneArt] = _Store(capacity, threading.Lock())
        self._lumas: _Store[tuple[str, bool], Luma] = _Store(LUMAS, threading.Lock())

    def get(self, scene: Scene) -> SceneArt:
        """Return a scene ready to be drawn.

        Raises:
            MediaError: one of its files cannot be read.
        """
        return self._scenes.get(scene.id, lambda: prepare_scene(self._plan, scene, self._max_pixels))

    def luma(self, transition: Transition) -> Luma:
        """Return the luma map of a transition at the size of the canvas."""
        name, reverse, canvas = transition.name, transition.reversed, self._plan.canvas
        return self._lumas.get((name, reverse), lambda: read_luma(name, canvas.width, canvas.height, reverse=reverse))


class Compositor:
    """Draws frames of a plan, for one thread. A context manager: it holds clips open."""

    def __init__(self, plan: Plan, shelf: Shelf) -> None:
        self._plan = plan
        self._shelf = shelf
        self._open = ExitStack()
        self._readers: dict[tuple[str, int], ClipReader] = {}
        self._other = frame_buffer(plan.canvas.width, plan.canvas.height)[1]
        self._joiner = Joiner(plan.canvas.width, plan.canvas.height)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def frames(self, start: int, count: int, context: Context) -> Iterator[NDArray[np.uint8]]:
        """Yield `count` frames from `start` on as I420 arrays (height · 3/2, width); each is lost with the next."""
        buffer, planes = frame_buffer(self._plan.canvas.width, self._plan.canvas.height)
        for number in range(start, start + count):
            context.check()
            self.draw(number, planes)
            yield buffer

    def draw(self, number: int, out: Planes) -> None:
        """Write frame `number` of the film over all of `out`."""
        plan = self._plan
        place = next(i for i in reversed(range(len(plan.scenes))) if plan.scenes[i].start <= number)
        scene = plan.scenes[place]
        into = number - scene.start
        self._draw_scene(scene, into, out)
        if into < scene.transition.frames:
            if scene.transition.type in OVERLAPPING:
                before = plan.scenes[place - 1]
                self._draw_scene(before, number - before.start, self._other)
                self._joiner.join(scene.transition, into, self._other, out, self._shelf.luma)
            else:
                share = transition_share(into, scene.transition.frames)
                fade_to_colour(out, colour_of(plan.canvas.background), 1.0 - share)
        left = plan.frames - 1 - number
        if left < plan.fade_out:
            fade_to_colour(
                out, colour_of(plan.canvas.background), 1.0 - transition_share(left, plan.fade_out, last=0.0)
            )

    def _draw_scene(self, scene: Scene, number: int, out: Planes) -> None:
        def read_clip(slot: ClipSlot, frame: int) -> Planes:
            return Planes(*self._reader(scene, slot).frame(frame))

        self._shelf.get(scene).draw(number, out, read_clip)

    def _reader(self, scene: Scene, slot: ClipSlot) -> ClipReader:
        key = (scene.id, slot.number)
        if key not in self._readers:
            self._readers[key] = self._open.enter_context(slot.open(self._plan.canvas.rate))
        return self._readers[key]
