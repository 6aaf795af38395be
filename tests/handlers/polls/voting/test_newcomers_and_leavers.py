"""Votes of people who join by voting, who leave, who are erased, or whose accounts are merged."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from storage.inbound import Presses
from storage.members import Members
from storage.members.member_tables import Member
from storage.unit_of_work import Store
from tests.handlers.polls.tallies import ASKED, counts
from tests.town import SQUARE, Neighbour, Town

ACCEPT = "J'ai 15 ans ou plus, j'accepte"


def stored(town: Town, work: Callable[[Store], None]) -> None:
    """Change stored rows, and let cards follow."""

    async def act() -> None:
        await town.app.lanes.run(work)

    town.do(act())


def member_of(store: Store, who: Neighbour) -> Member:
    """Return the registered member of an account."""
    standing = store[Members].standing(who.address, None)
    assert standing is not None
    return standing.member


def test_a_tap_by_a_newcomer_joins_and_counts_in_one_step(town: Town, ana: Neighbour) -> None:
    bob = town.stranger("Bob")

    notice = bob.presses("samedi", town.said_in(bob.square)[-1], bob.square)
    assert counts(town) == ["0"] * 3
    welcome = bob.presses(ACCEPT)
    bob.presses(ACCEPT)

    assert notice.startswith("Rejoindre Pionniers de l'énergie")
    assert "Votre vote : samedi." in welcome
    assert counts(town) == ["0", "0", "1 (100 %)"]


def test_a_vote_typed_by_a_newcomer_joins_and_counts_in_one_step(
    town: Town, ana: Neighbour
) -> None:
    max_ = town.stranger("Max", on="matrix")

    max_.says("!voter 1 2", room=max_.square)
    welcome = max_.says(ACCEPT)

    assert "Votre vote : jeudi." in welcome
    assert counts(town) == ["0", "1 (100 %)", "0"]


def test_a_newcomer_who_taps_a_closed_poll_joins_and_is_told(town: Town, ana: Neighbour) -> None:
    bob = town.stranger("Bob")
    bob.presses("samedi", town.said_in(bob.square)[-1], bob.square)
    ana.says("/cloturer 1")

    assert "Le sondage « Quelle date ? » est clos, les votes sont comptés." in bob.presses(ACCEPT)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("level", "steps", "shown"),
    [
        pytest.param(
            "",
            ("/quitter", "Quitter la communauté", "Oui, quitter"),
            "ici : ▇▇▇▇▇▇▇▇ 1 (100 %)",
            id="leaves",
        ),
        pytest.param(
            " --public",
            ("/effacer", "Effacer mes données", "Oui, tout effacer"),
            "ici : ▇▇▇▇▇▇▇▇ 1 (100 %)\nlà",
            id="is erased",
        ),
    ],
)
def test_votes_are_taken_back_from_open_polls_only(
    town: Town, level: str, steps: tuple[str, str, str], shown: str
) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(f"{ASKED}{level}")
    ana.publishes(f"/sondage Où ? | ici | là{level}")
    zoe.says("/voter 1 2")
    zoe.says("/voter 2 1")
    ana.says("/cloturer 2")

    typed, *pressed = steps
    zoe.says(typed)
    for label in pressed:
        zoe.presses(label)

    assert counts(town) == ["0"] * 3
    assert shown in ana.says("/sondage 2")


@pytest.mark.slow
def test_the_name_of_an_erased_member_goes_from_closed_polls_and_results_in_the_room(
    town: Town,
) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé Introuvable")
    ana.publishes(f"{ASKED} --public")
    zoe.says("/voter 1 2")
    ana.says("/cloturer 1")
    cards = [*town.said_in(SQUARE["telegram"])[-2:], *town.said_in(SQUARE["matrix"])[-2:]]
    assert all("Introuvable" in card.text for card in cards)

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")
    town.move(timedelta(minutes=1))

    assert not any("Introuvable" in card.text for card in cards)
    assert all("jeudi : ▇▇▇▇▇▇▇▇ 1 (100 %)" in card.text for card in cards)


@pytest.mark.slow
def test_when_two_accounts_become_one_the_later_ballot_counts(town: Town, ana: Neighbour) -> None:
    zoe, zed = town.member("Zoé"), town.member("Zed", on="matrix")
    zoe.says("/voter 1 1")
    town.move(timedelta(minutes=1))
    zed.says("!voter 1 3")

    stored(town, lambda store: store.merge(member_of(store, zoe), member_of(store, zed)))

    assert counts(town) == ["0", "0", "1 (100 %)"]
    zed.says("!voter 1 2")
    assert counts(town) == ["0", "1 (100 %)", "0"]


def test_a_newcomers_vote_in_an_own_poll_counts_with_their_yes(town: Town) -> None:
    town.gardener("territory").publishes(f"{ASKED} --public --multiple")
    max_ = town.stranger("Max", on="matrix")
    card = town.said_in(max_.square)[-1]

    max_.reacts("ballot:1:1,3", card)
    assert max_.inbox[-1].startswith("Rejoindre Pionniers de l'énergie")
    assert town.said_in(max_.square) == [card], "the room reads nothing of it"
    welcome = max_.says("1")

    assert "Votre vote : mardi et samedi." in welcome
    assert counts(town) == ["1 (100 %)", "0", "1 (100 %)"]


def test_nothing_is_left_of_the_presses_of_an_erased_member(town: Town) -> None:
    town.gardener("territory").publishes(f"{ASKED} --public")
    yan = town.member("Yan", on="matrix")
    key = yan.reacts("vote:1:2", town.said_in(yan.square)[-1])

    yan.says("!effacer")
    yan.presses("Effacer mes données")
    erased = yan.presses("Oui, tout effacer")

    assert erased.startswith("Tout ce qui vous concerne est effacé.")

    with town.database.unit() as store:
        assert store[Presses].take("matrix", key, yan.address) is None
