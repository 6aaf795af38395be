"""Names and properties of a community, read as people type them."""

import re
from collections.abc import Collection, Sequence

from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line

LONGEST_NAME = 80
LONGEST_SLUG = 40
LONGEST_LINK = 500
MOST_DOMAINS = 20
LONGEST_DOMAIN = 40
UNNAMED = "communaute"
"""Short name for names without any letter that we know."""

_SLUG = re.compile(r"[a-z][a-z0-9-]*")
_LINK = re.compile(r"https?://[^\s/<>\"]\S*", re.IGNORECASE)


class NoCommunityName(Refusal):
    """A community's name has 1 to 80 characters, on one line: write for example Water pioneers."""


class NameTaken(Refusal):
    """There is a community called “{name}” already: choose another name."""

    about = "name"


class NoSlug(Refusal):
    """“{typed}” cannot be a short name. It begins with a letter: write for example living-water."""


class SlugTaken(Refusal):
    """The short name “{slug}” is another community's: choose another one."""

    about = "slug"


class CharterNotALink(Refusal):
    """“{typed}” is not a web address. Write it whole, for example https://example.org/charter."""


class NoDomains(Refusal):
    """Write each domain on a line of its own, for example: rivers and lakes."""


class DomainTooLong(Refusal):
    """“{domain}…” is too long for a domain: {most} characters at most."""


class TooManyDomains(Refusal):
    """There are {most} domains at most, and you wrote {count}: put some of them together."""


def read_name(typed: str) -> str:
    """A name on one line."""
    name = on_one_line(typed)
    if len(name) > LONGEST_NAME or not any(letter.isalnum() for letter in name):
        raise NoCommunityName
    return name


def slug_of(name: str, taken: Collection[str] = ()) -> str:
    """The short name that is made from a name, another than those that are `taken`."""
    made = _slugged(name) or UNNAMED
    slug, nth = made, 2
    while slug in taken:
        slug, nth = f"{made}-{nth}", nth + 1
    return slug


def read_slug(typed: str) -> str:
    """A short name; capitals, accents and blanks are forgiven."""
    slug = _slugged(typed)
    if not slug:
        raise NoSlug(typed=typed.strip()[:LONGEST_SLUG])
    return slug


def read_link(typed: str) -> str:
    """A web address."""
    link = typed.strip()
    if not _LINK.fullmatch(link) or len(link) > LONGEST_LINK:
        raise CharterNotALink(typed=link[:LONGEST_SLUG])
    return link


def read_domains(typed: Sequence[str]) -> list[str]:
    """A community's own domains, each once, in the order that they were written in."""
    written = [on_one_line(domain) for line in typed for domain in re.split(r"[\n,;]", line)]
    once: dict[str, str] = {}
    for each in filter(None, written):
        once.setdefault(fold(each), each)
    domains = list(once.values())
    if not domains:
        raise NoDomains
    for each in domains:
        if len(each) > LONGEST_DOMAIN:
            raise DomainTooLong(domain=each[:20], most=LONGEST_DOMAIN)
    if len(domains) > MOST_DOMAINS:
        raise TooManyDomains(most=MOST_DOMAINS, count=len(domains))
    return domains


def _slugged(words: str) -> str:
    bare = re.sub(r"[^a-z0-9]+", "-", fold(words)).lstrip("-0123456789")
    slug = bare[:LONGEST_SLUG].strip("-")
    return slug if _SLUG.fullmatch(slug) else ""
