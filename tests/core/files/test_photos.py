"""Photos that people send: the parts that are kept, and files that are refused."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.workers.pictures import LARGEST_SIDE, MOST_PIXELS, NotAPhoto, clean, cleaned

pytestmark = pytest.mark.slow

GPS, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112
WHERE = "canary-47.24N-6.02E"


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **more: object) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "green").save(made, kind, **more)
    return made.getvalue()


def taken_somewhere(orientation: int = 1) -> Image.Exif:
    """The Exif data that a telephone adds to a photo."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = f"canary-maker {WHERE}", orientation
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (47.0, 14.0, 24.0)
    exif.get_ifd(GPS)[29] = "2026:11:24"
    return exif


def opened(raw: bytes) -> Image.Image:
    return Image.open(BytesIO(raw))


def test_the_place_and_the_camera_of_a_photo_are_removed() -> None:
    sent = picture(exif=taken_somewhere(), comment=WHERE.encode(), icc_profile=b"canary-profile")
    assert dict(opened(sent).getexif().get_ifd(GPS))
    assert WHERE.encode() in sent

    kept = cleaned(sent)

    assert dict(opened(kept).getexif()) == {}
    assert not {"exif", "comment", "icc_profile", "xmp"} & opened(kept).info.keys()
    assert b"canary" not in kept
    assert b"Exif" not in kept


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_become_jpeg_without_their_metadata(kind: str) -> None:
    kept = cleaned(picture(kind, exif=taken_somewhere()))

    assert opened(kept).format == "JPEG"
    assert b"canary" not in kept


def test_words_inside_a_png_are_gone() -> None:
    told = Image.new("RGB", (10, 10), "green")
    note, made = PngInfo(), BytesIO()
    note.add_text("Author", WHERE)
    note.add_itxt("XML:com.adobe.xmp", f"<x>{WHERE}</x>")
    told.save(made, "PNG", pnginfo=note)
    assert WHERE.encode() in made.getvalue()

    assert WHERE.encode() not in clean(made.getvalue())


def test_a_rotated_photo_stands_upright() -> None:
    """A telephone held upright says so beside the pixels; without these words it would lie."""
    assert opened(clean(picture(exif=taken_somewhere(6)))).size == (200, 300)


def test_a_large_photo_is_made_smaller() -> None:
    assert opened(clean(picture(size=(4000, 3000)))).size == (LARGEST_SIDE, 1536)


def test_transparent_pixels_become_white() -> None:
    made = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(made, "PNG")

    assert opened(clean(made.getvalue())).getpixel((10, 10)) == (255, 255, 255)


def bomb(wide: int, high: int) -> bytes:
    """A small PNG that says it is huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rows + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG"),
        pytest.param(b"%PDF-1.7", id="PDF"),
        pytest.param(picture("GIF"), id="GIF"),
        pytest.param(picture("TIFF"), id="TIFF"),
        pytest.param(picture()[:400], id="cut off"),
        pytest.param(bomb(30_000, 30_000), id="bomb"),
        pytest.param(bomb(MOST_PIXELS // 5000 + 1, 5000), id="just too large"),
        pytest.param(picture(size=(2100, 100)), id="too narrow"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(500), id="only begins as one"),
    ],
)
def test_a_file_that_is_no_safe_photo_is_not_kept(sent: bytes) -> None:
    assert clean(sent) == b""
    assert clean(picture()) != b""


def test_a_refusal_comes_back_from_the_other_process() -> None:
    with pytest.raises(NotAPhoto):
        cleaned(bomb(30_000, 30_000))
