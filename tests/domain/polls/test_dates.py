"""Dates of polls: read, answered, counted."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.polls.dates import (
    NONE,
    date_added,
    date_tally,
    date_tapped,
    dates_meant,
    explicit_answers,
    read_dates,
    with_answers,
)
from bot.domain.polls.rules import Choices, ChoiceTwice, Counts, PollKind, Rules, recount

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 27, 11, tzinfo=PARIS)
DATES = ["2026-12-05", "2026-12-08T18:30+01:00", "2026-12-12T14:00+01:00/2026-12-12T16:00+01:00"]


def test_dates_are_kept_in_their_order_and_once() -> None:
    typed = ["12/12 14h-16h", "samedi 5 décembre", "mardi 8 décembre 18h30"]

    assert read_dates(typed, now=NOW, zone=PARIS) == DATES
    with pytest.raises(ChoiceTwice):
        read_dates(["5 décembre", "samedi 5 décembre"], now=NOW, zone=PARIS)


@pytest.mark.parametrize(
    ("typed", "ballot"),
    [
        *(("1 3?", (1, -3)), ("1, 3 si besoin", (1, -3)), ("si besoin 2, 1", (1, -2))),
        *(("samedi 5 décembre, 8/12 ?", (1, -2)), ("oui 1 et 3", (1, 3))),
        *(("mar si besoin", (-2,)), ("mardi, 1", (1, 2)), ("Tuesday 3?", (2, -3)), ("lundi", None)),
        *(("1 oui 2 si besoin 3 non", (1, -2)), ("sam 5 oui, mardi peut-être", (1, -2))),
        *(("samedi 5 décembre oui, mardi si besoin", (1, -2)), ("1 non", NONE), ("non", None)),
        *(("yes 1, no 2, maybe 3", (1, -3)), ("2 no 3", (3,))),
        *(("tous sauf mardi", (1, 3)), ("toutes les dates me vont", (1, 2, 3)), ("all", (1, 2, 3))),
        *(("pas le mardi, 1", (1,)), ("all but 1 and 2", (3,)), ("tous sauf hier", None)),
        *(("aucune", NONE), ("none", NONE), ("retirer", ()), ("4", None), ("samedi", None)),
    ],
)
def test_typed_answers_are_understood(typed: str, ballot: Choices | None) -> None:
    assert dates_meant(typed, DATES, NOW.date()) == ballot


def test_single_dates_are_answered_without_the_others() -> None:
    assert explicit_answers("mardi oui, 1 si besoin", DATES, NOW.date()) == {2: 2, 1: -1}
    assert explicit_answers("mardi me va, 1 c'est bon", DATES, NOW.date()) == {2: 2, 1: 1}
    assert explicit_answers("can't make Tuesday", DATES, NOW.date()) == {2: 0}
    assert explicit_answers("ok", DATES, NOW.date()) is None
    assert explicit_answers("mardi, 1 si besoin", DATES, NOW.date()) is None
    assert with_answers((1, -2), {2: 0}) == (1,)
    assert with_answers((1,), {1: 0}) == NONE
    assert with_answers(NONE, {3: 3}) == (3,)


def test_taps_go_round_through_yes_if_need_be_and_no() -> None:
    ballot: Choices = (1,)
    seen = []
    for _ in range(4):
        ballot = date_tapped(ballot, 2)
        seen.append(ballot)

    assert seen == [(1, 2), (1, -2), (1,), (1, 2)]
    assert date_tapped((-1,), 1) == NONE
    assert date_tapped((1, 2), 0) == NONE
    assert date_tapped(NONE, 2) == (2,)
    assert date_added((-2,), 2) == date_added((2,), 2) == (2,)


def test_the_best_date_has_the_most_yes_then_the_most_if_need_be() -> None:
    cast = [((1, -3), 2), ((1, 2, -3), 1), ((3,), 1), ((2,), 2), (NONE, 1)]
    counted = date_tally(3, recount(Rules(PollKind.DATE, 3, most=3), cast))

    assert (counted.yes, counted.if_need_be, counted.voters) == ((3, 3, 1), (0, 0, 3), 7)
    assert counted.best == (1, 2)
    assert date_tally(2, Counts(1, {(-2,): 1})).best == (2,)
    assert date_tally(2, Counts(1, {NONE: 1})).best == ()
    first = date_tally(2, Counts(1, {(1,): 1}))
    assert [first.is_refused(each) for each in (1, 2)] == [False, True]
