"""Broken and hostile calendars."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.external_calendars.events import (
    MOST_BYTES,
    MOST_FOUND,
    BrokenCalendar,
    CalendarTooLarge,
    NoCalendar,
    ParsedCalendar,
    pack_event,
    unpack_event,
)
from bot.domain.refusals import Refusal
from tests.domain.external_calendars.parsing import NOW, ONE, SAMPLES, calendar, only, read
from tests.hostile.worst_words import outgrows


@pytest.mark.parametrize("content", [b"", b"<html><body>404</body></html>", b"\xff\xfe\x00"])
def test_other_files_are_no_calendars(content: bytes) -> None:
    with pytest.raises(NoCalendar):
        read(content)


def test_a_calendar_may_be_empty() -> None:
    assert read(calendar()).found == ()
    assert len(read(calendar("UID:1\nDTSTART:20261205T133000Z\nSUMMARY:Visite")).found) == 1


def test_a_broken_entry_costs_only_itself() -> None:
    parsed = read(
        calendar(
            "UID:2\nDTSTART:tomorrow\nSUMMARY:Non",
            "UID:3\nSUMMARY:Sans date",
            ONE,
            "UID:4\nDTSTART:20261205T133000Z\nRRULE:FREQ=JAMAIS\nSUMMARY:Non",
        )
    )

    assert [each.title for each in parsed.found] == ["Visite"]
    assert parsed.broken == 3


def test_a_calendar_cut_off_in_the_middle_gives_its_whole_entries() -> None:
    parsed = read(calendar(ONE, ONE.replace("UID:1", "UID:2")).partition("END:VEVENT\nEND")[0])

    assert [each.title for each in parsed.found] == ["Visite"]


def test_a_calendar_without_a_readable_entry_is_refused() -> None:
    with pytest.raises(BrokenCalendar):
        read(calendar("UID:2\nDTSTART:tomorrow", "UID:3\nDTSTART:yesterday"))


def test_too_large_a_calendar_is_refused() -> None:
    with pytest.raises(CalendarTooLarge):
        read(b"BEGIN:VCALENDAR\r\n" + b" " * MOST_BYTES)


def test_only_the_first_of_very_many_are_taken() -> None:
    many = [
        f"UID:{n}\nDTSTART:{NOW + timedelta(days=1 + n % 300):%Y%m%dT%H%M%SZ}\nSUMMARY:V"
        for n in range(MOST_FOUND + 7)
    ]
    parsed = read(calendar(*many))

    assert (len(parsed.found), parsed.left) == (MOST_FOUND, 7)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=HOURLY;INTERVAL=1",
        "FREQ=DAILY;BYSECOND=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5,6",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=YEARLY;BYYEARDAY=400",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=99999999999999999999",
        "FREQ=WEEKLY;INTERVAL=99999999999999999999",
    ],
)
def test_a_rule_that_never_ends_ends(rule: str) -> None:
    parsed = read(calendar(f"UID:2\nDTSTART:19710101T000000Z\nRRULE:{rule}\nSUMMARY:Bombe", ONE))

    assert "Visite" in [each.title for each in parsed.found]
    assert len(parsed.found) < 100


def test_a_zone_that_never_ends_ends() -> None:
    bomb = (
        "BEGIN:VTIMEZONE\nTZID:Bombe\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "RRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE"
    )

    found = only("UID:1\nDTSTART;TZID=Bombe:20261205T143000\nSUMMARY:V", head=bomb)

    assert found.starts_at.hour == 13


def test_a_great_many_escapes_take_no_great_time() -> None:
    def escapes(many: int) -> str:
        return f"{'<' * many}{'&amp;' * (many // 6)}{chr(92) * many}"

    def described(words: str) -> ParsedCalendar:
        return read(calendar(f"{ONE}\nDESCRIPTION:{words}"))

    assert not outgrows(described, escapes, 1_500, 24_000)
    assert [each.title for each in described(escapes(24_000)).found] == ["Visite"]


@pytest.mark.slow
@settings(max_examples=300)
@given(data=st.data())
def test_mangled_bytes_give_a_calendar_or_a_refusal(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(sorted(SAMPLES.values()))).read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(content) - 1))
        cut = data.draw(st.integers(0, 30))
        content[at : at + cut] = data.draw(st.binary(max_size=20))
    _look(bytes(content))


LINES = """\
BEGIN:VEVENT
END:VEVENT
BEGIN:VTIMEZONE
END:VTIMEZONE
BEGIN:VCALENDAR
END:VCALENDAR
BEGIN:STANDARD
END:STANDARD
UID:1
DTSTART:20261205T133000Z
DTSTART;VALUE=DATE:20261205
DTSTART;TZID=X:20261205T133000
TZID:X
TZOFFSETFROM:+0100
TZOFFSETTO:+9900
DTEND:20261205
DTSTART:00010101T000000Z
DTSTART:99991231T235959Z
DURATION:P999999999D
DURATION:-PT1H
RRULE:FREQ=WEEKLY
RRULE:FREQ=DAILY;COUNT=3;UNTIL=20260101
RRULE:
RDATE:20261206T133000Z
RDATE;VALUE=PERIOD:20261206T133000Z/PT1H
EXDATE:20261205
RECURRENCE-ID:20261205T133000Z
RECURRENCE-ID;RANGE=THISANDFUTURE:20261212
SUMMARY:V
SUMMARY;X=":V
SEQUENCE:-1
SEQUENCE:x
STATUS:CANCELLED
X-WR-TIMEZONE:../../etc/passwd
X-WR-TIMEZONE:Europe/Paris
: ;
=
URL:http://[
"""


@pytest.mark.slow
@settings(max_examples=500)
@given(lines=st.lists(st.sampled_from(LINES.splitlines()), max_size=25))
def test_lines_in_any_order_give_a_calendar_or_a_refusal(lines: list[str]) -> None:
    entry = "\n".join(lines)
    _look(calendar(f"{ONE}\n{entry}").replace("\n", "\r\n").encode())
    _look("\r\n".join(["BEGIN:VCALENDAR", *lines]).encode())


def _look(content: bytes) -> None:
    try:
        parsed = read(content)
    except Refusal:
        return
    assert [each.starts_at for each in parsed.found] == sorted(
        each.starts_at for each in parsed.found
    )
    for each in parsed.found:
        assert each.starts_at > NOW
        assert each.ends_at is None or each.ends_at > each.starts_at
        assert each.title
        assert ZoneInfo(each.zone).key == each.zone
        assert unpack_event(json.loads(json.dumps(pack_event(each)))) == each
        json.dumps(pack_event(each)).encode()
        each.title.encode()
    assert len({each.key for each in parsed.found}) == len(parsed.found)
