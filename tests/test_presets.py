"""Presets are read as they are meant, and what is wrong in one is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.errors import InvalidInput
from albumforge.transcoders.presets import load_preset, preset_names, preset_of_json, preset_to_json, read_preset
from albumforge.transcoding import VIDEO_CODECS, Picture, Preset

PLAIN = "name: mine\nvideo:\n  codec: hevc\n  crf: 22\n"


@pytest.mark.parametrize("name", preset_names())
def test_presets_that_come_with_albumforge_hold_together(name: str) -> None:
    preset = load_preset(name)
    assert preset.name == name
    assert preset.video.codec in VIDEO_CODECS
    assert set(preset.title) == {"zh", "en"}
    assert preset_of_json(preset_to_json(preset)) == preset


def test_there_is_a_preset_for_each_codec() -> None:
    assert {load_preset(name).video.codec for name in preset_names()} == set(VIDEO_CODECS)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(PLAIN + "audio:\n  codec: opus\nskip:\n  paths: ['*/proxies/*']\n")
    preset = load_preset(tmp_path / "mine.yaml")
    assert (preset.name, preset.video.crf, preset.audio.codec) == ("mine", 22.0, "opus")
    assert preset.skip.paths == ("*/proxies/*",)


BAD = [
    ("name: mine\n", r"line 1: the key video is missing\."),
    ("- a\n", r"line 1: a preset is a mapping"),
    ("name: Mine!\nvideo: {codec: hevc, crf: 22}\n", r"line 1: name: must be lower-case"),
    (PLAIN + "  max_width: wide\n", r"line 5: video\.max_width: must be a whole number or null, not text\."),
    (PLAIN + "skip: {paths: '*.mp4'}\n", r"line 5: skip\.paths: must be a list, not text\."),
    (PLAIN + "chapters: 3\n", r"line 5: chapters: must be true or false, not a whole number\."),
    ("name: mine\nvideo: [hevc]\n", r"line 2: video: must be a mapping, not a list\."),
    (PLAIN + "  sped: fast\n", r"line 5: video\.sped: there is no such key\. Did you mean 'speed'\?"),
    (PLAIN + "adio: {codec: copy}\n", r"line 5: adio: there is no such key\. Did you mean 'audio'\?"),
    (PLAIN + "  speed: quick\n", r"line 5: video\.speed: must be one of ultrafast, .*veryslow"),
    (PLAIN + "  crf: 23\n", r"line 5: video\.crf: stands there twice"),
    (PLAIN + "  bitrate_k: 4000\n", r"line 5: video\.bitrate_k: there is crf already; only one of"),
    ("name: mine\nvideo: {codec: hevc}\n", r"line 2: video: must have one of crf, bitrate_k and target"),
    (
        "name: mine\nvideo: {codec: hvec, crf: 2}\n",
        r"line 2: video\.codec: must be one of av1, h264, hevc, vp9, not 'hvec'\.",
    ),
    ("name: mine\nvideo: {codec: hevc, crf: 60}\n", r"line 2: video\.crf: must be 0 to 51"),
    ("name: mine\nvideo: {codec: hevc, crf: .nan}\n", r"line 2: .* is no number"),
    ("name: mine\nvideo: {codec: hevc, bitrate_k: 5}\n", r"line 2: video\.bitrate_k: must be 50 to 1,000,000"),
    (PLAIN + "  max_width: 7\n", r"line 5: video\.max_width: must be 64 to 16,384"),
    (PLAIN + "  gop_seconds: 0\n", r"line 5: video\.gop_seconds: must be 0\.1 to 60"),
    (PLAIN + "audio: {bitrate_k: 8}\n", r"line 5: audio\.bitrate_k: must be 16 to 1,024"),
    (PLAIN + "min_saving: 100\n", r"line 5: min_saving: must be 0 to 99"),
    (PLAIN + "skip: {size_below_mb: -1}\n", r"line 5: skip\.size_below_mb: must be at least 0"),
    (PLAIN + "skip: {bitrate_below_k: -1}\n", r"line 5: skip\.bitrate_below_k: must be at least 0"),
    (PLAIN + "skip: {paths: ['']}\n", r"line 5: skip\.paths\[0\]: must not be empty"),
    (PLAIN + "title: {fr: a}\n", r"line 5: title\.fr: must be in one of zh, en"),
    (
        "name: mine\nvideo:\n  codec: hevc\n  target:\n    metric: ssim\n    score: 40\n",
        r"line 6: video\.target\.score: must be 0\.5 to 0\.9999 for ssim",
    ),
    (
        "name: mine\nvideo: {codec: hevc, target: {metric: xpsnr, score: 40, lowest: 30, highest: 20}}\n",
        r"line 2: video\.target\.highest: must be more than lowest, 30",
    ),
    (
        "name: mine\nvideo: {codec: hevc, target: {metric: xpsnr, score: 40, highest: 70}}\n",
        r"line 2: video\.target\.highest: must be 0 to 51",
    ),
]
"""Presets that do not hold together, and what is said of each."""


@pytest.mark.parametrize(("text", "said"), BAD)
def test_what_is_wrong_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=r"mine\.yaml, " + said):
        read_preset("mine.yaml", text)


def test_a_preset_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"There is no preset 'hevc-archiv'\. Did you mean 'hevc-archive'\?"):
        load_preset("hevc-archiv")
    with pytest.raises(InvalidInput, match="there is no such file"):
        load_preset(tmp_path / "gone.yaml")
    with pytest.raises(InvalidInput, match="no home here"):
        load_preset("~nobody-of-that-name/mine.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\0")
    with pytest.raises(InvalidInput, match="cannot be read as UTF-8 text"):
        load_preset(tmp_path / "bytes.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "The preset is not valid"),
        ('{"name": "a", "video": {"codec": "hevc"}}', "video: must have one of crf"),
        ('{"name": "a", "video": {"codec": "hevc", "crf": 70}}', r"video\.crf: must be 0 to 51"),
        ('{"name": "a", "video": {"codec": "hevc", "crf": 7}, "odd": 1}', "unknown field `odd`"),
    ],
)
def test_json_that_is_no_preset_is_refused(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        preset_of_json(text)


def test_json_holds_every_field() -> None:
    preset = Preset(name="a", video=Picture(codec="av1", bitrate_k=900))
    assert '"gop_seconds": 5.0' in preset_to_json(preset)


def test_the_page_shows_a_preset_that_holds_together_and_names_all_that_there_are() -> None:
    page = (Path(__file__).parent.parent / "docs" / "transcode.md").read_text(encoding="utf-8")
    shown = page.partition("```yaml\n")[2].partition("```")[0]
    assert read_preset("page.yaml", shown).name == "mine"
    fields = {*Preset.__struct_fields__, *Picture.__struct_fields__} - {"crf", "bitrate_k"}
    assert [name for name in fields if f"{name}:" not in shown] == []
    assert [name for name in preset_names() if f"| `{name}` |" not in page] == []
