"""Checks of a letter before it is sent."""

from datetime import UTC, datetime, timedelta

from bot.domain.circles import Audience
from bot.domain.digest.composing import ItemFacts, by_circle, by_network, for_circle, preflight

DUE = datetime(2026, 12, 1, 7, tzinfo=UTC)
ALL = ItemFacts(kind="news", ref=1)
OVER = ItemFacts(kind="poll", ref=2, until=DUE)
LASTS = ItemFacts(kind="poll", ref=3, until=DUE + timedelta(hours=1))
SOME = ItemFacts(kind="event", ref=4, audience=Audience(circles=["engaged"]))


def test_expired_items_and_circles_without_items_are_found() -> None:
    assert not preflight([ALL, LASTS], [ALL, LASTS], DUE, ["engaged", "citizen"])
    assert preflight([ALL, OVER], [ALL], DUE, ["engaged"]).over == [OVER]
    assert preflight([SOME, OVER], [SOME], DUE, ["engaged", "citizen"]).without == ["citizen"]
    assert for_circle([ALL, SOME], "citizen") == [ALL]


def test_items_sent_before_are_distinguished_from_expired_ones() -> None:
    found = preflight([ALL, LASTS, OVER], [ALL], DUE, ["engaged"])

    assert (found.had, found.over, found.without) == ([LASTS], [OVER], [])
    assert preflight([LASTS], [], DUE, ["engaged"]).without == ["engaged"]


def test_readers_are_counted_by_circle_and_by_network() -> None:
    counted = {("engaged", "telegram"): 2, ("informed", "telegram"): 3, ("engaged", ""): 1}

    assert by_circle(counted) == {"engaged": 3, "informed": 3}
    assert by_network(counted) == {"telegram": 5, "": 1}
