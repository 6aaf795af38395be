"""A question made of a message: `/question` in reply to it."""

import pytest

from bot.core import Answered
from tests.town import BACK_ROOM, Neighbour, Town

SAID = "Quand ouvre l'aide\nau vélo ?"
ASKED = (
    "La question est posée à Zoé en privé. Je vous dirai sa réponse ; sans réponse, rien du "
    "message n'est gardé au-delà d'un jour."
)


@pytest.fixture(params=["telegram", "matrix"])
def network(request: pytest.FixtureRequest) -> str:
    """Buttons, or words that are typed."""
    return str(request.param)


def replies(person: Neighbour, author: Neighbour, said: str = SAID) -> str:
    """Answer an author's message in the room with `/question`; returns the private answers."""
    before = len(person.inbox)
    mark = "/" if person.network == "telegram" else "!"
    answered = Answered(said, author.address, author.name)
    person.says(f"{mark}question", person.square, answered=answered)
    return "\n---\n".join(person.inbox[before:])


def test_ones_own_message_is_looked_at_at_once(ana: Neighbour, zoe: Neighbour) -> None:
    assert replies(zoe, zoe).startswith(f"💬 Votre question à la Région\n{SAID}")


@pytest.mark.slow
def test_the_author_of_a_message_agrees_with_their_name(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    assert replies(ana, zoe) == ASKED
    request = zoe.inbox[-1]
    own = zoe.presses("D'accord, avec mon nom")

    assert request == (
        "Ana voudrait transmettre votre message à la Région, comme une question de votre part :\n"
        f"{SAID}\n\nLue tout de suite par Ana et Luc.\n"
        "Les autres membres la voient si l'équipe de jardinage la leur montre.\n"
        "Rien ne part sans votre accord. La réponse vous parviendra."
    )
    assert own.startswith(f"💬 Question 1\n{SAID}")
    assert ana.inbox[-1] == "Zoé est d'accord : la question est partie à la Région."
    assert f"{SAID}\nZoé" in town.shown_in(BACK_ROOM)[-1].text


def test_the_author_of_a_message_agrees_without_their_name(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    replies(ana, zoe)
    zoe.presses("D'accord, sans mon nom")

    card = town.shown_in(BACK_ROOM)[-1].text

    assert "\nQuelqu'un de la communauté, sans son nom\n" in card
    assert "Zoé" not in card


def test_the_author_of_a_message_refuses_and_nothing_is_sent(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    replies(ana, zoe)

    assert zoe.presses("Non") == (
        "C'est noté : rien n'est parti, et rien de votre message n'a été gardé."
    )
    assert ana.inbox[-1] == (
        "Zoé préfère ne pas en faire une question. Rien du message n'a été gardé."
    )
    assert town.shown_in(BACK_ROOM) == []


def test_only_gardeners_ask_others(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    yan = town.member("Yan")

    answered = Answered(SAID, zoe.address, "Zoé")
    refused = yan.says("/question", yan.square, answered=answered)

    assert refused.startswith("Seule l'équipe de jardinage")
    assert SAID not in "".join(zoe.inbox)


def test_a_message_that_is_too_long_is_not_asked_for(ana: Neighbour, zoe: Neighbour) -> None:
    assert replies(ana, zoe, "é" * 1001).startswith("Ce message est trop long pour une question")
    assert "voudrait transmettre" not in "".join(zoe.inbox)


def test_nobody_agrees_for_the_author(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    replies(ana, zoe)
    request = zoe.direct[-1]
    agree = next(each.press for each in request.choices if "avec mon nom" in each.label)

    refused = [each.forges(agree, request) for each in (ana, town.member("Yan"))]

    gone = "Cette question n'est plus ouverte. Rien du message n'a été gardé."

    assert refused == [gone, gone]
    assert town.shown_in(BACK_ROOM) == []
