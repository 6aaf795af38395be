"""Answers to open questions in the letter, with their author's yes."""

import pytest

from storage.polls import WordsOnPolls
from tests.handlers.audit.traces import presses_forged
from tests.handlers.introductions.adults import young
from tests.town import Neighbour, Town, labels

QUESTION = "Qu'avez-vous réparé ?"


@pytest.fixture
def zoe(town: Town, ana: Neighbour, luc: Neighbour) -> Neighbour:
    """A member who has answered an open question."""
    ana.publishes(f"/sondage {QUESTION} --ouverte")
    zoe = town.member("Zoé").wants_messages()
    zoe.says("/sondage 1")
    zoe.says("Un grille-pain", reply_to=zoe.direct[-1])
    return zoe


def asks_for_it(ana: Neighbour, name: str = "Zoé") -> str:
    """Have a gardener ask an author; gives the answer."""
    ana.says("/sondage 1")
    ana.presses("Toutes les réponses")
    ana.presses("En demander une pour la lettre")
    return ana.presses(f"Demander à {name}")


def read(ana: Neighbour) -> str:
    """The answers as a gardener reads them."""
    ana.says("/sondage 1")
    return ana.presses("Toutes les réponses")


@pytest.mark.slow
@pytest.mark.parametrize(("yes", "name"), [("avec", "Zoé"), ("sans", "")])
def test_with_the_yes_of_its_author_an_answer_is_proposed_for_the_letter(
    town: Town, ana: Neighbour, zoe: Neighbour, yes: str, name: str
) -> None:
    told = asks_for_it(ana)
    question = zoe.inbox[-1]
    thanked = zoe.presses(f"Oui, {yes} mon nom")
    listed = ana.says("/afaire")
    shown = ana.says("/actu 1")

    assert told.startswith("Je le demande à Zoé.")
    assert question.startswith("Votre réponse dans la lettre ?")
    assert "Un grille-pain" in question
    assert thanked.startswith("Merci. L'équipe de jardinage décide")
    assert f"Actualité proposée : 1 · {QUESTION}" in listed
    assert f"{QUESTION}\nUn grille-pain" in shown
    assert ("Zoé" in shown) is bool(name)
    assert "Proposée pour la lettre par la personne qui l'a écrite." in read(ana)


def test_a_no_is_told_to_nobody(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    asks_for_it(ana)
    before = read(ana)
    refused = zoe.presses("Non merci")

    assert refused.startswith("Elle reste hors de la lettre.")
    assert read(ana) == before
    assert "Actualité" not in ana.says("/afaire")


def test_what_was_asked_for_is_what_is_given(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    asks_for_it(ana)
    shown = zoe.direct[-1]
    zoe.says("/sondage 1")
    zoe.says("Rien du tout", reply_to=zoe.direct[-1])

    assert zoe.presses("Oui, avec mon nom", shown).startswith(
        "Vous avez changé votre réponse depuis"
    )
    assert "Actualité" not in ana.says("/afaire")


def test_who_is_under_18_is_not_named(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    young(zoe)
    asks_for_it(ana)
    offered = labels(zoe)
    with town.database.unit() as store:
        (words,) = store[WordsOnPolls].of(1, 10)
    presses_forged(zoe, f"poll_letter_yes:{words.id}:1")

    assert offered == ["Oui, sans mon nom", "Non merci"]
    assert "Zoé" not in ana.says("/actu 1")


def test_nobody_gives_the_answer_of_another(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    asks_for_it(ana)
    eve = town.member("Ève")
    with town.database.unit() as store:
        (words,) = store[WordsOnPolls].of(1, 10)

    for press in (f"poll_letter_yes:{words.id}:1", f"poll_letter_no:{words.id}"):
        assert presses_forged(eve, press).startswith("Vous avez changé votre réponse depuis")
    assert presses_forged(eve, f"poll_letter_ask:{words.id}").startswith("Seule l'équipe")
    assert presses_forged(ana, f"poll_letter_ask:{words.id}").startswith("Cette réponse a été")


def test_who_gets_only_what_they_ask_for_is_not_asked(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    yan = town.member("Yan")
    yan.says("/sondage 1")
    yan.says("Mon vélo", reply_to=yan.direct[-1])
    before = len(yan.inbox)

    assert asks_for_it(ana, "Yan").startswith("Yan ne reçoit que les messages demandés")
    assert len(yan.inbox) == before
