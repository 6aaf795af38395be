"""Members without a sign get fewer messages, then a question; nobody is told of it."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.announcements.announced import sends_to_people
from tests.handlers.audit.traces import presses_forged
from tests.handlers.personal_data.departures import later
from tests.town import PARIS, Neighbour, Town, labels

FEWER = "Je vous écris moins souvent : une fois par semaine au plus, tout en un seul message."
QUESTION = "Comment souhaitez-vous continuer avec Pionniers de l'énergie ?"
NEWS = "📣 Le jardin ouvre"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener, where members without a sign for four weeks get fewer messages."""
    ana, carl = town.gardener("territory"), town.cultivator()
    carl.says("/communaute energie")
    carl.presses("Membres sans signe")
    set_ = carl.presses("4 semaines")
    assert set_.startswith("Pionniers de l'énergie\nLes membres sans signe depuis 4 semaines")
    return ana


def days(town: Town, count: float) -> None:
    """So many days later, at ten: nobody is written to at night."""
    now = town.now.astimezone(PARIS)
    later(town, (now + timedelta(days=count)).replace(hour=10, minute=0) - now)


def told(person: Neighbour, words: str) -> int:
    """How many messages begin so."""
    return sum(each.startswith(words) for each in person.inbox)


@pytest.mark.slow
def test_the_steps_are_said_once_and_a_sign_ends_them(town: Town, ana: Neighbour) -> None:
    silent = (
        town.member("Zoé").wants_messages(),
        town.member("Max", on="matrix").wants_messages(),
    )
    days(town, 21)
    early = [told(each, FEWER) for each in silent]
    days(town, 8)
    days(town, 1)
    first = [(each.inbox[-1], labels(each)) for each in silent]
    before = [told(each, NEWS) for each in silent]
    sends_to_people(ana)
    days(town, 1)
    held_back = [told(each, NEWS) for each in silent]
    days(town, 7)
    came = [told(each, NEWS) for each in silent]
    days(town, 28)
    days(town, 7)
    question = [(each.inbox[-1], labels(each)) for each in silent]
    said = [(told(each, FEWER), told(each, QUESTION)) for each in silent]
    stays = [each.presses("Je reste") for each in silent]
    for words in ("/annonce Deuxième | À bientôt", "/annonce Troisième | À bientôt"):
        sends_to_people(ana, words)
        days(town, 1)

    assert early == before == held_back == [0, 0]
    as_before = "Dès que vous m'écrivez ou touchez un bouton, tout redevient comme avant."
    assert first == [(f"{FEWER}\n{as_before}", ["M'écrire comme avant"])] * 2
    assert came == [1, 1]
    assert said == [(1, 1)] * 2
    ways = ["Je reste", "En pause jusqu'à…", "Partir"]
    assert question == [(f"{QUESTION}\nVous pourrez changer d'avis à tout moment.", ways)] * 2
    assert all(each.startswith("C'est noté : vous restez") for each in stays)
    for each in silent:
        assert sum("Deuxième" in words or "Troisième" in words for words in each.inbox) == 2
        assert not any("silence" in words or "nouvelles de vous" in words for words in each.inbox)


@pytest.mark.slow
def test_a_button_brings_all_back_and_a_pause_ends_by_itself(town: Town, ana: Neighbour) -> None:
    zoe, _ = town.member("Zoé").wants_messages(), town.member("Yan").wants_messages()
    days(town, 35)
    back = zoe.presses("M'écrire comme avant")
    zoe.says("/quitter")
    zoe.presses("Ne plus m'écrire")
    asked = zoe.presses("En pause jusqu'à…")
    choices = labels(zoe)
    paused = zoe.presses(choices[0])
    card = zoe.says("/moi")
    forged = presses_forged(zoe, "pause_for:99")
    sends_to_people(ana)
    days(town, 27)
    silent = told(zoe, NEWS)
    days(town, 5)
    after = zoe.says("/moi")
    sends_to_people(ana)
    days(town, 1)

    assert back == "C'est noté : tout vous arrive de nouveau comme avant."
    assert asked.startswith("Mettre en pause\nJusqu'à quand est-ce que je vous laisse tranquille ?")
    assert choices == [
        "Jusqu'au vendredi 29 janvier",
        "Jusqu'au lundi 29 mars",
        "Jusqu'au mardi 29 juin",
    ]
    assert paused.startswith(
        "C'est noté : jusqu'au vendredi 29 janvier, je ne fais que vous répondre"
    )
    assert "En pause : je ne fais que vous répondre jusqu'au vendredi 29 janvier." in card
    assert forged.startswith("Mettre en pause")
    assert silent == 0
    assert "En pause" not in after
    assert told(zoe, NEWS) == 1


@pytest.mark.slow
def test_who_gets_only_answers_and_who_has_a_role_are_left_alone(
    town: Town, ana: Neighbour
) -> None:
    zoe, before = town.member("Zoé"), len(ana.inbox)
    said = len(zoe.inbox)
    days(town, 63)
    days(town, 63)

    assert len(zoe.inbox) == said
    assert told(ana, FEWER) == told(ana, QUESTION) == 0
    assert len(ana.inbox) >= before


@pytest.mark.slow
def test_figures_count_the_silent_and_name_nobody(town: Town, ana: Neighbour) -> None:
    for nth in range(6):
        town.member(f"Membre {nth}")
    town.move_to(datetime(2026, 12, 7, 12, tzinfo=PARIS))
    few = ana.says("/bilan")
    town.move_to(datetime(2027, 1, 7, 12, tzinfo=PARIS))
    figures = ana.says("/bilan")

    assert "Membres sans nouvelles" not in few
    assert "Membres sans nouvelles : 5 ou plus" in figures
    assert "Membre 1" not in figures


@pytest.mark.slow
def test_it_is_off_by_default(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé").wants_messages()
    days(town, 210)
    sends_to_people(ana)

    assert told(zoe, NEWS) == 1
    assert told(zoe, FEWER) == told(zoe, QUESTION) == 0
    assert "sans signe" not in ana.says("/bilan")


@pytest.mark.slow
def test_gardeners_read_names_only_of_who_agreed_to_it(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, _ = town.member("Zoé"), town.member("Yan")
    zoe.says("/reglages")
    asked = zoe.presses("Après une longue absence")
    agreed = zoe.presses("Oui, volontiers")
    mine = zoe.says("/moi")
    early = ana.says("/afaire")
    days(town, 35)
    listed = ana.says("/afaire")
    members = ana.says("/membres absents 1")
    card = ana.says("/membres yan")
    ana.says("/afaire")
    ana.presses("Écrire à Zoé")
    sent = ana.says("Comment allez-vous ?")
    after = luc.says("!afaire")
    with_answer = zoe.says("Bien, merci", reply_to=zoe.direct[-1])
    forged = presses_forged(ana, "relaunch_write:3")

    assert asked.startswith(
        "Après une longue absence\nSi vous n'avez rien fait ici depuis longtemps"
    )
    assert agreed.startswith("C'est noté : l'équipe peut prendre de vos nouvelles.")
    assert "le jour de votre dernier passage" in mine
    assert "longtemps" not in early
    assert "– Zoé : pas de signe depuis longtemps, et un mot de vous est bienvenu." in listed
    assert "Yan" not in listed.replace("Yan a rejoint", "")
    assert "Zoé" in members
    assert "Yan" not in members
    assert "dernier passage" not in card
    assert sent == "Message envoyé à Zoé. Sa réponse viendra à l'équipe."
    assert zoe.inbox[-1].startswith("Un mot d'Ana, de l'équipe de jardinage\nComment allez-vous ?")
    assert "pas de signe" not in after
    assert with_answer
    assert forged.startswith("Cette personne est revenue")
    zoe.says("/reglages")
    zoe.presses("Après une longue absence")
    assert zoe.presses("Non, n'en dites rien").startswith("C'est noté : personne ne voit le jour")
    assert "dernier passage" not in ana.says("/membres zoé")
