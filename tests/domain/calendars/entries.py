"""Entries of calendars, generated and typed, and their written lines."""

import re
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.calendars.entries import CalendarEntry

PARIS = ZoneInfo("Europe/Paris")
LINE_ENDS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
NEVER = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
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
    """Check the lines against the format, and return them unfolded."""
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
