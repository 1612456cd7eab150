"""What every generator must do: plan a film from pictures, and make what the plan says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import av
import pytest

from albumforge.backends import Film, Generator, Planned
from albumforge.context import Context
from albumforge.errors import (
    Cancelled,
    InvalidInput,
    MediaError,
    NoUsableMedia,
    PlanError,
    StorageError,
)
from albumforge.testing.backend_contract import BackendContract
from albumforge.testing.media import Told, pictures_of, state_of, write_pictures


class _Made(NamedTuple):
    """A film, made once for all tests of a class."""

    files: list[Path]
    planned: Planned
    film: Film
    planning: Told
    rendering: Told


class GeneratorContract(BackendContract):
    """A generator plans and makes films, leaves originals alone, and obeys; `backend` gives it."""

    kind: ClassVar[str] = "generator"
    takes_many: ClassVar[bool] = True
    """Whether a film is made of several files; override with False for one that takes a single file."""
    uses_sources: ClassVar[bool] = True
    """Whether rendering reads the files again; override with False where the plan holds all that it needs."""

    def backend(self) -> Generator:
        """Return the generator: override this."""
        generator: Generator = super().backend()
        return generator

    def request(self) -> dict[str, Any]:
        """Return the request of the small film that is made; override it with options that make it quick."""
        return {}

    def media(self, folder: Path) -> list[Path]:
        """Write the files of the film to a folder and return them: painted pictures; override it for others."""
        return write_pictures(folder)

    @pytest.fixture(scope="class")
    @classmethod
    def made(cls, tmp_path_factory: pytest.TempPathFactory) -> _Made:
        """The film of `media` and `request`, made from a plan that went through JSON."""
        contract, folder = cls(), tmp_path_factory.mktemp("contract")
        (folder / "in").mkdir()
        files = contract.media(folder / "in")
        planning, rendering = Told(), Told()
        planned = contract.backend().plan(files, contract.request(), planning.context)
        film = cls._rendered(planned.document, folder / "film.mp4", folder / "cache", rendering.context)
        return _Made(files, planned, film, planning, rendering)

    def test_a_request_is_read_into_its_canonical_form(self) -> None:
        """It is JSON, and read again it stays the same."""
        backend = self.backend()
        for request in ({}, self.request()):
            once = backend.check_request(request)
            assert json.loads(json.dumps(once)) == once, "check_request must return JSON values"
            assert backend.check_request(once) == once

    def test_an_unknown_option_is_refused_by_its_name(self) -> None:
        """A misspelt option is no film with something else in it."""
        with pytest.raises(InvalidInput, match="albumforge_nonsense"):
            self.backend().check_request({"albumforge_nonsense": 1})

    def test_nothing_makes_no_film(self, tmp_path: Path) -> None:
        """No files, files that are not there, and files that are no media are refused, by name."""
        text = tmp_path / "words.txt"
        text.write_text("no picture", encoding="utf-8")
        lying = tmp_path / "lying.jpg"
        lying.write_bytes(b"no picture either")
        for files in ([], [tmp_path / "gone.jpg"], [text], [lying]):
            with pytest.raises((NoUsableMedia, MediaError, InvalidInput)) as refused:
                self.backend().plan(files, self.request(), Context())
            assert all(file.name in str(refused.value) for file in files), f"{refused.value} does not name {files}"

    def test_the_same_files_and_request_give_the_same_plan(self, made: _Made) -> None:
        """Anew, by another instance."""
        again = self.backend().plan(made.files, self.request(), Context())
        assert again.document == made.planned.document

    def test_what_cannot_be_used_is_left_out_with_its_reason(self, made: _Made, tmp_path: Path) -> None:
        """The others still are a film."""
        lying = tmp_path / "lying.jpg"
        lying.write_bytes(b"no picture")
        if not self.takes_many:
            with pytest.raises(InvalidInput):
                self.backend().plan([*made.files, lying], self.request(), Context())
            return
        planned = self.backend().plan([*made.files, lying], self.request(), Context())
        (reason,) = (skipped.reason for skipped in planned.skipped if skipped.path.name == lying.name)
        assert reason
        assert str(tmp_path) not in reason, "the reason is read by people who do not know this machine's folders"
        assert lying.name not in planned.document

    def test_planning_can_be_cancelled(self, made: _Made) -> None:
        """At once."""
        with pytest.raises(Cancelled):
            self.backend().plan(made.files, self.request(), Told(stop_after=0).context)

    def test_the_film_is_what_is_said_of_it(self, made: _Made) -> None:
        """Size, number of pictures and length are those of the file."""
        film = made.film
        with av.open(f"file:{film.path}") as container:
            stream = container.streams.video[0]
            assert (stream.width, stream.height) == (film.width, film.height)
        assert len(pictures_of(film.path, lambda frame: frame.pts)) == film.frames > 0
        with av.open(f"file:{film.path}") as container:
            assert (container.duration or 0) / av.time_base == pytest.approx(film.duration, abs=0.2)
        assert film.poster is None or film.poster.read_bytes()[:3] == b"\xff\xd8\xff", "the poster is a JPEG"

    def test_nothing_but_film_and_poster_is_left(self, made: _Made) -> None:
        """No temporary file lies beside them."""
        there = {path for path in made.film.path.parent.iterdir() if path.name not in ("in", "cache")}
        assert there == {made.film.path, made.film.poster} - {None}

    def test_progress_is_told(self, made: _Made) -> None:
        """Of the rendering from beginning to end, and of the planning at all."""
        made.rendering.check("render")
        assert made.planning.reports, "planning reports no progress"

    def test_originals_are_only_read(self, made: _Made, tmp_path: Path) -> None:
        """Not a byte and no time of change differs after a film."""
        files = self.media(tmp_path)
        before = state_of(tmp_path)
        self.backend().plan(files, self.request(), Context())
        assert state_of(tmp_path) == before
        assert {path.name: data for path, (data, _) in _by_path(made.files[0].parent).items()} == {
            path.name: data for path, (data, _) in _by_path(tmp_path).items()
        }, "the media of the film were changed by its making"

    def test_the_same_plan_gives_the_same_film(self, made: _Made, tmp_path: Path) -> None:
        """Picture by picture, with another cache and more threads, from a plan that went through JSON."""
        document = json.dumps(json.loads(made.planned.document), ensure_ascii=True, indent=1)
        again = self._rendered(document, tmp_path / "b.mp4", tmp_path / "cache", Context(), threads=2)
        assert again.frames == made.film.frames
        assert pictures_of(again.path, _bytes) == pictures_of(made.film.path, _bytes)

    def test_a_cancelled_film_leaves_nothing_and_the_next_is_whole(self, made: _Made, tmp_path: Path) -> None:
        """Neither a file under the film's name nor under another."""
        place = tmp_path / "out"
        place.mkdir()
        for reports in (0, 1):
            with pytest.raises(Cancelled):
                self._rendered(made.planned.document, place / "a.mp4", tmp_path / "cache", Told(reports).context)
            assert list(place.iterdir()) == []
        film = self._rendered(made.planned.document, place / "a.mp4", tmp_path / "cache", Context())
        assert film.frames == made.film.frames

    def test_a_film_that_was_there_stays_until_the_new_one_is_whole(self, made: _Made, tmp_path: Path) -> None:
        """Cancelled, the old one is there."""
        old = tmp_path / "out" / "a.mp4"
        old.parent.mkdir()
        old.write_bytes(made.film.path.read_bytes())
        before = state_of(old.parent)
        with pytest.raises(Cancelled):
            self._rendered(made.planned.document, old, tmp_path / "cache", Told(1).context)
        assert state_of(old.parent) == before

    def test_what_is_no_plan_is_refused(self, tmp_path: Path) -> None:
        """With an error of plans, and no film."""
        for document in ("", "{}", "[]", "null", '"film"', '{"version": -1}', "{"):
            with pytest.raises(PlanError):
                self._rendered(document, tmp_path / "a.mp4", tmp_path / "cache", Context())
        assert not (tmp_path / "a.mp4").exists()

    def test_a_source_that_is_gone_or_another_one_is_told(self, tmp_path: Path) -> None:
        """The film is made from what it was planned with, or not at all."""
        if not self.uses_sources:
            return
        (tmp_path / "in").mkdir()
        files = self.media(tmp_path / "in")
        document = self.backend().plan(files, self.request(), Context()).document
        whole, other = files[0].read_bytes(), files[-1].read_bytes()
        for data in (other if len(files) > 1 else whole + b"more", whole[: len(whole) // 2], None):
            if data is None:
                files[0].unlink()
            else:
                files[0].write_bytes(data)
            with pytest.raises(MediaError, match=files[0].name):
                self._rendered(document, tmp_path / "a.mp4", tmp_path / "cache", Context())
            assert not (tmp_path / "a.mp4").exists()

    def test_a_place_that_cannot_be_written_is_told(self, made: _Made, tmp_path: Path) -> None:
        """With an error of storage, whoever runs this."""
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises((StorageError, InvalidInput)):
            self._rendered(made.planned.document, tmp_path / "file" / "a.mp4", tmp_path / "cache", Context())

    @classmethod
    def _rendered(cls, document: str, output: Path, cache: Path, context: Context, threads: int = 1) -> Film:
        cache.mkdir(exist_ok=True)
        return cls().backend().render(document, output, cache=cache, threads=threads, context=context)


def _by_path(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {folder / name: state for name, state in state_of(folder).items()}


def _bytes(frame: av.VideoFrame) -> bytes:
    return frame.to_ndarray().tobytes()
