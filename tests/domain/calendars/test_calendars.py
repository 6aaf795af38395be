"""Calendars of RFC 5545, read by two other programs that know nothing of each other."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import chain
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
from tests.domain.calendars.entries import LINE_ENDS, entry, lines

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
    """Words as they may be compared: without line ends, blanks, and invisible characters."""
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


@pytest.mark.slow
@given(several)
@example([])
@example([entry("\\N\\n\\;\\,\\\\")])
@example([entry("a" * 80 + "🌱" * 80 + "\\," * 80)])
def test_no_typed_words_add_a_line(those: list[CalendarEntry]) -> None:
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


@pytest.mark.slow
@given(several)
def test_one_reader_finds_the_same_events(those: list[CalendarEntry]) -> None:
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


@pytest.mark.slow
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


@pytest.mark.slow
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
