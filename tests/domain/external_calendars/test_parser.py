"""External calendars as programs write them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.addresses import plain
from bot.domain.events.rules import LONGEST_DESCRIPTION, LONGEST_TITLE
from bot.domain.external_calendars.events import CalendarEvent
from tests.domain.external_calendars.parsing import ONE, PARIS, calendar, only, read, sample


def test_a_calendar_of_openagenda_is_read() -> None:
    parsed = sample("openagenda")

    [visit] = parsed.found  # the other one is over
    assert (parsed.name, parsed.broken, parsed.left) == ("Agenda de la transition", 0, 0)
    assert visit == CalendarEvent(
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


def test_a_calendar_of_gancio_is_read() -> None:
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


def test_an_invisible_change_of_an_entry_is_no_change() -> None:
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
    assert only(f"{ONE}\nURL:https://a.example/1").url == "https://a.example/1"


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
