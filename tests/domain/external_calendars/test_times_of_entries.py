"""Hours and zones of entries in external calendars."""

from zoneinfo import ZoneInfo

import pytest

from tests.domain.external_calendars.parsing import ONE, PARIS, calendar, only, read, sample


@pytest.mark.parametrize(
    ("head", "zone", "hour", "told_in"),
    [
        pytest.param("", PARIS, 13, "Europe/Paris", id="the community's"),
        pytest.param("X-WR-TIMEZONE:Indian/Reunion", PARIS, 10, "Indian/Reunion", id="its own"),
        pytest.param("X-WR-TIMEZONE:Atlantide", PARIS, 13, "Europe/Paris", id="unknown"),
    ],
)
def test_hours_without_a_zone_are_the_calendars(
    head: str, zone: ZoneInfo, hour: int, told_in: str
) -> None:
    found = only("UID:1\nDTSTART:20261205T143000\nSUMMARY:Visite", head=head, zone=zone)

    assert (found.starts_at.hour, found.zone) == (hour, told_in)


def test_an_unknown_zone_is_the_calendars() -> None:
    found = only("UID:1\nDTSTART;TZID=Chez nous:20261205T143000\nSUMMARY:Visite")

    assert (found.starts_at.hour, found.zone) == (13, "Europe/Paris")


def test_a_zone_is_not_learned_from_another_calendar() -> None:
    sample("outlook")

    entry = "UID:1\nDTSTART;TZID=Heure de la mairie:20261205T143000\nSUMMARY:Visite"
    assert only(entry).starts_at.hour == 13


def test_a_known_zone_cannot_be_changed_by_a_calendar() -> None:
    lie = (
        "BEGIN:VTIMEZONE\nTZID:Europe/Paris\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE"
    )
    found = only("UID:1\nDTSTART;TZID=Europe/Paris:20261205T143000\nSUMMARY:V", head=lie)

    assert found.starts_at.hour == 13


def test_a_weekly_hour_stays_the_hour_of_its_zone() -> None:
    weekly = (
        "UID:1\nDTSTART;TZID=Europe/Paris:20270301T180000\nRRULE:FREQ=WEEKLY;COUNT=6\nSUMMARY:V"
    )

    assert [each.starts_at.hour for each in read(calendar(weekly)).found] == [17] * 4 + [16] * 2


def test_an_end_before_the_start_is_ignored() -> None:
    entry = only(f"{ONE}\nDTEND:20261205T123000Z")

    assert (entry.starts_at.isoformat(), entry.ends_at) == ("2026-12-05T13:30:00+00:00", None)


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("20261124T085959Z", id="over"),
        pytest.param("22261205T133000Z", id="in two hundred years"),
    ],
)
def test_events_that_are_over_or_far_away_are_not_proposed(start: str) -> None:
    soon = "UID:2\nDTSTART:20261205T133000Z\nSUMMARY:Soon"
    found = read(calendar(f"UID:1\nDTSTART:{start}\nSUMMARY:Visite", soon)).found

    assert [each.title for each in found] == ["Soon"]
