"""Calendars line by line, as the format wants them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.calendars.writer import calendar
from tests.domain.calendars.entries import LINE_ENDS, at, entry, lines


def test_an_event_reads_as_the_format_shows_it() -> None:
    meant = entry(
        "Visite du composteur ; apéro",
        sequence=2,
        place="Maison de l'énergie, Besançon",
        url="https://example.org/visite",
        description="Apportez un seau.\nEt des bottes.",
        organiser="Pionniers de l'énergie",
    )
    found = lines(calendar([meant], name="Énergie", refreshed=timedelta(hours=1)))

    assert found[:8] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Terreau//Events//EN",
        "METHOD:PUBLISH",
        "NAME:Énergie",
        "X-WR-CALNAME:Énergie",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    assert found[found.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:12@terreau",
        "DTSTAMP:20261124T090000Z",
        "LAST-MODIFIED:20261124T090000Z",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=Europe/Paris:20261205T143000",
        "DTEND;TZID=Europe/Paris:20261205T163000",
        "SUMMARY:Visite du composteur \\; apéro",
        "LOCATION:Maison de l'énergie\\, Besançon",
        "DESCRIPTION:Apportez un seau.\\nEt des bottes.",
        "URL:https://example.org/visite",
        'ORGANIZER;CN="Pionniers de l\'énergie":invalid:nomail',
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, "CONFIRMED"),
        ({"tentative": True}, "TENTATIVE"),
        ({"cancelled": True}, "CANCELLED"),
        ({"cancelled": True, "tentative": True}, "CANCELLED"),
    ],
)
def test_an_entry_states_whether_the_event_takes_place(values: dict[str, Any], status: str) -> None:
    assert f"STATUS:{status}" in lines(calendar([entry(**values)]))


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        pytest.param(
            at(2026, 12, 5),
            at(2026, 12, 6),
            ["DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261206"],
            id="a day",
        ),
        pytest.param(
            at(2026, 10, 24),
            at(2026, 10, 26),
            ["DTSTART;VALUE=DATE:20261024", "DTEND;VALUE=DATE:20261026"],
            id="two days, one of 25 hours",
        ),
        pytest.param(
            at(2026, 10, 25, 2, 30),
            at(2026, 10, 25, 2, 30, fold=1),
            ["DTSTART:20261025T003000Z", "DTEND:20261025T013000Z"],
            id="into the hour that comes again",
        ),
        pytest.param(
            at(2026, 3, 29, 1, 30),
            at(2026, 3, 29, 3, 30),
            [
                "DTSTART;TZID=Europe/Paris:20260329T013000",
                "DTEND;TZID=Europe/Paris:20260329T033000",
            ],
            id="over the hour that is skipped",
        ),
        pytest.param(
            at(2026, 12, 5, 14),
            at(2026, 12, 5, 14),
            ["DTSTART;TZID=Europe/Paris:20261205T140000"],
            id="no end behind its start",
        ),
        pytest.param(
            at(2026, 12, 5),
            at(2026, 12, 5),
            ["DTSTART;TZID=Europe/Paris:20261205T000000"],
            id="at midnight",
        ),
    ],
)
def test_an_entry_has_the_start_and_the_end_of_the_event(
    starts: datetime, ends: datetime, said: list[str]
) -> None:
    found = lines(calendar([entry(starts_at=starts, ends_at=ends)]))

    event = found[found.index("BEGIN:VEVENT") :]
    assert [each for each in event if each.startswith(("DTSTART", "DTEND"))] == said


@pytest.mark.parametrize("end", LINE_ENDS)
def test_every_kind_of_line_end_stays_inside(end: str) -> None:
    typed = f"a{end}BEGIN:VALARM{end}b"
    meant = entry(typed, uid=typed, place=typed, description=typed, organiser=typed)

    found = lines(calendar([meant], name=typed))

    assert "BEGIN:VALARM" not in found
    assert "SUMMARY:a BEGIN:VALARM b" in found
    assert "DESCRIPTION:a\\nBEGIN:VALARM\\nb" in found


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("https://example.org/été", "https://example.org/%C3%A9t%C3%A9"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/\r\nX:1", "https://example.org/%20X:1"),
        ('https://example.org/"\\', "https://example.org/%22%5C"),
        ("https://example.org/[", "https://example.org/%5B"),
        ("https://", None),
        ("https://[", None),
        ("https://]:[/", None),
        ("javascript:alert(1)", None),
        ("example.org", None),
        ("", None),
    ],
)
def test_only_a_web_address_is_written_as_a_link(typed: str, said: str | None) -> None:
    found = [each for each in lines(calendar([entry(url=typed)])) if each.startswith("URL")]

    assert found == ([] if said is None else [f"URL:{said}"])


def test_zones_are_said_once_each_and_only_those_used() -> None:
    reunion = entry(uid="2", zone="Indian/Reunion")
    found = lines(calendar([entry(), reunion, entry(uid="3"), entry(uid="4", zone="UTC")]))

    assert [each for each in found if each.startswith("TZID")] == [
        "TZID:Europe/Paris",
        "TZID:Indian/Reunion",
    ]
    assert "DTSTART:20261205T133000Z" in found
    assert "DTSTART;TZID=Indian/Reunion:20261205T173000" in found
