"""Our own small pages: plain self-contained HTML, and the headers of every answer."""

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from unicodedata import normalize
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.core.messages.content import Text
from bot.core.messages.language.i18n import Reader, spoken
from bot.locales import LOCALES

_STYLE = """
:root { color-scheme: light dark }
body { margin: 0; font: 1.125rem/1.5 system-ui, sans-serif }
main { max-width: 34rem; margin: 0 auto; padding: 3rem 1.25rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem }
button { font: inherit; font-weight: 600; padding: .75rem 1.5rem; margin: 1rem 0; cursor: pointer;
  border: 0; border-radius: .5rem; background: #1d5c38; color: #fff }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 3px }
"""
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Headers of every answer, refusals included."""


def html(reader: Reader, title: Text, *lines: Text, button: Text | None = None) -> str:
    """A page with a title, a paragraph a line, and at most one button, which posts to itself."""
    said = escape(reader.say(title), quote=False)
    body = "".join(f"<p>{escape(reader.say(line), quote=False)}</p>\n" for line in lines)
    if button is not None:
        label = escape(reader.say(button), quote=False)
        body += f'<form method="post"><button type="submit">{label}</button></form>\n'
    return f"""<!doctype html>
<html lang="{reader.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{said}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{said}</h1>
{body}</main>
</body>
</html>
"""


def reader_of(accepted: str, default: str) -> Reader:
    """The reader whose browser sends `Accept-Language: accepted`."""
    return Reader(language(accepted, default), ZoneInfo("UTC"), datetime.now(UTC).date())


def language(accepted: str, default: str) -> str:
    """The language that is liked best of those that we speak."""
    liked = [_liking(each) for each in accepted.split(",")]
    spoken_ones = [(weight, spoken(tag, "")) for tag, weight in liked if weight > 0]
    known = [(weight, each) for weight, each in spoken_ones if each in LOCALES]
    return max(known, key=lambda each: each[0], default=(0.0, default))[1]


def attachment(name: str) -> str:
    """The header that has a file saved under its name: see RFC 6266."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _liking(header_part: str) -> tuple[str, float]:
    """`fr-CA;q=0.8` as the tag and how much it is liked."""
    tag, _, weight = header_part.strip().partition(";")
    try:
        return tag.strip(), float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        return tag.strip(), 0.0
