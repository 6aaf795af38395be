"""Votes by the means of a network: its own polls, reactions and replies."""

import pytest

from tests.handlers.polls.tallies import ASKED, counts
from tests.town import Neighbour, Town


def refused(who: Neighbour) -> str:
    """Return the last private message to a person."""
    return who.inbox[-1]


def test_a_vote_in_the_networks_own_poll_is_the_whole_ballot(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public --multiple")
    ana.says("/voter 1 1")
    card, before = town.said_in(yan.square)[-1], len(yan.inbox)

    yan.reacts("ballot:1:1,3", card)
    assert counts(town) == ["2 (100 %)", "0", "1 (50 %)"]
    yan.reacts("ballot:1:3,3,2", card)
    assert counts(town) == ["1 (50 %)", "1 (50 %)", "1 (50 %)"]
    yan.reacts("ballot:1:", card)
    assert counts(town) == ["1 (100 %)", "0", "0"]
    assert len(yan.inbox) == before, "the card shows it"
    assert town.said_in(yan.square) == [card]


def test_a_vote_goes_with_the_message_that_made_it_unless_another_replaced_it(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    card = town.said_in(yan.square)[-1]

    first, second = yan.reacts("ballot:1:1", card), yan.reacts("ballot:1:2", card)
    yan.takes_back(first)
    assert counts(town) == ["0", "1 (100 %)", "0"]
    yan.takes_back(second)
    assert counts(town) == ["0", "0", "0"]


@pytest.mark.parametrize(
    ("press", "told"),
    [
        pytest.param(
            "ballot:1:1,2",
            "Le sondage « Quelle date ? » n'accepte qu'un seul choix.",
            id="two choices",
        ),
        pytest.param(
            "ballot:1:4",
            "Le sondage « Quelle date ? » n'a pas de choix « 4 ».",
            id="an unknown choice",
        ),
        pytest.param(
            "ballot:1:0", "Le sondage « Quelle date ? » n'a pas de choix « 0 ».", id="no choice"
        ),
        pytest.param("ballot:1:x", "Ce bouton n'est plus valable.", id="no number"),
    ],
)
def test_a_bad_vote_in_the_networks_own_poll_is_explained_in_private(
    town: Town, press: str, told: str
) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")

    yan.reacts(press, town.said_in(yan.square)[-1])

    assert refused(yan).startswith(told)
    assert counts(town) == ["0"] * 3
    assert len(town.said_in(yan.square)) == 1


def test_a_vote_in_an_own_poll_that_is_closed_is_refused_in_private(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    card = town.said_in(yan.square)[-1]
    ana.says("/cloturer 1")

    yan.reacts("ballot:1:1", card)

    assert refused(yan).startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")


def test_a_reaction_is_a_vote_and_taking_it_back_takes_that_vote_back(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    card = town.said_in(yan.square)[-1]

    first = yan.reacts("vote:1:1", card)
    again = yan.reacts("vote:1:1", card)
    assert counts(town) == ["1 (100 %)", "0", "0"]
    second = yan.reacts("vote:1:2", card)
    yan.takes_back(first)
    assert counts(town) == ["0", "1 (100 %)", "0"]

    for key in (second, second, again, "unknown"):
        yan.takes_back(key)
    assert counts(town) == ["0"] * 3
    assert town.said_in(yan.square) == [card]


def test_a_vote_is_not_taken_back_once_the_poll_is_closed(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    key = yan.reacts("vote:1:2", town.said_in(yan.square)[-1])
    ana.says("/cloturer 1")

    yan.takes_back(key)

    assert refused(yan).startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")
    assert "jeudi : ▇▇▇▇▇▇▇▇ 1 (100 %)" in ana.says("/sondage 1")


def test_a_choice_typed_in_answer_to_a_card_counts_where_names_are_shown(town: Town) -> None:
    town.gardener("territory").publishes(f"{ASKED} --public")
    yan = town.member("Yan", on="matrix")

    said = yan.says("2", yan.square, reply_to=town.said_in(yan.square)[-1])

    assert "Votre vote : jeudi." in said
    assert counts(town) == ["0", "1 (100 %)", "0"]


def test_a_choice_typed_in_answer_to_a_card_is_asked_again_where_names_are_not(
    town: Town, ana: Neighbour
) -> None:
    yan = town.member("Yan", on="matrix")

    said = yan.says("jeudi", yan.square, reply_to=town.said_in(yan.square)[-1])
    assert said == "Je vous ai répondu en privé."
    assert counts(town) == ["0"] * 3
    yan.says("2")

    assert yan.direct[-2].typed == "Répondez par un numéro :\n1. mardi\n2. jeudi\n3. samedi"
    assert counts(town) == ["0", "1 (100 %)", "0"]
