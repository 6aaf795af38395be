"""Secret addresses of calendars: given, used, shown to nobody else."""

from datetime import timedelta

import pytest

from bot.domain.events.rules import EventState, Rsvp
from storage.events import Attendances, Event, Events
from storage.members import Identities
from tests.handlers.audit.traces import presses_forged
from tests.handlers.calendars.reading import (
    addresses,
    announces,
    changes,
    event,
    file_of,
    read,
)
from tests.handlers.calendars.subscriptions import OVER, kept, subscribes, titles
from tests.town import SQUARE, Neighbour, Town
from tests.web.own_pages import fetched, with_pages

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_the_address_leads_to_the_events_of_its_owner(
    town: Town, ana: Neighbour, network: str
) -> None:
    zoe, mark = town.member("Zoé", on=network), "!" if network == "matrix" else "/"
    for words in (
        "Visite | samedi 5 décembre 14h",
        "Forum | samedi 12 décembre 9h",
        "Atelier | 19 décembre 9h",
    ):
        announces(ana, words)
    zoe.says(f"{mark}inscription 1 oui")
    zoe.says(f"{mark}inscription 2 peut-être")
    zoe.says(f"{mark}inscription 3 non")

    mine, everybodys = addresses(zoe.says(f"{mark}calendrier"))

    status, content = fetched(town, mine)
    assert status == 200
    assert [(each.summary, each.status) for each in read(content).events] == [
        ("Visite", "CONFIRMED"),
        ("Forum (peut-être)", "TENTATIVE"),
    ]
    assert "X-WR-CALNAME:Mes événements (Terreau)" in content.decode()
    assert zoe.name not in content.decode()
    assert everybodys == "/c/energie/events.ics"
    assert titles(town, everybodys) == ["Visite", "Forum", "Atelier"]


def test_the_address_comes_with_a_way_to_subscribe(town: Town, ana: Neighbour) -> None:
    said = town.member("Zoé").says("/calendrier")

    assert said.startswith("Votre agenda\nCopiez cette adresse")
    for program in ("Google Agenda : ", "iPhone : ", "Thunderbird : "):
        assert program in said


def test_a_member_on_the_waiting_list_reads_it_in_the_calendar(town: Town, ana: Neighbour) -> None:
    zoe, max_ = town.member("Zoé"), town.member("Max")
    announces(ana, "Visite | samedi 5 décembre 14h30 | Besançon | 1 place")
    max_.says("/inscription 1 oui")
    zoe.says("/inscription 1 oui")

    mine, _ = subscribes(zoe)

    assert titles(town, mine) == ["Visite (en liste d’attente)"]


def test_a_calendar_follows_changes_and_answers(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    announces(ana)
    mine, _ = subscribes(zoe)
    assert titles(town, mine) == []

    zoe.says("/inscription 1 peut-être")
    changes(town, title="Visite remise")
    assert titles(town, mine) == ["Visite remise (peut-être)"]

    zoe.says("/inscription 1 oui")
    ana.says("/evenement 1 annuler")
    assert titles(town, mine) == ["ANNULÉ · Visite remise"]

    [visit] = read(fetched(town, mine)[1]).events
    assert (visit.sequence, visit.status) == (2, "CANCELLED")
    assert visit.last_modified == event(town).changed_at


def test_a_calendar_holds_the_events_of_every_community(twin: Town) -> None:
    with_pages(twin)
    zoe = twin.member("Zoé", of=["Pionniers de l'énergie", "Gardiens de l'eau"])
    for community in (1, 2):
        goes(twin, zoe, community, f"Visite {community}")
    zoe.says("/calendrier")
    zoe.presses("Gardiens de l'eau")

    mine, everybodys = addresses(zoe.inbox[-1])

    assert titles(twin, mine) == ["Visite 1", "Visite 2"]
    assert titles(twin, everybodys) == ["Visite 2"]


def goes(town: Town, person: Neighbour, community: int, title: str) -> None:
    """Sign a member up for an event of a community."""
    now = town.clock.now()
    new = Event(title, now + timedelta(days=community), "Europe/Paris", state=EventState.PUBLISHED)
    with town.database.unit() as store:
        account = store[Identities].get(person.address)
        assert account is not None
        made = store[Events].add(community, None, new, now)
        store[Attendances].put(made.id, account.member_id, Rsvp.GOING, now)


def test_nobody_else_can_change_or_stop_an_address(town: Town, ana: Neighbour) -> None:
    zoe, max_ = town.member("Zoé"), town.member("Max")
    mine, _ = subscribes(zoe)
    subscribes(max_)

    for press in ("calendar_new:1", "calendar_stop:1", "calendar_new:99", "calendar_stop:99"):
        assert presses_forged(max_, press).startswith(OVER)

    assert fetched(town, mine)[0] == 200


def test_no_shared_room_ever_reads_an_address(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    before = len(town.said_in(SQUARE["telegram"]))

    zoe.says("/calendrier", room=zoe.square)
    [mine, _] = addresses(zoe.inbox[-1])
    presses_forged(zoe, "calendar_new:1", room=zoe.square)

    said = [each.text for each in town.said_in(SQUARE["telegram"])[before:]]
    assert not [each for each in said if "/c/feed" in each]
    assert fetched(town, mine)[0] == 200


def test_only_the_hash_of_an_address_is_kept(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    mine, _ = subscribes(zoe)
    token = mine.removeprefix("/c/feed/").removesuffix(".ics")

    assert len(token) == 32
    with town.database.engine.connect() as connection:
        for table in ("calendar_feeds", "deliveries", "inbox", "audit"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608 - ours
            assert token not in str(rows)


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_a_calendar_comes_as_a_file_where_there_are_no_pages(town: Town, network: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé", on=network)
    mark = "!" if network == "matrix" else "/"
    announces(ana)

    nothing = zoe.says(f"{mark}calendrier")
    zoe.says(f"{mark}inscription 1 oui")
    said = zoe.says(f"{mark}calendrier")

    assert nothing.startswith("Vous n'avez pas encore répondu")
    assert said.startswith("L'abonnement n'est pas disponible ici.")
    name, calendar = file_of(zoe)
    assert name == "agenda.ics"
    assert [each.summary for each in calendar.events] == ["Visite du composteur"]
    assert kept(town) == 0
