"""Events as files for people's own calendars, on both networks."""

from datetime import datetime

import pytest

from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.calendars.reading import announces, changes, event, file_of
from tests.saved_towns import SavedTowns
from tests.town import PARIS, SQUARE, WATER, Neighbour, Town, town_settings

pytestmark = pytest.mark.slow


@pytest.fixture
def ana(town: Town) -> Neighbour:
    return town.gardener("territory")


@pytest.mark.parametrize("network", ["telegram", "matrix"])
@pytest.mark.parametrize("typed", ["evenement 1 calendrier", "event calendar 1"])
def test_an_event_comes_as_a_file(town: Town, ana: Neighbour, network: str, typed: str) -> None:
    zoe = town.member("Zoé", on=network)
    announces(ana)

    said = zoe.says(f"{'!' if network == 'matrix' else '/'}{typed}")
    name, calendar = file_of(zoe)

    assert said == (
        "Événement 1 · Visite du composteur : ouvrez ce fichier pour l'ajouter à votre agenda."
    )
    assert name == "energie-1.ics"
    [visit] = calendar.events
    assert visit.summary == "Visite du composteur"
    assert visit.dtstart == datetime(2026, 12, 5, 14, 30, tzinfo=PARIS)
    assert visit.dtend == datetime(2026, 12, 5, 16, 30, tzinfo=PARIS)
    assert visit.location == "3 rue des Jardins, Besançon"
    assert visit.status == "CONFIRMED"
    assert visit.uid == event(town).uid
    assert visit.organizer is not None
    assert visit.organizer.common_name == "Pionniers de l'énergie"


def test_a_calendar_file_requested_in_the_square_is_sent_in_private(
    town: Town, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    announces(ana)
    before = len(town.said_in(SQUARE["telegram"]))

    zoe.says("/evenement 1 calendrier", room=zoe.square)

    assert file_of(zoe)[0] == "energie-1.ics"
    said = [each.said for each in town.said_in(SQUARE["telegram"])[before:]]
    assert [each.document for each in said] == [None] * len(said)


def test_a_press_gives_the_calendar_file_too(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    announces(ana)

    presses_forged(zoe, f"event_ics:{event(town).id}")

    assert file_of(zoe)[0] == "energie-1.ics"


def test_a_file_about_no_person_leaves_no_trace(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    announces(ana)

    zoe.says("/evenement 1 calendrier")
    one = zoe.direct[-1].said.document
    presses_forged(zoe, "calendar_file:all")
    all_events = zoe.direct[-1].said.document

    assert [one and one.name, all_events and all_events.name] == ["energie-1.ics", "energie.ics"]
    assert audited(town, zoe) == []


def test_a_file_tells_the_event_as_it_is_when_the_file_leaves(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    announces(ana)
    changes(town, title="Visite remise", description="**Bottes** ; seau\n\n- un\n- deux")

    zoe.says("/evenement 1 calendrier")

    [visit] = file_of(zoe)[1].events
    assert visit.summary == "Visite remise"
    assert visit.sequence == 1
    assert visit.description == (
        "Bottes ; seau\n• un\n• deux\n\nVisite, à l’initiative du territoire"
    )


def test_an_event_that_was_called_off_says_so_to_calendars(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    announces(ana)
    ana.says("/evenement 1 annuler Il va neiger")

    zoe.says("/evenement 1 calendrier")

    [visit] = file_of(zoe)[1].events
    assert visit.summary == "ANNULÉ · Visite du composteur"
    assert visit.status == "CANCELLED"
    assert visit.sequence == 1


def test_online_the_link_is_where_programs_look(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    announces(ana, "Webinaire solaire | samedi 5 décembre 14h30 | https://visio.example/été?a=1,2")

    zoe.says("/evenement 1 calendrier")

    [webinar] = file_of(zoe)[1].events
    assert webinar.url == "https://visio.example/%C3%A9t%C3%A9?a=1,2"
    assert webinar.location == "https://visio.example/été?a=1,2"
    assert "En ligne : https://visio.example/été?a=1,2" in (webinar.description or "")
    assert webinar.dtend == datetime(2026, 12, 5, 16, 30, tzinfo=PARIS)


def test_an_event_of_the_region_names_the_region_as_its_organizer(
    town: Town, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    announces(ana, "Forum | samedi 5 décembre 9h | Besançon --region")

    zoe.says("/evenement 1 calendrier")

    [forum] = file_of(zoe)[1].events
    assert forum.organizer is not None
    assert forum.organizer.common_name == "Région Exemple"


def test_typed_text_with_line_breaks_stays_in_its_calendar_line(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    announces(ana)
    typed = "a\u2028BEGIN:VALARM\r\nX-EVIL:1\x85END:VEVENT\\nb;c,d"
    changes(town, title=typed, place=typed, description=typed)

    zoe.says("/evenement 1 calendrier")

    document = zoe.direct[-1].said.document
    assert document is not None
    lines = document.content.decode().split("\r\n")
    assert not [line for line in lines if line.startswith(("X-EVIL", "BEGIN:VALARM"))]
    assert lines.count("END:VEVENT") == 1
    assert file_of(zoe)[1].events[0].summary == ("a BEGIN:VALARM X-EVIL:1 END:VEVENT\\nb;c,d")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/evenement 9 calendrier", "Il n'y a pas d'événement 9 ici."),
        ("/evenement 1 calendrier", "L'événement 1 n'est pas encore annoncé"),
        ("/evenement calendrier", "Aucun événement n'est annoncé pour l'instant."),
    ],
)
def test_a_request_for_a_missing_calendar_file_is_explained(
    town: Town, ana: Neighbour, typed: str, answer: str
) -> None:
    zoe = town.member("Zoé")
    ana.says("/evenement Secret | samedi 5 décembre 14h30")

    assert zoe.says(typed).startswith(answer)


def test_no_file_is_given_for_an_event_of_another_community(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    ana = town.gardener("territory", "Pionniers de l'énergie")
    announces(ana)
    eva = town.member("Eva", of=["Eau vive"])

    said = presses_forged(eva, f"event_ics:{event(town).id}")

    assert said.startswith("Cet événement est celui d'une autre communauté.")
    assert all(each.said.document is None for each in eva.direct)
    town.close()


def test_a_stranger_is_offered_to_join_first(town: Town, ana: Neighbour) -> None:
    announces(ana)
    stranger = town.stranger("Max")

    stranger.says("/evenement 1 calendrier")
    presses_forged(stranger, f"event_ics:{event(town).id}")
    presses_forged(stranger, "calendar_file:all")

    assert all(each.said.document is None for each in stranger.direct)
    assert "Rejoindre" in stranger.inbox[0]


def test_all_events_come_in_one_file(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé", on="matrix")
    announces(ana)
    announces(ana, "Forum | samedi 12 décembre 9h")
    changes(town, 2, circles=["engaged"])

    zoe.says("!calendrier")
    zoe.presses("Tous les événements (fichier)")

    name, calendar = file_of(zoe)
    assert zoe.inbox[-1].startswith("Les événements de Pionniers de l'énergie : ouvrez ce fichier")
    assert name == "energie.ics"
    assert [each.summary for each in calendar.events] == ["Visite du composteur", "Forum"]
    assert b"X-WR-CALNAME" not in (zoe.direct[-1].said.document or calendar).content  # type: ignore[union-attr]


def test_an_event_that_ended_over_a_year_ago_is_left_out(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    announces(ana)
    announces(ana, "Forum | 5 juin 2027 9h")
    town.move_to(datetime(2027, 12, 6, 10))  # noqa: DTZ001 - in the town's own zone

    presses_forged(zoe, "calendar_file:all")

    assert [each.summary for each in file_of(zoe)[1].events] == ["Forum"]
