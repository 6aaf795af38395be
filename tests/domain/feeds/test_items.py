"""Equal links, addresses of feeds, and the times at which feeds are read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.addresses import NotALink
from bot.domain.feeds import NIGHT, RHYTHM, link_key, read_feed_address

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    "other",
    [
        "http://gazette.example/lire?a=1&b=2",
        "https://www.gazette.example/lire/?b=2&a=1",
        "https://GAZETTE.example:443/lire?a=1&b=2#suite",
        "https://gazette.example/lire?a=1&b=2#xtor=RSS-1",
        "https://gazette.example/lire?a=1&b=2&utm_source=rss&fbclid=x",
    ],
)
def test_links_to_one_page_are_one(other: str) -> None:
    assert link_key(other) == link_key("https://gazette.example/lire?a=1&b=2")


@pytest.mark.parametrize(
    "other",
    [
        "https://gazette.example/lire?a=1",
        "https://gazette.example/lire?a=1&b=2#reunion-du-12",
        "https://autre.example/lire?a=1&b=2",
        "",
    ],
)
def test_links_to_other_pages_are_not(other: str) -> None:
    here = "https://gazette.example/lire?a=1&b=2"

    assert link_key(other) != link_key(here)
    assert link_key(here) == link_key(f"{here}&utm_source=x")


@pytest.mark.parametrize(
    "typed",
    ["gazette.example/f", "feed://gazette.example/f", "feed:https://gazette.example/f"],
)
def test_the_address_of_a_feed_is_read_as_programs_write_it(typed: str) -> None:
    assert read_feed_address(typed) == "https://gazette.example/f"


@pytest.mark.parametrize("typed", ["feed:file:///etc/passwd", "http://127.0.0.1/f", "bonjour"])
def test_a_wrong_feed_address_is_refused(typed: str) -> None:
    with pytest.raises(NotALink):
        read_feed_address(typed)


def test_a_failing_feed_is_asked_more_and_more_seldom() -> None:
    pauses = [RHYTHM.pause(0, failures) for failures in range(20)]

    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (RHYTHM.every, RHYTHM.seldom)
    assert len({RHYTHM.pause(feed_id, 0) for feed_id in range(7)}) == 7


@pytest.mark.parametrize(
    ("hour", "expected"),
    [(7, (24, 8)), (8, (24, 8)), (19, (24, 19)), (20, (25, 8)), (23, (25, 8))],
)
def test_a_reading_due_at_night_waits_for_the_morning(hour: int, expected: tuple[int, int]) -> None:
    found = NIGHT.over(datetime(2026, 11, 24, hour, tzinfo=PARIS), PARIS).astimezone(PARIS)

    assert (found.day, found.hour) == expected
    assert found - datetime(2026, 11, 24, hour, tzinfo=PARIS) < timedelta(hours=13)
