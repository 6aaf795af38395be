"""Members who wrote to the team wait until somebody answers them."""

from datetime import timedelta

import pytest

from tests.handlers.audit.traces import audited, presses_forged
from tests.town import BACK_ROOM, Neighbour, Town

TODAY = "– Zoé a écrit aujourd'hui et attend une réponse."


@pytest.fixture
def zoe(town: Town, ana: Neighbour, luc: Neighbour) -> Neighbour:
    """A member who has written to the team."""
    zoe = town.member("Zoé")
    zoe.says("/ecrire Où est le compost ?")
    return zoe


@pytest.mark.slow
def test_who_wrote_waits_on_both_lists_until_a_gardener_replies(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    listed = ana.says("/afaire"), luc.says("!afaire")
    town.move(timedelta(days=1))
    later = luc.says("!afaire")
    luc.says("Derrière la mairie", room=BACK_ROOM, reply_to=town.said_in(BACK_ROOM)[-1])

    assert listed == (f"À faire\n{TODAY}",) * 2
    assert "– Zoé attend une réponse depuis le mardi 24 novembre." in later.splitlines()[1]
    assert "attend une réponse" not in ana.says("/afaire")
    assert "attend une réponse" not in luc.says("!afaire")


def test_the_answer_is_written_from_the_list(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.says("/afaire")
    asked = ana.presses("Répondre à Zoé")
    sent = ana.says("Derrière la mairie")

    assert asked.startswith("Que répondez-vous ?")
    assert sent == "Réponse envoyée à Zoé."
    assert zoe.inbox[-1].startswith("Ana vous répond\nDerrière la mairie")
    assert "attend une réponse" not in ana.says("/afaire")
    assert ("letter_answer_words", "done") in audited(town, ana)


def test_a_new_message_waits_again(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.says("/afaire")
    ana.presses("Répondre à Zoé")
    ana.says("Derrière la mairie")
    town.move(timedelta(days=1))
    zoe.says("Merci ! Et les outils ?", reply_to=zoe.direct[-1])

    assert TODAY in ana.says("/afaire")


@pytest.mark.parametrize(
    ("words", "waits"),
    [
        ("Merci beaucoup !", False),
        ("🙏", False),
        ("Merci, bonne journée", False),
        ("Merci ! Et les outils ?", True),
        ("Merci, mais je ne trouve pas la mairie", True),
    ],
)
def test_thanks_alone_wait_for_no_answer(
    town: Town, ana: Neighbour, zoe: Neighbour, words: str, *, waits: bool
) -> None:
    ana.says("/afaire")
    ana.presses("Répondre à Zoé")
    ana.says("Derrière la mairie")
    zoe.says(words, reply_to=zoe.direct[-1])

    assert ("attend une réponse" in ana.says("/afaire")) is waits
    assert words in town.said_in(BACK_ROOM)[-1].text


def test_several_messages_wait_once_since_the_first(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    town.move(timedelta(days=1))
    zoe.says("/ecrire Personne ?")

    listed = ana.says("/afaire")
    ana.presses("Zoé a eu sa réponse")

    assert listed.count("Zoé attend une réponse depuis le mardi 24 novembre.") == 1
    assert "attend une réponse" not in ana.says("/afaire")
    assert ("letter_settled", "done") in audited(town, ana)


def test_who_waits_longest_comes_first(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    town.move(timedelta(minutes=5))
    yan = town.member("Yan")
    yan.says("/ecrire Bonjour")

    names = [line.split()[1] for line in ana.says("/afaire").splitlines()[1:3]]

    assert names == ["Zoé", "Yan"]


def test_who_leaves_waits_no_more(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.says("/afaire")
    shown = ana.direct[-1]
    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui")

    assert "Zoé" not in ana.says("/afaire")
    assert ana.presses("Zoé a eu sa réponse", shown).startswith("Ce message n'est plus là")


def test_a_member_settles_nothing(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    for press in ("letter_settled:1", "letter_answer:1"):
        assert presses_forged(zoe, press).startswith("Seule l'équipe de jardinage")
    assert TODAY in ana.says("/afaire")
