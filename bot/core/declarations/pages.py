"""Pages that features declare for the web server: paths and answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.context.contact import Contact
from bot.core.declarations.arguments.parameters import Param
from bot.core.messages.content import Text

PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""A word of a path that is an argument of the page's function."""


@dataclass(frozen=True, slots=True)
class Page:
    """The answer of a page."""

    content: bytes
    media_type: str
    changed_at: datetime | None = None
    name: str = ""
    """The name that it is saved under; a page without one is shown."""


class NothingHere(Exception):
    """There is no page at this address; the reader may be told why."""

    def __init__(self, title: Text | None = None, why: Text | None = None) -> None:
        super().__init__()
        self.title = title
        self.why = why


class UnknownToken(NothingHere):
    """The token in the address was never given to anybody: it counts as a guess."""


class PathUnlikeFunction(ValueError):
    """The words of a page's path are not the parameters of its function."""


@dataclass(frozen=True, slots=True)
class PageCall:
    """A page, as the server looks it up."""

    path: str
    call: Callable[..., Any]
    params: tuple[Param, ...]
    secret: bool
    """True if the path has a token, which makes it the page of one person."""

    def __post_init__(self) -> None:
        if PLACEHOLDER.findall(self.path) != [each.name for each in self.params]:
            raise PathUnlikeFunction(self.path)

    @property
    def shape(self) -> str:
        """The path without the names of its words: two pages of one shape cannot be told apart."""
        return PLACEHOLDER.sub("{}", self.path)

    def is_at(self, url: str, contact: Contact) -> bool:
        """True if the address is one of this page."""
        start = f"{contact.public_url}{self.path.partition('{')[0]}"
        return bool(contact.public_url) and url.startswith(start)
