"""Captions in pictures and beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from media_files import texture, write_picture
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.generators.album.info.given_captions import LONGEST, caption_in, captions_beside, tidied

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def exif_of(words: str | bytes) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = words
    return exif.tobytes()


def xmp_of(*items: tuple[str, str]) -> bytes:
    words = "".join(f'<rdf:li xml:lang="{language}">{text}</rdf:li>' for language, text in items)
    return (
        f'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        f'xmlns:rdf="{RDF}"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>'
        f'{words}</rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def png_with(xmp: bytes) -> PngInfo:
    found = PngInfo()
    found.add_itxt("XML:com.adobe.xmp", xmp.decode())
    return found


def iptc_of(words: bytes) -> bytes:
    """A marker segment APP13 with a resource before it that must be passed over."""
    records = b"\x1c\x02\x00\x00\x02\x00\x04" + b"\x1c\x02\x78" + len(words).to_bytes(2, "big") + words
    body = b"Photoshop 3.0\0"
    for number, data in ((0x03ED, b"123"), (0x0404, records)):
        body += b"8BIM" + number.to_bytes(2, "big") + b"\x00\x00" + len(data).to_bytes(4, "big") + data
        body += b"\0" * (len(data) % 2)
    return b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body


def with_iptc(file: Path, words: bytes) -> Path:
    raw = file.read_bytes()
    file.write_bytes(raw[:2] + iptc_of(words) + raw[2:])
    return file


def caption(file: Path) -> str:
    return caption_in(file, max_pixels=1_000_000)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "avif"])
def test_xmp_and_exif_are_read_from_every_format(tmp_path: Path, suffix: str) -> None:
    plain = write_picture(tmp_path / f"plain.{suffix}")
    described = write_picture(tmp_path / f"exif.{suffix}", exif=exif_of("Two herons at dawn"))
    xmp = xmp_of(("x-default", "外婆的院子"))
    options = {"pnginfo": png_with(xmp)} if suffix == "png" else {"xmp": xmp}
    titled = write_picture(tmp_path / f"xmp.{suffix}", exif=exif_of("other"), **options)
    assert [caption(file) for file in (plain, described, titled)] == ["", "Two herons at dawn", "外婆的院子"]


def test_iptc_goes_before_xmp(tmp_path: Path) -> None:
    file = write_picture(tmp_path / "a.jpg", exif=exif_of("by exif"), xmp=xmp_of(("x-default", "by xmp")))
    assert caption(file) == "by xmp"
    assert caption(with_iptc(file, "海边的一天".encode())) == "海边的一天"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("Café in Größe".encode("latin-1"), "Café in Größe"),
        ("黄山日出".encode("gb2312"), "黄山日出"),
        ("黄山日出".encode(), "黄山日出"),
        (b"  two\r\n lines\x00\x07 ", "two lines"),
    ],
)
def test_words_in_any_usual_encoding(tmp_path: Path, raw: bytes, words: str) -> None:
    assert caption(with_iptc(write_picture(tmp_path / "a.jpg"), raw)) == words


def test_the_default_language_of_xmp_is_taken(tmp_path: Path) -> None:
    xmp = xmp_of(("de", "Am See"), ("x-default", "By the lake"))
    assert caption(write_picture(tmp_path / "a.jpg", xmp=xmp)) == "By the lake"
    assert caption(write_picture(tmp_path / "b.jpg", xmp=xmp_of(("de", "Am See")))) == "Am See"


CAMERAS = """
OLYMPUS DIGITAL CAMERA|SONY DSC|DCIM\\100MEDIA\\DJI_0012.JPG|dav|cof_vivid|IMG_20240713_101502.jpg|Screenshot|12-3
Created with GIMP|Exif_JPEG_PICTURE|KONICA MINOLTA DIGITAL CAMERA|Canon EOS-80D|  |SAMSUNG|Untitled
"""


@pytest.mark.parametrize("words", CAMERAS.strip("\n").replace("\n", "|").split("|"))
def test_what_a_camera_writes_is_no_caption(tmp_path: Path, words: str) -> None:
    assert caption(write_picture(tmp_path / "a.jpg", exif=exif_of(words))) == ""


@pytest.mark.parametrize("words", ["Camera day at the zoo", "David", "Canonbury, 1998", "第3天", "Image of a fox"])
def test_people_may_write_nearly_anything(words: str) -> None:
    assert tidied(words) == words


def test_long_words_are_cut_between_words() -> None:
    cut = tidied("word " * 200)
    assert len(cut) <= LONGEST
    assert cut.endswith("word…")
    assert len(tidied("字" * 500)) == LONGEST


@pytest.mark.parametrize(
    "damage",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<x:xmpmeta",
        b"\xff\xfe\x00",
        b"<a/>",
    ],
)
def test_damaged_or_hostile_xmp_is_no_caption(tmp_path: Path, damage: bytes) -> None:
    assert caption(write_picture(tmp_path / "a.jpg", xmp=damage)) == ""


def test_damaged_iptc_is_no_caption(tmp_path: Path) -> None:
    for number, words in enumerate((b"\xff" * 20, b"")):
        file = write_picture(tmp_path / f"{number}.jpg")
        raw = file.read_bytes()
        block = bytearray(iptc_of(words))
        block[30:] = b"\x1c" * (len(block) - 30)
        file.write_bytes(raw[:2] + bytes(block) + raw[2:])
        assert caption(file) == ""


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("no picture")
    with pytest.raises(MediaError):
        caption(tmp_path / "a.jpg")


@pytest.fixture
def beside(tmp_path: Path) -> Callable[[bytes], tuple[dict[str, str], list[str]]]:
    """Write a captions.txt beside three pictures; return the captions by name, and the log."""
    pictures = [tmp_path / name for name in ("a.jpg", "海.png", "a b.heic")]

    def read(content: bytes) -> tuple[dict[str, str], list[str]]:
        (tmp_path / "captions.txt").write_bytes(content)
        log: list[str] = []
        found = captions_beside(pictures, Context(on_log=log.append))
        return {path.name: words for path, words in found.items()}, log

    return read


Beside = Callable[[bytes], tuple[dict[str, str], list[str]]]


def test_lines_with_colon_or_tab(beside: Beside) -> None:
    text = "\ufeff# our trip\r\n\r\na.jpg: Noon: the bridge\n海.png\t海边\n  A B.HEIC：两个人  \n"
    assert beside(text.encode()) == ({"a.jpg": "Noon: the bridge", "海.png": "海边", "a b.heic": "两个人"}, [])


def test_the_suffix_may_be_left_out(beside: Beside) -> None:
    assert beside("海: 风".encode()) == ({"海.png": "风"}, [])


def test_wrong_lines_are_told_and_passed_over(beside: Beside) -> None:
    found, log = beside(b"no colon here\na.jpg:\nz.jpg: gone\n\xff\xfe: x\na.jpg: fine\n")
    assert found == {"a.jpg": "fine"}
    assert [line.split(":")[0] for line in log] == [f"captions.txt, line {number}" for number in (1, 2, 4, 3)]
    assert "'z.jpg'" in log[-1]


def test_a_huge_file_is_not_read(beside: Beside) -> None:
    found, log = beside(b"a.jpg: x\n" + b"#" * 1_000_000)
    assert not found
    assert "larger" in log[0]


def test_without_such_a_file_there_is_nothing(tmp_path: Path) -> None:
    log: list[str] = []
    assert captions_beside([tmp_path / "a.jpg"], Context(on_log=log.append)) == {}
    assert log == []
    (tmp_path / "captions.txt").mkdir()
    assert captions_beside([tmp_path / "a.jpg"], Context(on_log=log.append)) == {}
    assert len(log) == 1


def test_reading_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    file = write_picture(tmp_path / "a.jpg", texture(64, 48), exif=exif_of("x y"))
    before = file.stat().st_mtime_ns, file.read_bytes()
    assert caption(file) == "x y"
    assert (file.stat().st_mtime_ns, file.read_bytes()) == before


def test_a_file_that_is_just_not_in_the_film_is_no_mistake(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        write_picture(tmp_path / name)
    (tmp_path / "captions.txt").write_text("a: One\nb.jpg: Two\nc: Three\n", encoding="utf-8")
    lines: list[str] = []
    found = captions_beside([tmp_path / "a.jpg"], Context(on_log=lines.append))
    assert found == {tmp_path / "a.jpg": "One"}
    assert lines == ["captions.txt, line 3: there is no picture 'c' beside it"]
