"""Photos that people send: only the visible picture is kept, as JPEG of limited size.

Place, time, device and other metadata are dropped. A file from outside is opened in a worker
process with limits.
"""

from io import BytesIO

from bot.workers.worker_process import WorkFailed, draw_in_worker

PHOTO_NAME, PHOTO_TYPE = "photo.jpg", "image/jpeg"
SECONDS = 60.0
MOST_PIXELS = 50_000_000
"""The most that a phone's camera gives; a larger picture may be meant to exhaust memory."""
LARGEST_SIDE = 2048
NARROWEST = 20
"""The greatest ratio of the two sides of a picture: Telegram shows no narrower one."""
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85


class NotAPhoto(ValueError):
    """This is no picture that can be shown."""


def cleaned(content: bytes) -> bytes:
    """A picture as JPEG without metadata; to be called in a thread.

    Raises `NotAPhoto` for other formats than PNG, JPEG and WebP, and for broken or oversized
    ones.
    """
    try:
        found = draw_in_worker(clean, SECONDS, content)
    except WorkFailed:  # the process took too much, and was ended
        raise NotAPhoto from None
    if not found:
        raise NotAPhoto
    return found


def clean(content: bytes) -> bytes:
    """Clean a picture in this process; empty if it is not a photo."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - only where something is drawn

    Image.MAX_IMAGE_PIXELS = None  # twice as many as it says are let through
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as found:
            wide, high = found.size
            if wide * high > MOST_PIXELS or max(found.size) > NARROWEST * min(found.size):
                return b""
            found.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            if upright.has_transparency_data:
                white = Image.new("RGBA", upright.size, "white")
                upright = Image.alpha_composite(white, upright.convert("RGBA"))
            seen = Image.new("RGB", upright.size)
            seen.paste(upright.convert("RGB"))
    except (OSError, SyntaxError, ValueError, MemoryError):
        return b""
    drawn = BytesIO()
    seen.save(drawn, "JPEG", quality=_QUALITY, optimize=True)
    return drawn.getvalue()
