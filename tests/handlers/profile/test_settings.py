"""Settings: messages in private, and their language."""

from bot.core.context.audience import LETTER
from storage.communities import Communities
from storage.members import Audiences, Members
from tests.town import Neighbour, Town


def test_the_letter_in_private_is_asked_for_and_given_up(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")

    before = gets_letter(town, zoe)
    zoe.presses("Recevoir la lettre en privé")
    wanted = gets_letter(town, zoe)
    zoe.says("/reglages")
    given_up = zoe.presses("Ne plus recevoir la lettre en privé")

    assert (before, wanted, gets_letter(town, zoe)) == (False, True, False)
    assert given_up == (
        "C'est noté : la lettre ne vous arrivera plus ici. Pour changer d'avis : /reglages."
    )


def test_two_taps_give_one_consent(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")

    for _ in range(2):
        assert zoe.presses("Recevoir la lettre en privé") == (
            "C'est noté : la prochaine lettre vous arrivera ici, en privé."
        )

    assert gets_letter(town, zoe)


def test_a_silent_member_is_asked_before_a_letter_comes(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("stop")
    zoe.presses("Ne plus m'écrire")
    zoe.presses("Oui, ne plus m'écrire")
    zoe.says("/reglages")

    wanted = zoe.presses("Recevoir la lettre en privé")

    assert wanted.startswith("C'est noté. Mais vous m'avez demandé de ne plus vous écrire")
    assert not gets_letter(town, zoe)
    zoe.presses("Reprendre")
    assert gets_letter(town, zoe)


def test_the_language_is_changed_and_stays(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")

    assert zoe.presses("English") == "I will write to you in English from now on."
    assert zoe.says("/settings").startswith("Settings\nThe letter comes to the rooms")
    assert zoe.presses("Français") == "Je vous écris désormais en français."


def test_the_card_shows_all_that_can_be_set(town: Town) -> None:
    zoe = town.member("Zoé")

    assert zoe.says("/reglages") == (
        "Réglages\n"
        "La lettre paraît dans les salons de la communauté ; vous ne la recevez pas en privé.\n"
        "Messages privés : seulement ce que vous demandez.\n"
        "Heures calmes : de 21 h à 8 h.\n"
        "Rappels de vos événements : la veille et deux heures avant.\n"
        "Fuseau horaire : Paris.\n"
        "Langue : Français.\n"
        "Annuaire : vous n'y êtes pas.\n"
        "Adresse e-mail : aucune."
    )


def test_one_letter_a_month_can_be_enough(town: Town) -> None:
    zoe = town.member("Zoé")
    labels = []
    for label in ("Recevoir la lettre en privé", "Une lettre par mois", "Chaque lettre"):
        zoe.says("/reglages")
        labels.append([choice.label for choice in zoe.direct[-1].choices][1])
        told = zoe.presses(label)

    assert labels[1:] == ["Une lettre par mois", "Chaque lettre"]
    assert told == "C'est noté : chaque lettre vous arrivera ici, en privé."


def test_settings_are_for_members(town: Town) -> None:
    assert town.stranger("Zoé").says("/reglages").startswith("Rejoindre Pionniers")


def gets_letter(town: Town, person: Neighbour) -> bool:
    """True if the next letter goes to this person."""
    with town.database.unit() as store:
        community = store[Communities].all()[0]
        member = store[Members].standing(person.address, community.id)
        ids = store[Audiences].with_consent(community.id, LETTER, after=0, limit=9)
        return member is not None and member.member.id in ids
