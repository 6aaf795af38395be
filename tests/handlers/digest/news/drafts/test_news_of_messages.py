"""A news item made of a message: `/actu` in reply to it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.core import Answered
from storage.unit_of_work import Store
from tests.town import BACK_ROOM, Neighbour, Town

SAID = "Le broyeur est arrivé\nEn prêt à la mairie"
ASKED = (
    "La question est posée à Zoé en privé. Je vous dirai sa réponse ; sans réponse, rien du "
    "message n'est gardé au-delà d'un jour."
)


@pytest.fixture(params=["telegram", "matrix"])
def zoe(town: Town, request: pytest.FixtureRequest) -> Neighbour:
    return town.member("Zoé", on=request.param)


def replies(person: Neighbour, author: Neighbour, said: str = SAID) -> str:
    """Answer an author's message in the room with `/actu`; returns the private answers."""
    before = len(person.inbox)
    mark = "/" if person.network == "telegram" else "!"
    answered = Answered(said, author.address, author.name)
    person.says(f"{mark}actu", person.square, answered=answered)
    return "\n---\n".join(person.inbox[before:])


def kept(town: Town) -> str:
    """The stored answers of open questions."""

    def read(store: Store) -> str:
        return str(store._session.execute(text("SELECT answers FROM forms")).all())

    return town.app.lanes.in_unit(read)


def test_ones_own_message_is_a_draft_at_once(ana: Neighbour) -> None:
    preview = replies(ana, ana)

    assert preview == (
        "Le broyeur est arrivé\nEn prêt à la mairie\nAna, pour le territoire\n\n"
        "Personne d'autre ne la voit encore."
    )
    assert ana.presses("Mettre dans la lettre").startswith("Actualité 1 : elle est dans la lettre")


def test_a_long_first_line_is_shortened_for_the_title(ana: Neighbour) -> None:
    line = "Le broyeur " * 20

    preview = replies(ana, ana, line)

    title, words, *_ = preview.split("\n")
    assert (len(title), title[-1]) == (150, "…")
    assert words == line.strip()


def test_a_member_makes_a_draft_of_their_own_message_only(zoe: Neighbour, ana: Neighbour) -> None:
    assert "Personne d'autre ne la voit encore." in replies(zoe, zoe)
    mark = "/" if zoe.network == "telegram" else "!"
    answered = Answered(SAID, ana.address, "Ana")
    refused = zoe.says(f"{mark}actu", zoe.square, answered=answered)
    assert refused.startswith("Seule l'équipe de jardinage")
    assert "voudrait reprendre" not in "".join(ana.inbox)


def test_the_author_of_a_message_agrees_with_their_name(ana: Neighbour, zoe: Neighbour) -> None:
    assert replies(ana, zoe) == ASKED
    assert zoe.inbox[-1] == (
        "Ana voudrait reprendre votre message dans la lettre :\n"
        "Le broyeur est arrivé\nEn prêt à la mairie\n\nRien n'est repris sans votre accord."
    )

    assert zoe.presses("D'accord, avec mon nom") == (
        "Merci. Votre message est transmis à l'équipe de jardinage, pour la lettre."
    )
    agreed, card = ana.inbox[-2:]
    assert agreed == "Zoé est d'accord : voici l'actualité."
    assert "Le broyeur est arrivé\nEn prêt à la mairie\nZoé\n" in card
    assert "elle est dans la lettre" in ana.presses("Mettre dans la lettre")
    assert zoe.inbox[-1] == "Votre actualité « Le broyeur est arrivé » sera dans la lettre."


def test_the_author_of_a_message_agrees_without_their_name(ana: Neighbour, zoe: Neighbour) -> None:
    replies(ana, zoe)
    zoe.presses("D'accord, sans mon nom")

    assert "En prêt à la mairie\nMembre de la communauté" in ana.inbox[-1]


def test_the_author_of_a_message_refuses_and_nothing_is_kept(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    replies(ana, zoe)
    question = zoe.direct[-1]
    assert "broyeur" in kept(town)

    assert zoe.presses("Non") == (
        "C'est noté : votre message n'est pas repris, et rien n'en a été gardé."
    )
    assert ana.inbox[-1] == (
        "Zoé préfère que son message ne soit pas repris dans la lettre. Rien n'en a été gardé."
    )
    assert "broyeur" not in kept(town)
    agrees = "D'accord, avec mon nom"
    assert "n'est plus ouverte" in zoe.forges(press_of(town, ana, zoe, agrees), question)


def press_of(town: Town, ana: Neighbour, zoe: Neighbour, label: str) -> str:
    """The press of a question's button."""
    del town
    replies(ana, zoe)
    press = zoe.direct[-1].choice(label).press
    zoe.presses("Non")
    return press


def test_an_unanswered_question_leaves_nothing_after_a_day(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    replies(ana, zoe)
    question = zoe.direct[-1]
    town.move(timedelta(days=1))

    assert "broyeur" not in kept(town)
    assert zoe.presses("D'accord, avec mon nom", question) == (
        "Cette question n'est plus ouverte. Rien du message n'a été gardé."
    )


@pytest.mark.parametrize("by", ["ana", "luc"])
def test_nobody_agrees_for_the_author(town: Town, ana: Neighbour, zoe: Neighbour, by: str) -> None:
    replies(ana, zoe)
    press = zoe.direct[-1].choice("D'accord, avec mon nom").press
    other = ana if by == "ana" else town.gardener("region")
    other.says("/menu" if other.network == "telegram" else "!menu")

    assert "n'est plus ouverte" in other.forges(press, other.direct[-1])
    assert zoe.presses("D'accord, avec mon nom").startswith("Merci.")


def test_an_author_is_asked_one_question_at_a_time(ana: Neighbour, zoe: Neighbour) -> None:
    replies(ana, zoe)

    assert replies(ana, zoe, "Autre chose") == (
        "Zoé n'a pas encore répondu à une question précédente sur un message. Réessayez plus tard."
    )
    assert "Autre chose" not in "".join(zoe.inbox)


def test_an_author_who_was_erased_meanwhile_leaves_nothing(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    replies(ana, zoe)
    mark = "/" if zoe.network == "telegram" else "!"
    zoe.says(f"{mark}effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    assert "broyeur" not in kept(town)
    assert replies(ana, zoe).startswith("Je ne peux m'adresser qu'aux membres de")


def test_an_author_who_is_no_member_is_not_asked(town: Town, ana: Neighbour) -> None:
    yan = town.stranger("Yan")

    assert replies(ana, yan).startswith("Je ne peux m'adresser qu'aux membres de")
    assert yan.inbox == []


def test_words_that_cannot_be_read_are_asked_for(ana: Neighbour, zoe: Neighbour) -> None:
    assert replies(ana, zoe, "").startswith("Je ne peux pas lire le texte de ce message.")
    ana.says("/actu", ana.square, answered=Answered())
    assert ana.inbox[-1].startswith("Je ne peux pas lire le texte de ce message.")


def test_the_author_is_asked_in_their_own_language(town: Town, ana: Neighbour) -> None:
    kim = town.stranger("Kim", locale="en").joins()

    replies(ana, kim)
    assert kim.inbox[-1].startswith("Ana would like to use your message in the letter:")
    assert kim.presses("No") == "Understood: your message stays out, and nothing of it was kept."


def test_an_agreement_given_after_the_asking_gardener_left_goes_to_the_team(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    replies(ana, zoe)
    mark = "/" if ana.network == "telegram" else "!"
    ana.says(f"{mark}effacer")
    ana.presses("Effacer mes données")
    ana.presses("Oui, tout effacer")

    zoe.presses("D'accord, avec mon nom")

    assert "Le broyeur est arrivé" in town.said_in(BACK_ROOM)[-1].text
