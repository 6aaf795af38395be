"""Polls of the network itself beside our card."""

from functools import partial

from bot.core.messages.rendering import OwnPoll
from tests.handlers.polls.making.cards import ASKED
from tests.town import SQUARE, Town

MOVED = "Ce sondage a changé. Merci de voter dans le nouveau, ci-dessous."


def test_a_poll_with_names_brings_a_poll_of_the_networks_own(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(f"{ASKED} --public")
    ana.publishes(f"{ASKED} --public --multiple")
    ana.publishes(ASKED)
    one, several, hidden = town.said_in(SQUARE["matrix"])

    choices = ("mardi", "jeudi", "samedi")
    at_first = partial(OwnPoll, revision=1, moved=MOVED)
    assert one.said.poll == at_first("1 · Quelle date ?", choices, 1, "ballot:1")
    assert several.said.poll == at_first("2 · Quelle date ?", choices, 3, "ballot:2")
    assert hidden.said.poll is None
    assert {choice.private for choice in one.choices} == {False}
    assert {choice.private for choice in hidden.choices} == {True}
    assert [each.typed for each in (one, several, hidden)] == ["", "", ""]
    assert hidden.text.endswith("Sondage 3 · par écrit, en privé : !voter 3 puis votre choix")


def test_a_closed_poll_ends_it_with_the_result_of_all_networks(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    ana.says("/voter 1 2")
    yan.says("!voter 1 2")
    card = town.said_in(SQUARE["matrix"])[-1]
    ana.says("/cloturer 1")

    assert card.said.poll is not None
    assert card.said.poll.result == (
        "« jeudi » arrive en tête, avec 2 votes. 2 personnes ont voté, tous réseaux confondus."
    )


def test_a_withdrawn_poll_ends_it_too(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(f"{ASKED} --public")
    card = town.said_in(SQUARE["matrix"])[-1]
    ana.presses("Retirer ce sondage")

    assert card.said.poll is not None
    assert card.said.poll.result == "Retiré avant tout vote."


def test_a_poll_that_is_only_shown_brings_none(town: Town) -> None:
    town.gardener("territory").publishes(f"{ASKED} --public")
    luc = town.gardener("region")

    luc.says("!sondage 1")
    luc.says("!sondage 1", room=luc.square)

    shown, in_the_square = luc.direct[-1], town.said_in(luc.square)[-1]
    assert shown.said.poll is None
    assert in_the_square.said.poll is None
    assert in_the_square.typed == (
        "Répondez à ce message par un numéro :\n1. mardi\n2. jeudi\n3. samedi"
    )
    assert shown.typed == (
        "Répondez par un numéro :\n1. mardi\n2. jeudi\n3. samedi\n"
        "4. Qui n'a pas encore voté\n5. Changer le sondage\n6. Clore ce sondage"
    )
