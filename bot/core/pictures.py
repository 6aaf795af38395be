"""QR codes."""

from io import BytesIO

import segno


def draw(content: str) -> bytes:
    """A QR code as PNG."""
    drawn = BytesIO()
    segno.make(content, micro=False).save(drawn, kind="png", scale=8, border=4)
    return drawn.getvalue()
