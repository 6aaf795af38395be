"""The fields of a profile, filled in one at a time."""

import pytest

from tests.handlers.linking.accounts import linked
from tests.town import Neighbour, Town, labels

STEPS = {
    "Changer de nom": "Votre nom ici : Zoé",
    "Indiquer ma commune": "Dans quelle commune habitez-vous ? Cela aide",
    "Choisir mes domaines": "Quels domaines vous intéressent ?",
    "Choisir ma participation": "Comment voulez-vous participer ?",
    "Choisir qui me trouve": "Les autres membres ne peuvent pas vous trouver",
    "Dire ce que je fais": "Que faites-vous ?",
    "Messages privés": "Voulez-vous recevoir ici, en privé",
}
END = "Votre profil est à jour. Pour le voir ou le modifier : {mark}moi"


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    """A new member who completes her profile."""
    zoe = town.member("Zoé")
    zoe.presses("Compléter mon profil")
    return zoe


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_everything_can_be_skipped_and_is_asked_once_on_one_card(town: Town, network: str) -> None:
    zoe = town.member("Zoé", on=network)
    messages = len(zoe.direct)

    offered = [zoe.presses("Compléter mon profil")]
    offered += [zoe.presses("Passer") for _ in STEPS]

    for place, (said, question) in enumerate(zip(offered, STEPS.values(), strict=False), 1):
        assert said.startswith(f"Mon profil : {place} sur 7\n{question}")
    assert offered[-1] == END.format(mark="/" if network == "telegram" else "!")
    assert len(zoe.direct) == messages, "one card, edited in place"
    zoe.says("/moi")
    assert "Compléter mon profil" not in labels(zoe)


def test_each_answer_shows_the_next_thing(zoe: Neighbour) -> None:
    zoe.presses("Changer de nom")
    named = zoe.says("Zoé Martin")
    zoe.presses("Indiquer ma commune")
    placed = zoe.says("Besançon")
    zoe.presses("Choisir mes domaines")
    zoe.presses("Mobilité")
    with_domains = zoe.presses("Terminer")
    zoe.presses("Choisir ma participation")
    with_circle = zoe.presses("Je participe activement")
    zoe.presses("Choisir qui me trouve")
    zoe.presses("Oui, 18 ans ou plus")
    visible = zoe.presses("Mon nom")
    zoe.presses("Dire ce que je fais")
    zoe.says("Je répare des vélos")
    with_link = zoe.says("www.exemple.fr")
    zoe.presses("Messages privés")
    at_the_end = zoe.presses("Oui, écrivez-moi")

    shown = (named, placed, with_domains, with_circle, visible, with_link)
    for place, (said, label) in enumerate(zip(shown, list(STEPS)[1:], strict=True), 2):
        assert f"Mon profil : {place} sur 7\n{STEPS[label]}" in said
    assert at_the_end.startswith("C'est noté : je peux vous écrire")
    assert at_the_end.endswith(END.format(mark="/"))


def test_a_field_filled_in_from_its_card_asks_for_nothing_more(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")
    zoe.presses("Où j'habite")
    zoe.presses("Indiquer ma commune")

    said = zoe.says("Besançon")

    assert said == ("C'est noté, vous habitez Besançon (Doubs, 25).\nVotre territoire : Doubs.")


def test_a_profile_can_be_left_at_any_step_and_continued_later(zoe: Neighbour) -> None:
    zoe.presses("Passer")

    finished = zoe.presses("Terminer")
    zoe.presses("Mon profil")

    assert finished == END.format(mark="/")
    assert zoe.presses("Compléter mon profil").startswith("Mon profil : 2 sur 7")


def test_a_restart_in_the_middle_goes_on(town: Town, zoe: Neighbour) -> None:
    for _ in range(5):
        zoe.presses("Passer")
    zoe.presses("Dire ce que je fais")
    zoe.says("Je répare des vélos")
    town.restart()

    told = zoe.says("https://exemple.fr")

    assert told.startswith("C'est noté : « Je répare des vélos », avec le lien https://exemple.fr.")
    assert STEPS["Messages privés"] in told


def test_a_member_who_goes_on_on_the_other_network_is_not_asked_again(
    town: Town, zoe: Neighbour
) -> None:
    other = town.stranger("Zoé", on="matrix")
    zoe.presses("Passer")
    zoe.presses("Passer")
    zoe.presses("Choisir mes domaines")
    zoe.presses("Culture")
    linked(zoe, other)

    assert next_thing(other) == "Choisir ma participation"
    other.presses("Passer")
    assert next_thing(zoe) == "Choisir qui me trouve"


@pytest.mark.slow
def test_questions_asked_of_either_registration_are_not_asked_again(
    town: Town, zoe: Neighbour
) -> None:
    other = town.member("Zoé", on="matrix")
    other.presses("Compléter mon profil")
    zoe.presses("Passer")
    zoe.presses("Passer")
    other.presses("Changer de nom")
    other.says("Zoé M.")
    other.presses("Passer")
    other.presses("Passer")
    linked(zoe, other)

    assert next_thing(zoe) == "Choisir ma participation"


def test_two_taps_on_skip_skip_one_thing(zoe: Neighbour) -> None:
    card = zoe.direct[-1]
    before = card.said

    first = zoe.presses("Passer", card)
    card.said = before
    again = zoe.presses("Passer", card)

    assert first == again
    assert STEPS["Indiquer ma commune"] in first


def test_a_made_up_step_skips_nothing(town: Town, zoe: Neighbour) -> None:
    zoe.forges("skip:everything", zoe.direct[-1])

    assert next_thing(zoe) == "Changer de nom"


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
