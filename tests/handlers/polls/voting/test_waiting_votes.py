"""A typed vote that waits, for joining or for a community, is for the poll as it was then."""

import pytest

from tests.core.inbound.senders.choice.choices import BOTH, ENERGY, asked_which
from tests.handlers.polls.voting.test_changed_polls import NOBODY, SWAP, changes
from tests.town import SQUARE, Neighbour, Town

ACCEPT = "J'ai 15 ans ou plus, j'accepte"
LINK = "/start in1-cmd-voter-1-2"
ASKS = "Rien n'est encore fait."


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, who opened a poll."""
    ana = town.gardener("territory")
    ana.publishes("/sondage Garder la gardienne ? | oui | non")
    return ana


def types_in_the_square(who: Neighbour, words: str) -> None:
    """Write there, and follow the button into the direct room on a network that has such."""
    who.says(words, room=who.square)
    if who.network == "telegram":
        shown = who.town.said_in(who.square)[-1]
        who.presses(shown.choices[-1].label, shown, who.square)


def card_of(town: Town) -> str:
    return town.said_in(SQUARE["telegram"])[0].text


@pytest.mark.parametrize("on", ["telegram", "matrix"])
@pytest.mark.parametrize("changed", [False, True], ids=["as it was", "changed"])
def test_it_counts_unless_something_changed_before_they_joined(
    town: Town, ana: Neighbour, on: str, *, changed: bool
) -> None:
    bob = town.stranger("Bob", on=on)
    types_in_the_square(bob, "/voter 1 1" if on == "telegram" else "!voter 1 1")
    if changed:
        changes(ana, *SWAP)

    bob.presses(ACCEPT)

    assert (NOBODY in card_of(town)) == changed
    if changed:
        assert "rien n'a été fait" in bob.inbox[-1]
        assert "Votre vote : non." in bob.says("/voter 1 1" if on == "telegram" else "!voter 1 1")
    else:
        assert "Votre vote : oui." in bob.inbox[-1]


@pytest.mark.parametrize("how", ["pressed", "typed"])
def test_a_vote_in_a_link_is_none_for_a_newcomer_who_agrees_to_it_unread(
    town: Town, ana: Neighbour, how: str
) -> None:
    bob = town.stranger("Bob")
    bob.says(LINK)
    for label in ("Pour continuer : /voter 1 2", ACCEPT):
        bob.presses(label) if how == "pressed" else bob.says(label)

    assert "rien n'a été fait" in bob.inbox[-1]
    assert NOBODY in card_of(town)


def test_a_vote_in_a_link_that_is_opened_in_a_room_is_asked_about(
    town: Town, ana: Neighbour
) -> None:
    bob = town.stranger("Bob")
    types_in_the_square(bob, LINK)

    assert ASKS in bob.inbox[-1]
    bob.presses("Pour continuer : /voter 1 2")
    bob.presses(ACCEPT)
    assert NOBODY in card_of(town)


def test_a_vote_behind_a_button_that_is_typed_knows_of_no_card(town: Town, ana: Neighbour) -> None:
    bob = town.member("Bob")
    bob.says(LINK)

    assert "rien n'a été fait" in bob.says("Pour continuer : /voter 1 2")
    assert NOBODY in card_of(town)


@pytest.mark.parametrize("changed", [False, True], ids=["as it was", "changed"])
@pytest.mark.parametrize("how", ["pressed", "typed"])
def test_a_vote_that_waits_for_its_community_counts_unless_something_changed(
    twin: Town, how: str, *, changed: bool
) -> None:
    ana = twin.gardener("territory", ENERGY)
    ana.publishes("/sondage Garder la gardienne ? | oui | non")
    zoe = twin.member("Zoé", of=BOTH)
    assert asked_which(zoe.says("/voter 1 1"))
    if changed:
        changes(ana, *SWAP)

    told = zoe.presses(ENERGY) if how == "pressed" else zoe.says(ENERGY)

    assert ("Votre vote : oui." in told) != changed
    assert ("rien n'a été fait" in told) == changed
    assert "Votre vote" in zoe.says("/voter 1 1")
