"""What every transcoder must do: a new file with all that the source has, which passes albumforge's verification."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError, StorageError, Unavailable
from albumforge.testing.backend_contract import BackendContract
from albumforge.testing.media import Told, pictures_of, state_of, write_video
from albumforge.transcoders.verify import verify
from albumforge.transcoding import VIDEO_CODECS, NotSmaller, Picture, Preset, Transcoded, Transcoder


class TranscoderContract(BackendContract):
    """A transcoder makes files that are verified, by each encoder that works here; `backend` gives it."""

    kind: ClassVar[str] = "transcoder"

    def backend(self) -> Transcoder:
        """Return the transcoder: override this."""
        transcoder: Transcoder = super().backend()
        return transcoder

    def preset(self, codec: Any, **fields: Any) -> Preset:
        """Return a quick preset; fields are those of `albumforge.transcoding.Preset`."""
        picture = fields.pop("video", None) or Picture(codec, crf=24.0, speed="ultrafast")
        return Preset("contract", picture, **{"min_saving": None, **fields})

    def codecs(self) -> list[str]:
        """Return the codecs that the backend says it can encode here."""
        return [one.codec for one in self.backend().encoders() if not one.problem]

    def test_it_says_what_it_can_encode(self) -> None:
        """The same when asked again; at least one works here, and each that does not has its reason."""
        found = self.backend().encoders()
        assert found == self.backend().encoders()
        assert all(one.codec in VIDEO_CODECS and one.name for one in found)
        assert self.codecs(), f"no encoder works here: {[(one.name, one.problem) for one in found]}"

    def test_each_codec_gives_a_whole_file_that_passes_verification(self, tmp_path: Path) -> None:
        """With all pictures and sound, in MP4 and Matroska."""
        source = write_video(tmp_path / "a.mp4")
        for codec in dict.fromkeys(self.codecs()):
            for suffix in (".mp4", ".mkv"):
                output = tmp_path / f"{codec}{suffix}"
                made = self._made(source, output, self.preset(codec))
                verify(output, source, self.preset(codec), context=Context(), threads=1)
                assert (made.path, made.size) == (output, output.stat().st_size)
                assert made.frames == 30
                assert made.duration == pytest.approx(1.0, abs=0.05)
                assert made.encoder and made.seconds > 0
                assert {kind: made.streams.get(kind) for kind in ("video", "audio")} == {"video": 1, "audio": 1}
                if not made.fallback:
                    names = {one.name for one in self.backend().encoders() if one.codec == codec and not one.problem}
                    assert made.encoder in names

    def test_pictures_keep_their_times(self, tmp_path: Path) -> None:
        """Where these are uneven, as of a phone, too."""
        times = [Fraction(number, 30) for number in range(10)]
        times += [Fraction(1, 3) + Fraction(number * 7, 90) for number in range(10)]
        source = write_video(tmp_path / "a.mp4", times=times, sound=False)
        output = tmp_path / "b.mp4"
        self._made(source, output, self.preset(self.codecs()[0]))
        verify(output, source, self.preset(self.codecs()[0]), context=Context(), threads=1)
        found = pictures_of(output, lambda frame: frame.time or 0.0)
        assert found == pytest.approx([float(time) for time in times], abs=0.002)

    def test_a_preset_may_ask_for_smaller_pictures_and_no_sound(self, tmp_path: Path) -> None:
        """What it asks for is in the file."""
        codec, source = self.codecs()[0], write_video(tmp_path / "a.mp4")
        video = Picture(codec, crf=24.0, speed="ultrafast", max_width=80)  # type: ignore[arg-type]
        wanted = self.preset(codec, video=video)
        self._made(source, tmp_path / "b.mp4", wanted)
        verify(tmp_path / "b.mp4", source, wanted, context=Context(), threads=1)
        sizes = pictures_of(tmp_path / "b.mp4", lambda frame: (frame.width, frame.height))
        assert set(sizes) == {(80, 48)}

    def test_progress_is_told(self, tmp_path: Path) -> None:
        """From beginning to end."""
        told = Told()
        source = write_video(tmp_path / "a.mp4", frames=60)
        self._made(source, tmp_path / "b.mp4", self.preset(self.codecs()[0]), told.context)
        told.check("transcode")

    def test_a_cancelled_one_leaves_nothing(self, tmp_path: Path) -> None:
        """Asked before it begins, and on its way."""
        (tmp_path / "out").mkdir()
        source = write_video(tmp_path / "a.mp4", frames=120)
        for reports in (0, 1):
            with pytest.raises(Cancelled):
                stopped = Told(stop_after=reports).context
                self._made(source, tmp_path / "out" / "b.mp4", self.preset(self.codecs()[0]), stopped)
            assert list((tmp_path / "out").iterdir()) == []

    def test_what_is_no_video_is_refused_by_name(self, tmp_path: Path) -> None:
        """As is one that is cut off, and one that is not there; nothing is left."""
        (tmp_path / "out").mkdir()
        text = tmp_path / "text.mp4"
        text.write_text("no video", encoding="utf-8")
        cut = tmp_path / "cut.mp4"
        cut.write_bytes(write_video(tmp_path / "a.mp4", frames=60).read_bytes()[:3000])
        for source in (text, cut, tmp_path / "gone.mp4"):
            with pytest.raises(MediaError, match=source.name):
                self._made(source, tmp_path / "out" / "b.mp4", self.preset(self.codecs()[0]))
            assert list((tmp_path / "out").iterdir()) == []

    def test_a_result_that_is_not_small_enough_is_given_up(self, tmp_path: Path) -> None:
        """Where the preset wants it smaller."""
        codec, source = self.codecs()[0], write_video(tmp_path / "a.mp4", frames=60, noisy=True)
        video = Picture(codec, crf=1.0, speed="ultrafast")  # type: ignore[arg-type]
        with pytest.raises(NotSmaller):
            self._made(source, tmp_path / "b.mp4", self.preset(codec, video=video, min_saving=90.0))
        assert not (tmp_path / "b.mp4").exists()

    def test_a_codec_that_it_has_no_encoder_for_is_refused_or_falls_back_visibly(self, tmp_path: Path) -> None:
        """Nobody gets another codec than the preset's."""
        source = write_video(tmp_path / "a.mp4", frames=10)
        for codec in set(VIDEO_CODECS) - set(self.codecs()):
            output = tmp_path / f"{codec}.mkv"
            try:
                made = self._made(source, output, self.preset(codec))
            except Unavailable as refused:
                assert codec in str(refused)
                assert not output.exists()
            else:
                assert made.fallback
                verify(output, source, self.preset(codec), context=Context(), threads=1)

    def test_a_place_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        """With an error of storage."""
        with pytest.raises(StorageError):
            source = write_video(tmp_path / "a.mp4", frames=10)
            self._made(source, tmp_path / "none" / "b.mp4", self.preset(self.codecs()[0]))

    def test_what_is_there_is_written_over_and_the_source_only_read(self, tmp_path: Path) -> None:
        """The place is a temporary name of the caller's."""
        (tmp_path / "in").mkdir()
        source, output = write_video(tmp_path / "in" / "a.mp4"), tmp_path / "b.mp4"
        before = state_of(tmp_path / "in")
        output.write_bytes(b"left by somebody" * 100_000)
        self._made(source, output, self.preset(self.codecs()[0]))
        verify(output, source, self.preset(self.codecs()[0]), context=Context(), threads=1)
        assert state_of(tmp_path / "in") == before
        assert {path.name for path in tmp_path.iterdir()} == {"in", "b.mp4"}

    def test_one_instance_serves_several_threads(self, tmp_path: Path) -> None:
        """Each gets its own file."""
        backend, source = self.backend(), write_video(tmp_path / "a.mp4")
        wanted = self.preset(self.codecs()[0])

        def make(number: int) -> Transcoded:
            return backend.transcode(source, tmp_path / f"{number}.mp4", wanted, threads=1, context=Context())

        with ThreadPoolExecutor(2) as pool:
            assert [made.frames for made in pool.map(make, range(3))] == [30, 30, 30]
        for number in range(3):
            verify(tmp_path / f"{number}.mp4", source, wanted, context=Context(), threads=1)

    def _made(self, source: Path, output: Path, preset: Preset, context: Context | None = None) -> Transcoded:
        return self.backend().transcode(source, output, preset, threads=1, context=context or Context())
