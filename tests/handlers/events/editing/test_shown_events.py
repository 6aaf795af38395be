"""Cards of announced events: in channels, in private, and of other communities."""

from datetime import timedelta

import pytest

from storage.members import Consents, Identities, Members
from storage.profile import Profiles
from tests.handlers.events.editing.previews import CHANNEL, VISIT, ana_made_one
from tests.town import Town

ENERGY = "Pionniers de l'énergie"


def test_an_old_preview_says_that_it_is_announced(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    ana.says(VISIT)
    luc.says("!evenement 1")
    old = luc.direct[-1]
    ana.presses("Annoncer")

    assert luc.presses("Annoncer", old) == (
        "L'événement 1 est déjà annoncé. Pour l'annuler : !evenement 1 annuler."
    )
    assert len(town.said_in(ana.square)) == 1


def test_a_withdrawn_event_keeps_its_number(town: Town) -> None:
    ana = ana_made_one(town)

    withdrawn = ana.presses("Retirer")

    assert withdrawn == "L'événement 1 est retiré."
    assert ana.says(VISIT).startswith("🗓 ")
    assert (
        ana.says("/evenement 1")
        == "🗓 Visite du composteur\nCet événement a été retiré.\nÉvénement 1"
    )


def test_an_event_whose_time_has_come_is_not_announced(town: Town) -> None:
    ana = ana_made_one(town)
    town.move(timedelta(days=12))

    assert ana.presses("Annoncer").startswith("La date de l'événement 1 est passée")


def test_a_tap_in_a_channel_counts_as_one_in_a_room(town: Town) -> None:
    ana, zoe = ana_made_one(town), town.member("Zoé")
    ana.presses("Annoncer")
    there, here = town.said_in(CHANNEL)[-1], town.said_in(ana.square)[-1]

    told = zoe.presses("Je viens", there, room=CHANNEL)
    again = zoe.presses("Je viens", here, room=zoe.square)

    assert told == again == ("C'est noté, vous venez : samedi 5 décembre, 14 h 30 – 16 h 30.")
    for card in (there, here):
        assert "1 personne vient" in card.text


def test_details_come_in_private(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says(VISIT)
    ana.says(f"/evenement 1 description {'Un long récit. ' * 40}")
    ana.says("/evenement 1")
    ana.presses("Annoncer")
    card = town.said_in(zoe.square)[-1]

    told = zoe.presses("Détails", card, room=zoe.square)

    assert told == "Je vous ai écrit en privé."
    assert "…" in card.text
    assert len(card.text) < 800
    assert zoe.inbox[-1].count("Un long récit.") == 40
    assert all(each.quote == ("récit" in each.text) for each in zoe.direct[-1].said.spans)
    assert "Vous n'avez pas répondu." in zoe.inbox[-1]


@pytest.mark.slow
def test_ten_names_at_most_and_only_of_visible_members(town: Town) -> None:
    ana = ana_made_one(town)
    ana.presses("Annoncer")
    for nth in range(12):
        member = town.member(f"Visible{nth:02}")
        with town.database.unit() as store:
            found = store[Identities].get(member.address)
            assert found is not None
            person = store[Members].get(found.member_id)
            assert person is not None
            person.adult = nth != 11
            store[Profiles].show(person, 1, "name")
            store[Consents].give(
                person, 1, "directory", version="1", channel="test", at=town.clock.now()
            )
        member.says("/inscription 1 oui")
    town.member("Cachée").says("/inscription 1 oui")

    card = town.said_in(ana.square)[-1].text

    names = next(line for line in card.split("\n") if line.startswith("Parmi elles : "))
    assert [f"Visible{nth:02}" in names for nth in range(12)] == [True] * 10 + [False] * 2
    assert names.endswith(" et 3 autres")
    assert "Cachée" not in card


@pytest.mark.slow
def test_an_event_of_another_community_is_not_shown(twin: Town) -> None:
    ana = twin.gardener("territory", ENERGY)
    ana.says(VISIT)
    ana.presses("Annoncer")
    yan = twin.member("Yan", of=["Gardiens de l'eau"])

    assert "Il n'y a pas d'événement 1 ici." in yan.says("/evenement 1")
    assert "Visite du composteur" not in yan.says("/agenda")
