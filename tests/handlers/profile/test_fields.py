"""The fields of a profile, filled in one at a time."""

import pytest

from tests.handlers.linking.accounts import linked
from tests.town import Neighbour, Town, labels

STEPS = (
    *("Indiquer ma commune", "Choisir mes domaines", "Choisir ma participation"),
    *("Choisir qui me trouve", "Dire ce que je fais", "Messages privés"),
)
END = "Votre profil est à jour. Pour le voir ou le modifier : {mark}moi"


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    """A new member who completes her profile."""
    zoe = town.member("Zoé")
    zoe.presses("Compléter mon profil")
    return zoe


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_all_that_is_missing_stands_on_one_card(town: Town, network: str) -> None:
    zoe = town.member("Zoé", on=network)
    messages = len(zoe.direct)

    shown = zoe.presses("Compléter mon profil")
    offered = labels(zoe)
    ended = zoe.presses("Terminer")

    assert shown == (
        "Mon profil\nVotre nom ici : Zoé\n"
        "Choisissez ce que vous voulez ajouter, dans l'ordre de votre choix. "
        "Rien n'est obligatoire."
    )
    assert offered == [*STEPS, "Changer de nom", "Terminer"]
    assert ended == END.format(mark="/" if network == "telegram" else "!")
    assert len(zoe.direct) == messages, "one card, edited in place"


def test_each_answer_shows_what_is_left(zoe: Neighbour) -> None:
    left = []

    def now() -> None:
        left.append([each for each in labels(zoe) if each in STEPS])

    zoe.presses("Changer de nom")
    named = zoe.says("Zoé Martin")
    now()
    zoe.presses("Indiquer ma commune")
    zoe.says("Besançon")
    now()
    zoe.presses("Choisir mes domaines")
    zoe.presses("Mobilité")
    zoe.presses("Terminer")
    now()
    zoe.presses("Choisir ma participation")
    zoe.presses("Je participe activement")
    now()
    zoe.presses("Choisir qui me trouve")
    zoe.presses("Oui, 18 ans ou plus")
    zoe.presses("Mon nom")
    now()
    zoe.presses("Dire ce que je fais")
    zoe.says("Je répare des vélos")
    zoe.says("www.exemple.fr")
    now()
    zoe.presses("Messages privés")
    at_the_end = zoe.presses("Oui, écrivez-moi")

    assert named.endswith("Rien n'est obligatoire.")
    assert "Votre nom ici : Zoé Martin" in named
    assert left == [list(STEPS[nth:]) for nth in range(6)]
    assert at_the_end.startswith("C'est noté : je peux vous écrire")
    assert at_the_end.endswith(END.format(mark="/"))


def test_what_is_missing_is_filled_in_in_any_order(zoe: Neighbour) -> None:
    zoe.presses("Choisir mes domaines")
    zoe.presses("Culture")
    zoe.presses("Terminer")

    assert [each for each in labels(zoe) if each in STEPS] == [STEPS[0], *STEPS[2:]]


def test_a_field_filled_in_from_its_card_asks_for_nothing_more(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")
    zoe.presses("Où j'habite")
    zoe.presses("Indiquer ma commune")

    said = zoe.says("Besançon")

    assert said == ("C'est noté, vous habitez Besançon (Doubs, 25).\nVotre territoire : Doubs.")


def test_a_profile_can_be_left_and_continued_later(zoe: Neighbour) -> None:
    zoe.presses("Choisir mes domaines")
    zoe.presses("Terminer")

    finished = zoe.presses("Terminer")
    zoe.presses("Mon profil")
    zoe.presses("Compléter mon profil")

    assert finished == END.format(mark="/")
    assert "Choisir mes domaines" not in labels(zoe)
    assert "Dire ce que je fais" in labels(zoe)


def test_a_restart_in_the_middle_goes_on(town: Town, zoe: Neighbour) -> None:
    zoe.presses("Dire ce que je fais")
    zoe.says("Je répare des vélos")
    town.restart()

    told = zoe.says("https://exemple.fr")

    assert told.startswith("C'est noté : « Je répare des vélos », avec le lien https://exemple.fr.")
    assert "Messages privés" in labels(zoe)


def test_a_member_who_goes_on_on_the_other_network_is_not_asked_again(
    town: Town, zoe: Neighbour
) -> None:
    other = town.stranger("Zoé", on="matrix")
    zoe.presses("Choisir mes domaines")
    zoe.presses("Culture")
    zoe.presses("Terminer")
    linked(zoe, other)
    other.says("!moi")
    other.presses("Compléter mon profil")

    assert "Choisir mes domaines" not in labels(other)
    assert "Indiquer ma commune" in labels(other)


def test_a_made_up_step_fills_nothing(zoe: Neighbour) -> None:
    zoe.forges("fill:everything", zoe.direct[-1])

    assert [each for each in labels(zoe) if each in STEPS] == list(STEPS)


@pytest.mark.parametrize(
    ("about", "link", "answer"),
    [
        pytest.param("Je  répare\ndes vélos", None, "« Je répare des vélos ».", id="one line"),
        pytest.param("-", "exemple.fr", "« https://exemple.fr ».", id="a link alone"),
        pytest.param("-", "-", "votre activité n'est pas indiquée.", id="nothing"),
    ],
)
def test_the_activity_of_a_member_is_confirmed_in_one_line(
    town: Town, about: str, link: str | None, answer: str
) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")
    zoe.presses("Dire ce que je fais")
    zoe.says(about)

    told = zoe.presses("Passer") if link is None else zoe.says(link)

    assert told.startswith(f"C'est noté : {answer}")


def test_a_long_line_and_a_wrong_link_are_explained_and_asked_again(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")
    zoe.presses("Dire ce que je fais")

    long = zoe.says("v" * 141)
    zoe.says("v" * 140)
    wrong = zoe.says("javascript:alert(1)")

    assert "écrivez 140 caractères au plus, vous en avez écrit 141" in long
    assert "Que faites-vous, en une ligne ?" in long
    assert wrong.startswith("« javascript:alert(1) » n'est pas une adresse web")
    assert "Écrivez son adresse" in wrong
    assert zoe.says("https://exemple.fr").startswith("C'est noté")


def test_a_link_that_is_passed_over_stays_as_it_was(town: Town) -> None:
    zoe = town.member("Zoé")
    for about, link in (("Vélos", "exemple.fr"), ("Compost", None)):
        zoe.says("/moi")
        zoe.presses("Dire ce que je fais")
        zoe.says(about)
        told = zoe.presses("Passer") if link is None else zoe.says(link)

    assert told.startswith("C'est noté : « Compost », avec le lien https://exemple.fr.")


def next_thing(person: Neighbour) -> str | None:
    """The label of the step that is shown next."""
    person.says("/moi")
    if "Compléter mon profil" not in labels(person):
        return None
    person.presses("Compléter mon profil")
    return labels(person)[0]
