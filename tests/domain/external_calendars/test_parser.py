"""Calendars as others write them, and as nobody should."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.events.rules import LONGEST_DESCRIPTION, LONGEST_TITLE
from bot.domain.external_calendars.events import (
    MOST_BYTES,
    MOST_FOUND,
    BrokenCalendar,
    CalendarTooLarge,
    Feed,
    FeedEvent,
    NoCalendar,
    kept,
    read_found,
)
from bot.domain.external_calendars.parser import read_feed
from bot.domain.plain_text import plain
from bot.domain.refusals import Refusal

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
SAMPLES = {each.stem: each for each in (Path(__file__).parent / "calendars").glob("*.ics")}
ONE = "UID:1\nDTSTART:20261205T133000Z\nSUMMARY:Visite"


def read(content: str | bytes, zone: ZoneInfo = PARIS) -> Feed:
    said = content.replace("\n", "\r\n").encode() if isinstance(content, str) else content
    return read_feed(said, now=NOW, zone=zone)


def sample(name: str) -> Feed:
    return read(SAMPLES[name].read_bytes())


def calendar(*entries: str, head: str = "") -> str:
    blocks = "".join(f"BEGIN:VEVENT\n{each}\nEND:VEVENT\n" for each in entries)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}\n{blocks}END:VCALENDAR\n"


def only(*entries: str, head: str = "", zone: ZoneInfo = PARIS) -> FeedEvent:
    [found] = read(calendar(*entries, head=head), zone).found
    return found


# As others write them


def test_openagenda() -> None:
    feed = sample("openagenda")

    [visit] = feed.found  # the other one is over
    assert (feed.name, feed.broken, feed.left) == ("Agenda de la transition", 0, 0)
    assert visit == FeedEvent(
        uid="98211734-0@openagenda.com",
        title="Visite du composteur de quartier",
        starts_at=datetime(2026, 12, 5, 13, 30, tzinfo=UTC),
        ends_at=datetime(2026, 12, 5, 15, 30, tzinfo=UTC),
        zone="Europe/Paris",
        place="Jardin des Sciences, 14 avenue des Vergers, 25000 Besançon",
        url="https://openagenda.com/transition/events/visite-du-composteur",
        description="Venez voir comment on fait du terreau avec 300 kg de déchets par mois.\n\n"
        "Gratuit, sans inscription.",
        changed_at=datetime(2026, 11, 12, 17, tzinfo=UTC),
    )


def test_mobilizon_writes_web_pages_and_cancels() -> None:
    workshop, webinar = sample("mobilizon").found

    assert workshop.description == (
        "Un atelier pour isoler ses combles.\nApportez un mètre & un crayon"
    )
    assert (webinar.cancelled, webinar.sequence) == (True, 3)
    assert (webinar.place, webinar.link) == ("", "https://visio.example/b/isolation")
    assert webinar.ends_at is None


def test_gancio() -> None:
    [repair] = sample("gancio").found

    assert repair.title == "[Repair Café] On répare tout !"
    assert repair.description == "Amenez vos grille-pains.\nOn s'en occupe."


def test_nextcloud_recurs_with_an_exception_and_a_day_that_moved() -> None:
    found = sample("nextcloud").found

    assert [f"{each.starts_at.astimezone(PARIS):%d.%m. %H:%M} {each.place}" for each in found] == [
        "01.12. 19:00 Salle B",
        "03.02. 19:30 Salle C",
        "02.03. 19:00 Salle B",
        "06.04. 19:00 Salle B",
        "04.05. 19:00 Salle B",
    ]
    assert found[1].recurrence == "2027-02-02"
    assert len({each.key for each in found}) == len(found)


def test_google_has_whole_days_and_cancels_one_of_many() -> None:
    found = sample("google").found

    [plantation] = [each for each in found if each.whole_day]
    assert plantation.starts_at == datetime(2026, 12, 19, 23, tzinfo=UTC)
    assert plantation.ends_at == datetime(2026, 12, 21, 23, tzinfo=UTC)
    weekly = [each for each in found if each.title == "Distribution"]
    assert [each.recurrence[-2:] for each in weekly] == ["01", "08", "15", "22", "29"]
    assert [each.cancelled for each in weekly] == [False, True, False, False, False]


def test_outlook_names_zones_its_own_way() -> None:
    council, office = sample("outlook").found

    assert (office.starts_at.hour, office.zone) == (8, "Europe/Paris")
    assert (council.starts_at.hour, council.zone) == (7, "Europe/Paris")
    assert council.ends_at == council.starts_at + timedelta(minutes=45)


# Hours


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


def test_a_zone_of_no_name_that_anybody_knows_is_the_calendars() -> None:
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


def test_an_end_before_the_start_is_none() -> None:
    assert only(f"{ONE}\nDTEND:20261205T123000Z").ends_at is None


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("20261124T085959Z", id="over"),
        pytest.param("22261205T133000Z", id="in two hundred years"),
    ],
)
def test_what_is_over_or_far_away_is_not_proposed(start: str) -> None:
    assert read(calendar(f"UID:1\nDTSTART:{start}\nSUMMARY:Visite")).found == ()


# Names and words


def test_two_on_one_day_are_told_from_each_other() -> None:
    twice = f"{ONE}\nRDATE:20261205T170000Z"

    first, second = read(calendar(twice)).found
    assert (first.recurrence, second.recurrence) == ("2026-12-05", "2026-12-05 17:00")
    assert first.key != second.key


def test_the_newest_of_two_with_one_name_counts() -> None:
    newer = ONE.replace("Visite", "Visite, autre salle")

    assert only(ONE, f"{newer}\nSEQUENCE:2").title == "Visite, autre salle"


def test_an_entry_without_a_name_is_known_again() -> None:
    nameless = "DTSTART:20261205T133000Z\nSUMMARY:Visite"

    assert only(nameless).uid == only(f"{nameless}\nDESCRIPTION:Plus").uid != ""


def test_a_change_that_nobody_sees_is_none() -> None:
    before = only(ONE)

    assert only(f"{ONE}\nSEQUENCE:4\nLAST-MODIFIED:20261101T000000Z").fingerprint == (
        before.fingerprint
    )
    assert only(f"{ONE}\nLOCATION:Dole").fingerprint != before.fingerprint


def test_escapes_and_folds_are_undone() -> None:
    found = only(
        "UID:1\nDTSTART:20261205T133000Z\nSUMMARY:Vis\n ite\\, puis\\; goûter \\\\o/\n"
        "DESCRIPTION:Un\\nDeux\\NTrois"
    )

    assert found.title == "Visite, puis; goûter \\o/"
    assert found.description == "Un\nDeux\nTrois"


def test_words_are_cut_and_cannot_turn_the_reading_around() -> None:
    found = only(
        f"UID:1\nDTSTART:20261205T133000Z\nSUMMARY:\u202eA{'b' * 500}\nDESCRIPTION:{'mot ' * 9000}"
    )

    assert len(found.title) == LONGEST_TITLE
    assert found.title.startswith("Ab")
    assert found.title.endswith("…")
    assert len(found.description) <= LONGEST_DESCRIPTION


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://bank.example@evil.example/", "http://127.0.0.1/", "ftp://a.b"],
)
def test_an_address_that_people_should_not_be_led_to_is_left_out(url: str) -> None:
    assert only(f"{ONE}\nURL:{url}").url == ""


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        pytest.param("2 < 3 et 5 > 4", "2 < 3 et 5 > 4", id="no mark"),
        pytest.param("<p>Un</p><p>Deux&nbsp;!</p>", "Un\nDeux !", id="paragraphs"),
        pytest.param("<style>p {}</style><b>Gras</b>", "Gras", id="style"),
        pytest.param("a\n\n\n\n\nb", "a\n\nb", id="blank"),
        pytest.param('<a href="javascript:x">clic</a>', "clic", id="link"),
    ],
)
def test_words_are_made_plain(said: str, read_as: str) -> None:
    assert plain(said) == read_as


def test_a_calendar_of_another_age_is_read() -> None:
    content = calendar(ONE.replace("Visite", "Été")).replace("\n", "\r\n").encode("cp1252")

    assert read(content).found[0].title == "Été"


# Broken and hostile ones


@pytest.mark.parametrize("content", [b"", b"<html><body>404</body></html>", b"\xff\xfe\x00"])
def test_what_is_no_calendar_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NoCalendar):
        read(content)


def test_a_calendar_may_be_empty() -> None:
    assert read(calendar()).found == ()


def test_a_broken_entry_costs_only_itself() -> None:
    feed = read(
        calendar(
            "UID:2\nDTSTART:tomorrow\nSUMMARY:Non",
            "UID:3\nSUMMARY:Sans date",
            ONE,
            "UID:4\nDTSTART:20261205T133000Z\nRRULE:FREQ=JAMAIS\nSUMMARY:Non",
        )
    )

    assert [each.title for each in feed.found] == ["Visite"]
    assert feed.broken == 3


def test_one_that_ends_in_the_middle_gives_what_is_whole() -> None:
    feed = read(calendar(ONE, ONE.replace("UID:1", "UID:2")).partition("END:VEVENT\nEND")[0])

    assert [each.title for each in feed.found] == ["Visite"]


def test_one_of_which_nothing_can_be_read_is_refused() -> None:
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
    feed = read(calendar(*many))

    assert (len(feed.found), feed.left) == (MOST_FOUND, 7)


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
    begun = perf_counter()

    feed = read(calendar(f"UID:2\nDTSTART:19710101T000000Z\nRRULE:{rule}\nSUMMARY:Bombe", ONE))

    assert "Visite" in [each.title for each in feed.found]
    assert len(feed.found) < 100
    assert perf_counter() - begun < 10


def test_a_zone_that_never_ends_ends() -> None:
    bomb = (
        "BEGIN:VTIMEZONE\nTZID:Bombe\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "RRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE"
    )
    begun = perf_counter()

    found = only("UID:1\nDTSTART;TZID=Bombe:20261205T143000\nSUMMARY:V", head=bomb)

    assert found.starts_at.hour == 13
    assert perf_counter() - begun < 5


def test_a_great_many_escapes_take_no_great_time() -> None:
    begun = perf_counter()

    read(calendar(f"{ONE}\nDESCRIPTION:{'<' * 30_000}{'&amp;' * 5000}{chr(92) * 20_000}"))

    assert perf_counter() - begun < 5


# Whatever comes


@settings(max_examples=300)
@given(data=st.data())
def test_mangled_bytes_give_a_feed_or_a_refusal(data: st.DataObject) -> None:
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


@settings(max_examples=500)
@given(lines=st.lists(st.sampled_from(LINES.splitlines()), max_size=25))
def test_lines_in_any_order_give_a_feed_or_a_refusal(lines: list[str]) -> None:
    entry = "\n".join(lines)
    _look(calendar(f"{ONE}\n{entry}").replace("\n", "\r\n").encode())
    _look("\r\n".join(["BEGIN:VCALENDAR", *lines]).encode())


def _look(content: bytes) -> None:
    try:
        feed = read(content)
    except Refusal:
        return
    assert [each.starts_at for each in feed.found] == sorted(each.starts_at for each in feed.found)
    for each in feed.found:
        assert each.starts_at > NOW
        assert each.ends_at is None or each.ends_at > each.starts_at
        assert each.title
        assert ZoneInfo(each.zone).key == each.zone
        assert read_found(json.loads(json.dumps(kept(each)))) == each
        json.dumps(kept(each)).encode()
        each.title.encode()
    assert len({each.key for each in feed.found}) == len(feed.found)
