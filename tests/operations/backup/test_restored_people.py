"""People after a restored backup: erased, joined, and their codes."""

from datetime import timedelta

import pytest

from bot.domain.roles import Seat
from storage.members import Identities, Members
from tests.handlers.linking.accounts import code_for
from tests.operations.backup.conftest import KeptTown
from tests.operations.backup.drills import erased, everything
from tests.town import SQUARE, Neighbour


@pytest.mark.slow
def test_a_person_who_joined_again_stays(kept_town: KeptTown) -> None:
    town = kept_town
    zoe = town.member("Zoé Revenue")
    before = town.backed_up()
    town.move(timedelta(days=1))
    erased(zoe)
    town.move(timedelta(days=1))
    zoe.joins()
    after = town.backed_up()
    town.move(timedelta(days=1))

    assert town.restored(after).erased == 0
    assert "Zoé Revenue" in everything(town)
    town.move(timedelta(minutes=1))
    assert town.restored(before).erased == 1
    assert "Zoé Revenue" not in everything(town)


@pytest.mark.slow
def test_an_erased_person_is_known_by_their_traces_at_the_time_of_the_backup(
    kept_town: KeptTown,
) -> None:
    """They linked another account since, and had themselves erased through that one alone."""
    town = kept_town
    zoe = town.member("Zoé Introuvable")
    file = town.backed_up()
    with town.database.unit() as store:
        standing = store[Members].standing(zoe.address, None)
        assert standing is not None
        other = Neighbour(town, "matrix", "matrix:@zoe:hs", "Zoé Introuvable", "fr")
        store[Identities].add(
            standing.member, other.address, direct=other.address, at=town.clock.now()
        )
        account = store[Identities].get(zoe.address)
        assert account is not None
        account.address = "telegram:999"
    erased(other)

    assert town.restored(file).erased == 1
    assert zoe.address not in everything(town)


@pytest.mark.slow
def test_traces_of_a_person_who_had_not_joined_yet_are_forgotten_too(kept_town: KeptTown) -> None:
    town = kept_town
    ana = town.gardener(Seat.TERRITORY)
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    zoe = town.stranger("Zoé Introuvable")
    zoe.says("/start")
    zoe.presses("mardi", town.latest_with(SQUARE["telegram"], "mardi"), SQUARE["telegram"])
    file = town.backed_up()
    assert zoe.address in everything(town)
    zoe.joins()
    erased(zoe)

    assert town.restored(file).erased == 0
    found = [line for line in everything(town).splitlines() if zoe.address in line]
    assert [line for line in found if not line.startswith("departures")] == []


@pytest.mark.slow
def test_single_use_codes_are_void(kept_town: KeptTown) -> None:
    town = kept_town
    zoe = town.member("Zoé")
    code = code_for(zoe)
    zoe.says("/moi")
    zoe.presses("Changer de nom")
    file = town.backed_up()

    town.restored(file)
    zoe.says("Zoé Nouvelle")

    assert "Zoé Nouvelle" not in zoe.says("/moi")
    other = town.stranger("Zoé", on="matrix")
    assert other.says(f"!relier {code}").startswith("Ce code est faux, déjà utilisé")


@pytest.mark.slow
def test_a_number_typed_answers_nothing_that_was_said_before(kept_town: KeptTown) -> None:
    town = kept_town
    luc = town.member("Luc", on="matrix")
    luc.says("!quitter")
    file = town.backed_up()

    town.restored(file)
    answer = luc.says("2")

    assert answer == "Je n'ai pas compris."
    assert "Oui, quitter" not in [choice.label for choice in luc.direct[-1].choices]


@pytest.mark.slow
def test_cards_show_the_present_state(kept_town: KeptTown) -> None:
    town = kept_town
    ana = town.gardener(Seat.TERRITORY)
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    zoe = town.member("Zoé")
    file = town.backed_up()
    zoe.says("/voter 1 mardi")
    card = town.latest_with(SQUARE["telegram"], "mardi")
    assert "1 vote ·" in card.text

    town.restored(file)
    town.move(timedelta(minutes=1))

    assert "Soyez la première personne à voter" in card.text, card.text
