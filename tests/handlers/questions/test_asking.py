"""A question to the Region: written, looked at, sent, signed as its author chooses."""

from datetime import timedelta

import pytest

from tests.town import BACK_ROOM, Neighbour, Town, labels

WORDS = "Quand ouvre l'aide au vélo ?"
READ_BY = (
    "Elle n'est pas encore envoyée.\n"
    "Lue tout de suite par Ana et Luc.\n"
    "Les autres membres la voient si l'équipe de jardinage la leur montre.\n"
    "Envoyée à une seule personne, elle n'est lue que par elle."
)
SUBJECTS = (
    *("Gares", "Forêts", "Écoles", "Cantines", "Rivières"),
    *("Usines", "Halles", "Ponts", "Routes", "Vignes"),
)
SENT = "Envoyée. Chaque étape s'affiche ici, et la réponse aussi."


@pytest.fixture(params=["telegram", "matrix"])
def network(request: pytest.FixtureRequest) -> str:
    """Buttons, or words that are typed."""
    return str(request.param)


def sends(person: Neighbour, words: str = WORDS, label: str = "Envoyer sans mon nom") -> str:
    """Ask, and send it; gives the asker's card."""
    person.says(f"/question {words}")
    return person.presses(label)


def test_a_question_is_shown_before_it_is_sent(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    preview = zoe.says(f"/question {WORDS}")

    assert preview == f"💬 Votre question à la Région\n{WORDS}\n\n{READ_BY}"
    assert labels(zoe) == [
        *("Envoyer avec mon nom", "Envoyer sans mon nom"),
        *("Envoyer à Ana seulement", "Envoyer à Luc seulement"),
        *("Modifier", "Domaine", "Annuler"),
    ]
    assert town.said_in(BACK_ROOM) == []


def test_a_question_is_asked_step_by_step(ana: Neighbour, zoe: Neighbour) -> None:
    listed = zoe.says("/question")
    asked = zoe.presses("Poser une question")
    preview = zoe.says(WORDS)

    assert listed == "💬 Questions à la Région\nPersonne n'a encore posé de question à la Région."
    assert asked.startswith("Quelle est votre question à la Région ?")
    assert preview.startswith(f"💬 Votre question à la Région\n{WORDS}")


@pytest.mark.parametrize(
    ("label", "signed", "read"),
    [
        ("Envoyer avec mon nom", "Zoé", "avec votre nom"),
        ("Envoyer sans mon nom", "Quelqu'un de la communauté, sans son nom", "sans votre nom"),
    ],
)
def test_the_pair_reads_it_as_it_is_signed(
    town: Town, ana: Neighbour, zoe: Neighbour, label: str, signed: str, read: str
) -> None:
    own = sends(zoe, label=label)

    assert zoe.inbox[-2].startswith(SENT) or SENT in zoe.inbox
    assert own == (
        f"💬 Question 1\n{WORDS}\n\n⏳ En attente de la Région.\n"
        f"La Région et l'équipe de jardinage la lisent, {read}."
    )
    request = town.shown_in(BACK_ROOM)[-1].text
    assert request == (
        f"💬 Question 1\n{WORDS}\n{signed}\n\n⏳ En attente de la Région.\n"
        "La Région l'a reçue. Les membres ne la voient pas encore."
    )
    assert ("Zoé" in request) == (label == "Envoyer avec mon nom")


def test_a_question_for_one_gardener_is_in_their_direct_room_only(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    yan = town.member("Yan")
    before = len(luc.inbox)
    own = sends(zoe, label="Envoyer à Ana seulement")

    assert own.endswith("Lue par Ana, et personne d'autre.")
    assert WORDS in ana.inbox[-1]
    assert "Personne d'autre ne la lit." in ana.inbox[-1]
    assert town.said_in(BACK_ROOM) == []
    assert luc.inbox[before:] == []
    for other in (luc, yan):
        assert WORDS not in other.says("/question")
        assert other.says("/question 1").startswith("Il n'y a pas de question 1")
    assert WORDS not in luc.says("/afaire")
    assert WORDS in ana.says("/question 1")


def test_a_question_is_not_sent_twice(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    zoe.says(f"/question {WORDS}")
    preview = zoe.direct[-1]
    send = next(each.press for each in preview.choices if each.label == "Envoyer sans mon nom")
    zoe.presses("Envoyer sans mon nom", preview)

    again = zoe.forges(send, preview)

    assert "plus valable" in again or "est envoyée" in again
    assert len(town.shown_in(BACK_ROOM)) == 1


def test_the_words_and_the_domain_are_changed_before_sending(
    ana: Neighbour, zoe: Neighbour
) -> None:
    zoe.says(f"/question {WORDS}")
    zoe.presses("Domaine")
    chosen = zoe.presses("Mobilité")
    asked = zoe.presses("Modifier")
    changed = zoe.says("Quand ouvre l'aide aux vélos cargos ?")
    zoe.presses("Envoyer avec mon nom")

    assert f"{WORDS}\nDomaine : Mobilité" in chosen
    assert asked.startswith("Quel est le nouveau texte de votre question ?")
    assert "Quand ouvre l'aide aux vélos cargos ?\nDomaine : Mobilité" in changed
    assert "Zoé\nDomaine : Mobilité" in zoe.town.shown_in(BACK_ROOM)[-1].text


def test_a_question_is_thrown_away(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    zoe.says(f"/question {WORDS}")

    assert zoe.presses("Annuler") == "C'est annulé. Rien n'en a été gardé."
    assert zoe.says("/question").endswith("Personne n'a encore posé de question à la Région.")


def test_words_just_written_become_a_question(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    zoe.says(WORDS)

    assert zoe.presses("💬 À la Région").startswith(f"💬 Votre question à la Région\n{WORDS}")


def test_an_older_offer_does_not_ask_newer_words(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    zoe.says(WORDS)
    older = zoe.direct[-1]
    zoe.says("Le composteur déborde encore")

    assert zoe.presses("💬 À la Région", older).startswith(
        "Cette question est envoyée, annulée ou trop ancienne."
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("/question " + " " * 4086, "💬 Questions à la Région", id="blanks"),
        pytest.param("/question " + "é" * 1001, "1", id="too long"),
        pytest.param("/question 7", "Il n'y a pas de question 7", id="unknown"),
        pytest.param("/question 0", "Il n'y a pas de question 0", id="nought"),
    ],
)
def test_an_empty_too_long_or_unknown_question_is_explained(
    ana: Neighbour, zoe: Neighbour, typed: str, answer: str
) -> None:
    assert answer in zoe.says(typed)


def test_a_question_typed_in_a_room_is_answered_in_private(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    said = zoe.says(f"/question {WORDS}", zoe.square)

    assert said == "Je vous ai répondu en privé."
    assert zoe.inbox[-1].startswith(f"💬 Votre question à la Région\n{WORDS}")


def test_a_stranger_who_asks_is_invited_to_join(town: Town, ana: Neighbour) -> None:
    wim = town.stranger("Wim")

    wim.says(f"/question {WORDS}")

    assert "J'ai 15 ans ou plus, j'accepte" in labels(wim)
    assert town.said_in(BACK_ROOM) == []


@pytest.mark.slow
def test_only_so_many_wait_at_once(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    for subject in SUBJECTS:
        sends(zoe, f"{subject} ?")
        town.move(timedelta(hours=2))

    assert sends(zoe, "Une de trop ?").startswith("10 de vos questions attendent une réponse")


@pytest.mark.slow
def test_only_so_many_are_asked_in_an_hour(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    for subject in SUBJECTS:
        sends(zoe, f"{subject} ?")
        zoe.presses("Retirer ma question")
        zoe.presses("Retirer")

    assert sends(zoe).startswith("Vous avez posé 10 questions en une heure.")


def test_nobody_sends_the_question_of_another(town: Town, ana: Neighbour) -> None:
    zoe, yan = town.member("Zoé"), town.member("Yan")
    zoe.says(f"/question {WORDS}")
    preview = zoe.direct[-1]
    send = next(each.press for each in preview.choices if each.label == "Envoyer avec mon nom")
    yan.says("/question Et les trains ?")

    refused = yan.forges(send, yan.direct[-1])

    assert refused.startswith("Cette question est envoyée, annulée ou trop ancienne.")
    assert town.said_in(BACK_ROOM) == []


def test_a_question_is_asked_in_english(town: Town, ana: Neighbour) -> None:
    ida = town.member("Ida", locale="en")

    preview = ida.says("/ask When do bicycle grants open?")
    own = ida.presses("Send with my name")

    assert preview == (
        "💬 Your question to the Region\nWhen do bicycle grants open?\n\nNobody has it yet.\n"
        "Read at once by Ana and Luc.\n"
        "The other members see it once the gardening team shows it to them.\n"
        "Sent to one person only, nobody else sees it."
    )
    assert own == (
        "💬 Question 1\nWhen do bicycle grants open?\n\n⏳ Waiting for the Region.\n"
        "The Region and the gardening team can read it, with your name."
    )
