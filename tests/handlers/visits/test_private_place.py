"""The address of an event that is for those who come: nobody else ever reads it."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.calendars.subscriptions import subscribes
from tests.handlers.personal_data.departures import chooses, everything
from tests.handlers.public_page.public_pages import page, show_part
from tests.town import PARIS, Neighbour, Town
from tests.web.own_pages import fetched, with_pages

ADDRESS = "7 allée du Canari"
EVENT = f"Café chez Ana | samedi 5 décembre 14h30 | {ADDRESS}, Besançon --prive"
NOON = datetime(2026, 12, 5, 12, 31, tzinfo=PARIS)
PUBLIC = "📍 Besançon (adresse donnée à l'inscription)"


def announces(gardener: Neighbour, typed: str = EVENT) -> str:
    preview = gardener.says(f"/evenement {typed}")
    gardener.presses("Annoncer")
    return preview


def before(town: Town, moment: datetime) -> None:
    """Move the clock, without the work of each minute in between."""
    town.clock.move(moment - town.clock.now())
    town.restart()
    town.move(timedelta(minutes=6))


def read_by(person: Neighbour) -> str:
    """All that a person was written in private."""
    return "\n".join(person.inbox)


def in_rooms(town: Town, *people: Neighbour) -> str:
    """All that was said in the shared rooms."""
    rooms = {each.square for each in people}
    return "\n".join(each.text for room in rooms for each in town.said_in(room))


def test_the_address_is_in_no_room_page_letter_or_public_calendar(town: Town) -> None:
    with_pages(town)
    ana, luc = town.gardener("territory"), town.gardener("region")
    zoe = town.member("Zoé", on="matrix").wants_messages()
    show_part(ana, luc, "Présentation")
    show_part(ana, luc, "Événements")

    preview = announces(ana)
    zoe.says("!evenement 1", room=zoe.square)
    seen = [zoe.says(each) for each in ("!evenement 1", "!agenda", "!carte", "!inscription 1 oui")]
    zoe.says("!inscription 1 non")
    letter = ana.reviews_letter()
    found = zoe.says("!agenda Canari")
    public = [fetched(town, f"/c/energie/{each}")[1] for each in ("events.ics", "events/1.ics")]
    web = [page(town), page(town, "/c/energie/events/1")]
    ana.says("/evenement 1 lieu 9 allée du Canari, Dole")
    town.move(timedelta(hours=1))
    ana.says("/evenement 1 annuler")
    town.move(timedelta(hours=1))

    assert f"📍 {ADDRESS}, Besançon" in preview
    assert PUBLIC in seen[0]
    assert "Aucun événement à venir ne correspond" in found
    assert "Besançon (adresse donnée à l'inscription)" in web[1]
    hidden = (*seen[:3], letter, *web, *map(bytes.decode, public), in_rooms(town, ana, zoe, luc))
    assert "Canari" not in "\n".join(hidden)
    assert "Café chez Ana" in public[0].decode()
    assert PUBLIC in in_rooms(town, ana, zoe)


@pytest.mark.parametrize("network", ["telegram", pytest.param("matrix", marks=pytest.mark.slow)])
def test_who_comes_reads_the_address_until_they_withdraw(town: Town, network: str) -> None:
    with_pages(town)
    ana, zoe = town.gardener("territory"), town.member("Zoé", on=network)
    mark = "/" if network == "telegram" else "!"
    announces(ana)
    card = town.latest_with(zoe.square, "Je viens")

    zoe.presses("Je viens", card, zoe.square)
    confirmed, shown = zoe.inbox[-1], zoe.says(f"{mark}evenement 1")
    mine, _ = subscribes(zoe) if network == "telegram" else ("", "")
    calendar = fetched(town, mine)[1].decode() if mine else ADDRESS
    before(town, NOON)
    reminded = zoe.inbox[-1]
    zoe.says(f"{mark}inscription 1 retirer")
    after = zoe.says(f"{mark}evenement 1")

    for words in (confirmed, shown, reminded, calendar):
        assert ADDRESS in words
    assert "aujourd'hui" in reminded
    assert PUBLIC in after
    assert ADDRESS not in after
    assert not mine or ADDRESS not in fetched(town, mine)[1].decode()
    assert ADDRESS not in in_rooms(town, ana, zoe)


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["peut-être", "non"])
def test_who_may_come_or_does_not_reads_the_commune(town: Town, answer: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé").wants_messages()
    announces(ana)

    zoe.says(f"/inscription 1 {answer}")
    zoe.says("/evenement 1")
    zoe.says("/evenement 1 calendrier")
    document = zoe.direct[-1].said.document
    ana.says(f"/evenement 1 lieu 9 {ADDRESS}, Dole")
    before(town, NOON)

    assert "Canari" not in read_by(zoe)
    assert document is not None
    assert b"Canari" not in document.content


@pytest.mark.slow
def test_those_who_come_are_told_of_another_address_and_others_of_the_commune(town: Town) -> None:
    ana, zoe, max_ = town.gardener("territory"), town.member("Zoé"), town.member("Max")
    announces(ana)
    zoe.says("/inscription 1 oui")
    max_.says("/inscription 1 peut-être")

    ana.says("/evenement 1 lieu 9 allée du Canari, Dole")
    town.move(timedelta(hours=1))

    assert f"« {ADDRESS}, Besançon » devient « 9 allée du Canari, Dole »" in zoe.inbox[-1]
    assert "« Besançon » devient « Dole »" in max_.inbox[-1]
    assert "Canari" not in read_by(max_)


def test_the_place_is_made_private_and_public_by_a_button(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    announces(ana, EVENT.removesuffix(" --prive"))
    zoe.says("/evenement 1")
    shown = zoe.inbox[-1]

    ana.says("/evenement 1 modifier")
    ana.presses("Adresse donnée à l'inscription")
    private = zoe.says("/evenement 1")
    ana.presses("Adresse visible par tout le monde")

    assert ADDRESS in shown
    assert PUBLIC in private
    assert ADDRESS in zoe.says("/evenement 1")


def test_the_address_goes_with_its_erased_maker(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says(f"/evenement {EVENT}")
    zoe.presses("Proposer à l'équipe de jardinage")
    ana.says("/afaire")
    ana.presses("Voir l'événement 1")
    ana.presses("Annoncer")

    chooses(zoe, "Effacer mes données")

    assert "Café chez Ana" in ana.says("/evenement 1")
    assert "Canari" not in "\n".join(each for each in everything(town) if each.startswith("events"))
