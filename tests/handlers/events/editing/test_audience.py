"""The audience of an event: who is told in private, and what the card says of it."""

from datetime import timedelta

import pytest

from storage.members import Identities, Members
from storage.profile import Profiles
from tests.handlers.audit.traces import presses_forged
from tests.town import Neighbour, Town

pytestmark = pytest.mark.slow

FORUM = "/evenement Forum | samedi 5 décembre 14h | Besançon"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """Ana, who looks through an event."""
    ana = town.gardener("territory")
    ana.says(FORUM)
    return ana


def settles(person: Neighbour, circle: str = "", commune: str = "", domain: str = "") -> Neighbour:
    """Fill in a profile: place, domains, and circle."""
    town = person.town
    with town.database.unit() as store:
        identity = store[Identities].get(person.address)
        assert identity is not None
        member = store[Members].get(identity.member_id)
        assert member is not None
        if domain:
            store[Profiles].choose(member, 1, domain, chosen=True)
    if circle:
        person.says(f"/participation {circle}")
    if commune:
        person.says(f"/lieu {commune}")
    return person


def chooses(ana: Neighbour, *labels: str) -> str:
    """Choose whom it is for; gives what the choice shows then."""
    ana.presses("Modifier")
    said = ana.presses("Pour qui")
    for label in labels:
        said = ana.presses(label)
    return said


def was_told(person: Neighbour) -> bool:
    return any(each.startswith("🗓 Forum") for each in person.inbox)


def test_the_intended_people_are_told_in_private_and_nobody_else(
    town: Town, ana: Neighbour
) -> None:
    zoe = settles(town.member("Zoé").wants_messages(), domain="waste")
    yan = settles(town.member("Yan", on="matrix").wants_messages(), domain="mobility")
    eve = settles(town.member("Ève"), domain="waste")

    shown = chooses(ana, "Déchets et réemploi")
    ana.presses("Modifier autre chose")
    ana.presses("Relire")
    ana.presses("Annoncer")

    assert "Pour : Déchets et réemploi\n1 personne serait prévenue en privé." in shown
    assert was_told(zoe)
    assert not was_told(yan)
    assert not was_told(eve), "she did not ask for messages"
    assert "Pour : Déchets et réemploi" in town.said_in(ana.square)[-1].text


def test_a_choice_is_taken_back_by_a_second_tap(town: Town, ana: Neighbour) -> None:
    chooses(ana, "Déchets et réemploi")

    shown = ana.presses("✓ Déchets et réemploi")

    assert "Pour tout le monde." in shown


def test_members_who_want_only_big_events_are_told_of_those_only(
    town: Town, ana: Neighbour
) -> None:
    zoe = settles(town.member("Zoé").wants_messages(), circle="grands rendez-vous")
    ana.presses("Annoncer")
    ana.says("/evenement Fête | dimanche 6 décembre 14h --type annuel")
    ana.presses("Annoncer")

    assert not was_told(zoe)
    assert zoe.inbox[-1].startswith("🗓 Fête")


def test_an_invitation_waits_for_the_end_of_quiet_hours_and_is_not_sent_to_who_left(
    town: Town, ana: Neighbour
) -> None:
    zoe, yan = town.member("Zoé").wants_messages(), town.member("Yan").wants_messages()
    town.move(timedelta(hours=12))
    ana.presses("Annoncer")
    assert not was_told(zoe)
    yan.says("/stop")
    yan.presses("Ne plus m'écrire")
    yan.presses("Oui, ne plus m'écrire")
    town.move(timedelta(hours=12))

    assert was_told(zoe)
    assert not was_told(yan)


def test_only_one_unasked_message_a_day(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.presses("Annoncer")
    before = len(zoe.inbox)
    for nth in range(3):
        ana.says(f"/evenement Atelier {nth} | dimanche 6 décembre 14h")
        ana.presses("Annoncer")

    assert len(zoe.inbox) == before
    town.move(timedelta(days=1))
    assert len(zoe.inbox) == before + 1, "gathered in one"
    assert all(f"Atelier {nth}" in zoe.inbox[-1] for nth in range(3))


def test_the_event_of_another_member_is_not_aimed(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")

    assert presses_forged(zoe, "event_for:1:d:waste").startswith("Seules la personne qui a créé")
    assert presses_forged(ana, "event_for:1:d:gibberish")
    assert "Pour tout le monde." in chooses(ana)


def test_nothing_is_said_of_nobody(ana: Neighbour) -> None:
    chosen = chooses(ana, "Déchets et réemploi")

    assert chosen.startswith("🗓 Forum\nPour : Déchets et réemploi\n")
    assert "serait prévenue" not in chosen
