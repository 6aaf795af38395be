"""After a week a newcomer is asked one question, whose answer reaches the gardeners."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.handlers.personal_data.departures import chooses, later
from tests.town import PARIS, Neighbour, Town, labels

ASKED = "Une semaine dans Pionniers de l'énergie\nAvez-vous trouvé ce que vous cherchiez ?"
WEEK = timedelta(days=7, hours=2)


def questions(person: Neighbour) -> list[str]:
    return [each for each in person.inbox if each.startswith(ASKED)]


@pytest.mark.slow
def test_a_newcomer_is_asked_once_after_a_week(town: Town, ana: Neighbour) -> None:
    zoe, max_ = town.member("Zoé", on="matrix").wants_messages(), town.member("Max")
    later(town, timedelta(days=6, hours=20))
    early = questions(zoe)
    later(town, timedelta(hours=3))
    came, offered = questions(zoe), labels(zoe)
    answered = zoe.presses("Pas encore")
    listed = ana.says("/afaire")
    ana.presses("Écrire à Zoé")
    sent = ana.says("Que cherchez-vous ?")
    ana.says("/afaire")
    read = ana.presses("C'est lu")
    letter = zoe.inbox[-1]
    later(town, timedelta(days=2))

    assert early == []
    assert came == [f"{ASKED}\nVotre réponse est lue par : Ana."]
    assert questions(zoe) == []  # it became what she was answered, and was not asked again
    assert offered == ["Oui", "Pas encore", "Ce n'est pas pour moi"]
    assert answered.startswith("Merci. Si vous voulez, dites à l'équipe")
    assert "– Après une semaine, Zoé n'y trouve pas encore son compte." in listed
    assert sent == "Message envoyé à Zoé. Sa réponse viendra à l'équipe."
    assert letter.startswith("Un mot d'Ana, de l'équipe de jardinage\nQue cherchez-vous ?")
    assert "Zoé n'y trouve" not in read
    assert questions(max_) == []  # who gets only answers is not asked
    assert questions(ana) == []


@pytest.mark.slow
def test_answers_reach_the_gardeners_and_are_counted_from_five_on(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    people = [town.member(f"Membre {nth}").wants_messages() for nth in range(6)]
    gone = town.member("Zoé").wants_messages()
    later(town, WEEK)
    found = [each.presses("Oui") for each in people[:5]]
    no = people[5].presses("Ce n'est pas pour moi")
    gone.presses("Ce n'est pas pour moi")
    chooses(gone, "Quitter la communauté")
    listed = luc.says("!afaire")
    town.move_to(datetime(2027, 1, 7, 12, tzinfo=PARIS))
    told = ana.says("/bilan")

    assert set(found) == {"Merci, c'est bon à savoir."}
    assert no.startswith("Merci de l'avoir dit.")
    assert "Après une semaine : a trouvé : 5" in told
    assert "pas pour elle ou lui" not in told
    assert "– Après une semaine, Membre 5 dit : « Ce n'est pas pour moi »." in listed
    assert "– Après une semaine, 5 personnes y trouvent leur compte : " in listed
    assert "Zoé" not in listed.replace("Zoé a rejoint", "")


def test_nobody_answers_unasked_or_for_another(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")

    for press in ("week_answer:0", "week_answer:9"):
        assert presses_forged(zoe, press).startswith("Cette question ne vous a pas été posée ici")
    assert presses_forged(zoe, "first_week_write:1").startswith("Seule l'équipe de jardinage")
    assert presses_forged(ana, "first_week_write:2").startswith("Cette personne est partie")


@pytest.mark.slow
def test_nobody_is_asked_where_it_is_off(town: Town) -> None:
    zoe = town.member("Zoé").wants_messages()
    later(town, WEEK)

    assert questions(zoe) == []
    assert zoe.says("/menu")
