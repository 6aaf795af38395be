"""Buttons below a list of members or organisations: its pages, its radius, its filters."""

from collections.abc import Iterator
from dataclasses import replace

from bot.core import Button, Buttons, text
from bot.domain.directory.nearby import RADII
from bot.references.directory import (
    offer_directory_domains,
    offer_directory_places,
    search_directory,
)
from bot.vocabulary.audiences.audience_choice import marked
from handlers.directory.directory_filter import DirectoryFilter

PAGE_SIZE = 6
FURTHEST = 100_000
"""No list is turned further than that."""


def list_rows(which: DirectoryFilter, after: int, count: int) -> Buttons:
    """The buttons below a page of a filter's results."""
    search = search_directory.ask_button(text("Search"))
    everyone = replace(which, domain="").anywhere().page_button(text("Show all"))
    parts = (
        offer_directory_domains.button(text("By domain"), str(which)),
        offer_directory_places.button(text("By place"), str(which)),
    )
    searching = (search, everyone) if which.is_narrow else (search,)
    turning = tuple(_turning(which, after, count))
    return (turning, tuple(_radius_buttons(which)), searching, parts)


def _turning(which: DirectoryFilter, after: int, count: int) -> Iterator[Button]:
    if after:
        yield which.page_button(text("Previous"), max(after - PAGE_SIZE, 0))
    if after + PAGE_SIZE < count:
        yield which.page_button(text("Next"), after + PAGE_SIZE)


def _radius_buttons(which: DirectoryFilter) -> Iterator[Button]:
    if which.commune:
        for radius in RADII:
            label = marked(text("{distance} km", distance=radius), radius == which.radius)
            yield replace(which, radius=radius).page_button(label)
