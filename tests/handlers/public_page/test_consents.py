"""People's words are on the web with their yes, asked for each thing, until the next view."""

import pytest

from storage.communities import Communities
from tests.handlers.digest.sending.letters import DUE, letters, ready
from tests.handlers.public_page.public_pages import HOME, is_missing, page, show_part
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town

BIKES = "Quand ouvre l'aide au vélo ?"
ANSWER = "L'aide ouvre en mai."
YES, NO = "Oui, le montrer à tout le monde", "Non, le garder entre membres"
ASKED = "🌐 Le montrer sur le web ?"


def ask(town: Town, ana: Neighbour, zoe: Neighbour, words: str = BIKES) -> None:
    """A question that members can read."""
    zoe.says(f"/question {words}")
    zoe.presses("Envoyer sans mon nom")
    ana.presses("Montrer aux membres", town.shown_in(BACK_ROOM)[-1], BACK_ROOM)


def answer(luc: Neighbour, number: int = 1, words: str = ANSWER) -> None:
    luc.says(f"!repondre {number} {words}")
    luc.presses("Publier la réponse")


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    return town.member("Zoé")


def questions(town: Town, query: str = "") -> str:
    return page(town, f"{HOME}/questions{query}")


@pytest.mark.slow
def test_a_question_is_shown_with_its_authors_yes(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    show_part(ana, luc, "Questions")
    ask(town, ana, zoe)
    answer(luc)

    asked = zoe.inbox[-1]
    assert asked.startswith(f"{ASKED}\n{BIKES}\n{ANSWER}")
    assert "sans votre nom" in asked
    assert "Des copies faites par d'autres peuvent rester." in asked
    assert BIKES not in questions(town)

    zoe.presses(YES)

    for shown in (questions(town), page(town)):
        assert BIKES in shown
        assert ANSWER in shown
        assert "Zoé" not in shown
    assert "· Quand ouvre" in zoe.says("/page")
    zoe.presses("Retirer : Quand ouvre l'aide au vélo ?")
    assert BIKES not in questions(town)
    assert zoe.says("/page").endswith("On vous le demande à chaque fois avant.")


@pytest.mark.slow
def test_no_is_no_and_nobody_is_asked_twice(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    show_part(ana, luc, "Questions")
    ask(town, ana, zoe)
    answer(luc)
    zoe.presses(NO)
    assert BIKES not in questions(town)

    zoe.presses("Pas du tout", next(each for each in zoe.direct if "Réponse à la" in each.text))
    zoe.says("Pour qui ?")
    before = sum(each.startswith(ASKED) for each in zoe.inbox)
    answer(luc, words="Pour tous.")
    assert sum(each.startswith(ASKED) for each in zoe.inbox) == before


def test_what_was_answered_before_stays_inside(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ask(town, ana, zoe)
    answer(luc)
    show_part(ana, luc, "Questions")

    assert ASKED not in zoe.inbox[-1]
    assert BIKES not in questions(town)
    assert "Aucune question avec sa réponse n'est encore ici." in questions(town)


@pytest.mark.slow
def test_a_question_that_members_no_longer_read_is_not_on_the_page(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    show_part(ana, luc, "Questions")
    ask(town, ana, zoe)
    answer(luc)
    zoe.presses(YES)
    assert BIKES in questions(town)

    ana.presses("Ne plus montrer", town.latest_with(BACK_ROOM, "Ne plus montrer"), BACK_ROOM)

    assert BIKES not in questions(town)


@pytest.mark.slow
def test_a_yes_is_to_the_answer_that_was_read(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    show_part(ana, luc, "Questions")
    ask(town, ana, zoe)
    answer(luc)
    request = zoe.direct[-1]
    zoe.presses(YES)
    zoe.presses("Pas du tout", next(each for each in zoe.direct if "Réponse à la" in each.text))
    zoe.says("Pour qui ?")
    assert BIKES not in questions(town), "it is open again"
    answer(luc, words="Pour tous.")

    assert BIKES not in questions(town), "nobody said yes to this answer"
    again = zoe.forges("webpage_yes:question:1:1", request)
    assert "Pour tous." in again
    zoe.presses(YES)
    assert "Pour tous." in questions(town)


@pytest.mark.slow
def test_erasure_is_followed_at_the_next_view(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    show_part(ana, luc, "Questions")
    ask(town, ana, zoe)
    answer(luc)
    zoe.presses(YES)
    assert BIKES in questions(town)

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    for path in (f"{HOME}/questions", HOME, f"{HOME}/feed.atom"):
        assert BIKES not in page(town, path)


@pytest.mark.slow
def test_questions_are_searched(town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour) -> None:
    show_part(ana, luc, "Questions")
    for number, words in enumerate((BIKES, "Où trouver un broyeur ?"), start=1):
        ask(town, ana, zoe, words)
        answer(luc, number)
        zoe.presses(YES)

    found = questions(town, "?q=broyeurs")

    assert "Où trouver un broyeur ?" in found
    assert BIKES not in found
    assert "1 question avec « broyeurs »" in found
    assert 'content="noindex, nofollow"' in found


@pytest.mark.slow
def test_the_result_of_a_poll_needs_five_votes_and_its_makers_yes(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.wants_messages()
    show_part(ana, luc, "Résultats des sondages")
    for number, voters in ((1, 4), (2, 5)):
        ana.publishes(f"/sondage Quel jour {number} ? | mardi | jeudi")
        for nth in range(voters):
            town.member(f"Membre {nth}").says(f"/voter {number} {1 + (nth == 0)}")
        ana.says(f"/cloturer {number}")
        ana.presses("Clore")

    asked = [each for each in ana.inbox if each.startswith(ASKED)]
    assert len(asked) == 1
    assert "Quel jour 2 ?" in asked[0]
    ana.presses(YES)

    shown = page(town, f"{HOME}/polls")
    assert "Quel jour 2 ?" in shown
    assert "Quel jour 1 ?" not in shown
    assert "Membre" not in shown
    assert "5 personnes ont voté" in shown or "5 votes" in shown


@pytest.mark.slow
def test_news_of_a_public_letter_are_shown_with_their_authors_yes(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.wants_messages()
    show_part(ana, luc, "Lettres")
    with town.database.unit() as store:
        store[Communities].get(1).public_channel = True
    ready(ana, luc)
    town.move_to(DUE)

    assert ana.inbox[-1].startswith(f"{ASKED}\nLe broyeur est arrivé\nEn prêt à la mairie")
    assert "broyeur" not in page(town, f"{HOME}/letters")
    ana.presses(YES)

    shown = page(town, f"{HOME}/letters")
    assert "Lettre 1, mardi 1er décembre" in shown
    assert "<strong>Le broyeur est arrivé</strong>" in shown
    with town.database.unit() as store:
        store[Communities].get(1).public_channel = False
    assert "broyeur" not in page(town, f"{HOME}/letters")


@pytest.mark.slow
def test_a_letter_for_members_asks_nobody(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.wants_messages()
    show_part(ana, luc, "Lettres")
    ready(ana, luc)
    town.move_to(DUE)

    assert any("Le broyeur est arrivé" in each for each in letters(town, SQUARE["telegram"]))
    assert not any(each.startswith(ASKED) for each in ana.inbox)


@pytest.mark.slow
@pytest.mark.parametrize("press", ["question:1:1", "poll:1:1", "news:1:1", "name:1:0", "name:2:0"])
def test_nobody_shows_what_is_anothers(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, press: str
) -> None:
    show_part(ana, luc, "Questions")
    ask(town, ana, zoe)
    answer(luc)
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    yan = town.member("Yan")
    yan.says("/page")

    said = yan.forges(f"webpage_yes:{press}", yan.direct[-1])

    assert said.startswith("Cela ne peut pas être sur la page publique")


def test_an_event_of_a_member_is_shown_with_their_yes(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    """The team announces for the community; a member's yes survives changes of the event."""
    show_part(ana, luc, "Événements")
    zoe.wants_messages()
    zoe.says("/evenement Troc de graines | samedi 5 décembre 10h | Besançon")
    zoe.presses("Proposer à l'équipe de jardinage")
    ana.says("/evenement 1")
    ana.presses("Annoncer")
    event = f"{HOME}/events/1"

    assert zoe.inbox[-1].startswith(f"{ASKED}\nTroc de graines")
    assert is_missing(town, event)
    luc.forges("webpage_yes:event:1:1", luc.direct[-1])
    assert is_missing(town, event)

    zoe.presses(YES)
    ana.says("/evenement 1 lieu Dole")
    assert "Troc de graines" in page(town)
    assert "Dole" in page(town, event)

    zoe.says("/page")
    zoe.presses("Retirer : Troc de graines")
    assert is_missing(town, event)
    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")
    assert is_missing(town, event)
    assert "Troc" not in page(town)
