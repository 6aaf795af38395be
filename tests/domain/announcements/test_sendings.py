"""Duration and progress of a sending."""

from datetime import timedelta

import pytest

from bot.domain.announcements import (
    NothingSaid,
    Progress,
    estimated_time,
    in_minutes,
    read_announcement,
    title_and_body,
)

SECOND = timedelta(seconds=1)


def test_networks_are_written_to_side_by_side() -> None:
    people = {"telegram": 3000, "matrix": 60}

    assert estimated_time(people, {"matrix": 5 * SECOND}) == 300 * SECOND
    assert estimated_time(people, {}) == 150 * SECOND
    assert estimated_time({}, {}) == timedelta()


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (19, 0), (20, 1), (60, 1), (61, 2)])
def test_minutes_are_rounded_up(seconds: int, minutes: int) -> None:
    assert in_minutes(seconds * SECOND) == minutes


@pytest.mark.parametrize(
    ("progress", "unreachable"),
    [
        (Progress(42, waiting=42), 0),
        (Progress(42, delivered=38, uncertain=1, failed=2), 3),
        (Progress(2, delivered=3), 0),
    ],
    ids=["begun", "over", "grown"],
)
def test_people_without_a_delivery_are_counted_as_unreachable(
    progress: Progress, unreachable: int
) -> None:
    assert progress.unreachable == unreachable


def test_the_first_line_of_several_is_the_title() -> None:
    assert title_and_body("Titre\nun\n\ndeux") == ("📣 Titre", ["un", "", "deux"])
    assert title_and_body("Une ligne") == ("", ["📣 Une ligne"])


def test_words_are_tidied() -> None:
    assert read_announcement("\n  Titre \n un  \n") == "Titre\nun"
    with pytest.raises(NothingSaid):
        read_announcement(" \n ")
