"""Pictures that people send: parsed, described, posted before their text."""

from typing import Annotated

from bot.core import JobContext, Picture, Upload, asks, at_most, read_upload, reads
from bot.domain.refusals import Refusal
from storage.communities import RoomKind
from storage.outbound import Priority

LONGEST_TEXT = 300
_UNKNOWN_TYPES = ("application/octet-stream", "")

PictureText = Annotated[
    str,
    asks("Describe the picture in a few words, for people who cannot see it."),
    at_most(LONGEST_TEXT),
]
"""The description of a picture, as forms ask for it."""


class NoPictureSent(Refusal):
    """Send me the picture itself here: a PNG, JPEG or WebP."""


def read_picture(typed: str) -> Upload:
    """Parse a sent picture; raises `NoPictureSent` for other types."""
    if not typed.startswith("\x00"):
        raise NoPictureSent
    return check_picture(read_upload(typed))


def check_picture(upload: Upload) -> Upload:
    """Return a sent file that may be a picture; raises `NoPictureSent` for other types."""
    if not upload.media_type.startswith("image/") and upload.media_type not in _UNKNOWN_TYPES:
        raise NoPictureSent
    return upload


PictureSent = Annotated[
    Upload,
    asks("Send me the picture. I do not keep where and when it was taken."),
    reads(read_picture),
]
"""The picture itself, as forms ask for it."""


def post_picture(ctx: JobContext, picture: Picture | None, *kinds: RoomKind) -> None:
    """Post a picture in rooms once, quietly: the card that follows notifies people."""
    if picture is None:
        return
    for room in ctx.rooms(*kinds):
        ctx.post(room.address, picture, again=False, priority=Priority.CARD, quiet=True)
