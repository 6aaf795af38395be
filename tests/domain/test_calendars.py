"""Calendars as RFC 5545 wants them, read by two programs that know nothing of each other.

What each zone means is read by a third one, from the calendar alone.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import StringIO
from itertools import chain
from typing import Any
from unicodedata import category
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical
from hypothesis import example, given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from bot.domain.calendars.entries import CalendarEntry
from bot.domain.calendars.writer import calendar

PARIS = ZoneInfo("Europe/Paris")
ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "America/Miquelon",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
    "Australia/Lord_Howe",  # clocks change by half an hour
    "UTC",
)
CHANGES = [
    datetime.fromisoformat(each).replace(tzinfo=UTC)
    for each in (
        "2026-03-29T01:00",  # in Paris
        "2026-10-25T01:00",
        "2027-03-28T01:00",
        "2026-03-08T05:00",  # in Saint-Pierre
        "2026-11-01T04:00",
        "2026-04-04T15:00",  # in Lord Howe
        "2026-10-03T15:30",
    )
]
LINE_ENDS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
NEVER = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

minutes = st.integers(-300, 300).map(lambda count: timedelta(minutes=count))
instants = st.builds(lambda change, by: change + by, st.sampled_from(CHANGES), minutes) | st.builds(
    lambda by: datetime(2026, 1, 1, tzinfo=UTC) + by,
    st.integers(0, 3 * 366 * 24 * 60).map(lambda count: timedelta(minutes=count)),
)
nasty = st.sampled_from(
    [
        *LINE_ENDS,
        "\x00",
        "\ud800",
        "\\n",
        "\\N",
        "\\",
        ";",
        ",",
        ":",
        '"',
        "^n",
        "\t",
        " ",
        "é",
        "🌱",
    ]
)
attacks = st.sampled_from(
    ["END:VEVENT", "BEGIN:VALARM", "DTSTART:19700101T000000Z", "ATTENDEE:mailto:a@b", "UID:1"]
)
words = st.lists(st.text(max_size=20) | nasty | attacks, max_size=6).map("".join)
entries = st.builds(
    CalendarEntry,
    uid=st.uuids().map(str),
    sequence=st.integers(0, 99),
    starts_at=instants,
    ends_at=instants,
    zone=st.sampled_from(ZONES),
    title=words,
    changed_at=instants,
    place=words,
    url=words | words.map(lambda some: f"https://{some}"),
    description=words,
    organiser=words,
    cancelled=st.booleans(),
    tentative=st.booleans(),
)
several = st.lists(entries, max_size=2, unique_by=lambda each: each.uid)
at = partial(datetime, tzinfo=PARIS)


def entry(title: str = "Visite", **values: Any) -> CalendarEntry:  # noqa: ANN401 - fields of an entry
    usual: dict[str, Any] = {
        "uid": "12@terreau",
        "sequence": 0,
        "starts_at": at(2026, 12, 5, 14, 30),
        "ends_at": at(2026, 12, 5, 16, 30),
        "zone": "Europe/Paris",
        "changed_at": datetime(2026, 11, 24, 9, tzinfo=UTC),
    }
    return CalendarEntry(title=title, **usual | values)


def lines(written: bytes) -> list[str]:
    """The unfolded lines, once all that the format says of lines has been checked."""
    assert written.endswith(b"\r\n")
    rows = written.removesuffix(b"\r\n").split(b"\r\n")
    unfolded: list[str] = []
    for row in rows:
        assert 0 < len(row) <= 75
        assert b"\r" not in row
        assert b"\n" not in row
        said = row.decode()  # no character is cut in two
        assert not NEVER.search(said)
        if said.startswith(" "):
            unfolded[-1] += said[1:]
        else:
            unfolded.append(said)
    for line in unfolded:
        assert re.match(r"[A-Z-]+(;[A-Z-]+=([^\";:,]+|\"[^\"]*\"))*:", line), line
    return unfolded


def text_of(line: str) -> str:
    """The words of a property, each escape read where it stands."""
    said = line.partition(":")[2]
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,n])*", said), said
    return re.sub(r"\\(.)", lambda it: "\n" if it[1] == "n" else it[1], said)


# Default_Ignorable_Code_Point of Unicode 15 that is neither Cc nor Cf, and the empty braille cell.
IGNORABLE = frozenset(
    map(
        chr,
        chain(
            (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x2800, 0x3164, 0xFFA0),
            range(0x180B, 0x1810),
            range(0xFE00, 0xFE10),
            range(0xFFF0, 0xFFF9),
            range(0xE0000, 0xE1000),
        ),
    )
)


def plain(typed: str) -> str:
    """Words as they may be compared: without line ends, blanks, and what is not seen."""
    kept = typed.encode(errors="ignore").decode()
    return "".join(
        each
        for each in kept
        if not each.isspace() and each not in IGNORABLE and category(each) not in ("Cc", "Cf")
    )


def instant(moment: date | None) -> datetime:
    assert isinstance(moment, datetime)
    assert moment.tzinfo is not None
    return moment.astimezone(UTC)


@given(several)
@example([])
@example([entry("\\N\\n\\;\\,\\\\")])
@example([entry("a" * 80 + "🌱" * 80 + "\\," * 80)])
def test_whatever_is_typed_adds_no_line(those: list[CalendarEntry]) -> None:
    found = lines(calendar(those, name="Énergie\r\nX-EVIL:1", refreshed=timedelta(hours=1)))

    names = [re.split("[;:]", line)[0] for line in found]
    assert names.count("BEGIN") == names.count("END")
    assert found.count("BEGIN:VEVENT") == len(those)
    for name in ("UID", "DTSTAMP", "SEQUENCE", "STATUS", "LAST-MODIFIED"):
        assert names.count(name) == len(those)
    assert not {"X-EVIL", "ATTENDEE"} & set(names)
    assert "BEGIN:VALARM" not in found
    said = [plain(text_of(line)) for line in found if line.startswith("SUMMARY:")]
    assert said == [title for title in (plain(each.title) for each in those) if title]


@given(several)
def test_one_reader_finds_what_was_meant(those: list[CalendarEntry]) -> None:
    read = IcsCalendarStream.calendar_from_ics(calendar(those).decode())

    assert [each.uid for each in read.events] == [each.uid for each in those]
    for found, meant in zip(read.events, those, strict=True):
        assert plain(found.summary or "") == plain(meant.title)
        assert plain(found.location or "") == plain(meant.place)
        assert plain(found.description or "") == plain(meant.description)
        assert found.sequence == meant.sequence
        assert found.status == meant.status
        assert found.last_modified == meant.changed_at
        if meant.lasts_days:
            assert found.dtstart == meant.starts_at.astimezone(ZoneInfo(meant.zone)).date()
            assert found.dtend == meant.ends_at.astimezone(ZoneInfo(meant.zone)).date()
        else:
            assert instant(found.dtstart) == meant.starts_at
            ends = None if found.dtend is None else instant(found.dtend)
            assert ends == (meant.ends_at if meant.starts_at < meant.ends_at else None)


@given(several)
def test_the_other_reader_finds_it_too(those: list[CalendarEntry]) -> None:
    read = icalendar.Calendar.from_ical(calendar(those))

    assert not read.errors
    for found, meant in zip(read.walk("VEVENT"), those, strict=True):
        assert found["UID"] == meant.uid
        assert found["STATUS"] == meant.status
        if "\\" not in meant.title:  # which this one does not read as the format says
            assert plain(found.get("SUMMARY", "")) == plain(meant.title)
        if not meant.lasts_days:
            assert instant(found.decoded("DTSTART")) == meant.starts_at
            if meant.starts_at < meant.ends_at:
                assert instant(found.decoded("DTEND")) == meant.ends_at


@given(several)
def test_the_zones_inside_say_the_same_hours(those: list[CalendarEntry]) -> None:
    written = calendar(those)
    found = lines(written)
    named = set(re.findall(r"^DT(?:START|END);TZID=([^:]+):", "\n".join(found), re.MULTILINE))
    assert set(re.findall(r"^TZID:(.+)$", "\n".join(found), re.MULTILINE)) == named
    if not named:
        return
    zones = tzical(StringIO("\n".join(found)))

    for read, meant in zip(
        icalendar.Calendar.from_ical(written).walk("VEVENT"), those, strict=True
    ):
        starts = read.decoded("DTSTART")
        if "TZID" in read["DTSTART"].params:
            there = starts.replace(tzinfo=zones.get(read["DTSTART"].params["TZID"]))
            assert there.astimezone(UTC) == meant.starts_at


def test_the_same_events_are_the_same_bytes() -> None:
    assert calendar([entry()], name="Énergie") == calendar([entry()], name="Énergie")


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
def test_it_says_whether_it_takes_place(values: dict[str, Any], status: str) -> None:
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
def test_from_when_to_when(starts: datetime, ends: datetime, said: list[str]) -> None:
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
def test_only_an_address_of_the_web_is_one(typed: str, said: str | None) -> None:
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
