"""Web and e-mail addresses that people type: read plainly, and never fetched nor written to."""

import re
from urllib.parse import urlsplit

from bot.domain.refusals import Refusal

LONGEST_LINK = 200
LONGEST_EMAIL = 254
_BARE = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?([/?#].*)?")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+")
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[\w-]+(\.[\w-]+)*\.[^\W\d_][\w-]+")


class NotALink(Refusal):
    """“{typed}” is not a web address. Write for example: https://example.org."""


class LinkTooLong(Refusal):
    """This address is too long: {most} characters at most."""


class NotAnEmail(Refusal):
    """“{typed}” is not an e-mail address. Write for example: zoe@example.org."""


def read_link(typed: str, most: int = LONGEST_LINK) -> str:
    """Read a web address; `https://` is added if missing. Raises a `Refusal`.

    Refused: addresses that show another site than they lead to
    (`https://bank.example@elsewhere.example`), or that lead to no site.
    """
    link = typed.strip().strip("<>")
    if _BARE.fullmatch(link):
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotALink(typed=typed[:40]) from error
    has_domain = _HOST.fullmatch(host) is not None and not host.replace(".", "").isdecimal()
    plain = "@" not in parts.netloc and not re.search(r"[\s\x00-\x1f\x7f\\]", link)
    if parts.scheme not in ("http", "https") or not has_domain or not plain or port == 0:
        raise NotALink(typed=typed[:40])
    if len(link) > most:
        raise LinkTooLong(most=most)
    return link


def read_email(typed: str) -> str:
    """An e-mail address; raises `NotAnEmail`."""
    address = typed.strip().strip("<>").removeprefix("mailto:")
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise NotAnEmail(typed=typed[:40])
    return address
