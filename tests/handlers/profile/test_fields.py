"""What one tells of oneself, one thing at a time."""

import pytest

from bot.core.messages.content import Kind
from tests.handlers.linking.accounts import linked
from tests.town import Neighbour, Town

NAME = "Ici, on vous appelle « {} »."
STEPS = {
    "Changer de nom": NAME.format("Zoé"),
    "Dire ma commune": "Dites-nous de quelle commune vous êtes",
    "Choisir mes domaines": "Quels domaines vous tiennent à cœur ?",
    "Changer ma participation": "Comment voulez-vous suivre la communauté ?",
    "Choisir qui me trouve": "Les autres membres ne vous trouvent pas dans l'annuaire",
    "Dire ce que je fais": "Que faites-vous ?",
    "Messages privés": "Voulez-vous être au courant en privé",
}


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_everything_can_be_passed_over_and_each_thing_is_offered_once(
    town: Town, network: str
) -> None:
    zoe = town.member("Zoé", on=network)

    offered = [zoe.inbox[-1].partition("\n")[2]]
    offered += [zoe.presses("Passer") for _ in STEPS]

    for said, question in zip(offered, STEPS.values(), strict=False):
        assert said.startswith(question)
    mark = "/" if network == "telegram" else "!"
    assert offered[-1] == f"C'est tout. {mark}moi montre vos réponses et permet de les changer."
    assert "Si vous voulez" not in zoe.says("/moi")


def test_each_answer_offers_the_next_thing(town: Town) -> None:
    zoe = town.member("Zoé")

    zoe.presses("Changer de nom")
    named = zoe.says("Zoé Martin")
    zoe.presses("Dire ma commune")
    placed = zoe.says("Besançon")
    zoe.presses("Choisir mes domaines")
    zoe.presses("Mobilité")
    with_domains = zoe.presses("C'est bon")
    zoe.presses("Changer ma participation")
    with_circle = zoe.presses("Je participe activement")
    zoe.presses("Choisir qui me trouve")
    zoe.presses("Oui, 18 ans ou plus")
    visible = zoe.presses("Mon nom")
    zoe.presses("Dire ce que je fais")
    zoe.says("Je répare des vélos")
    with_link = zoe.says("www.exemple.fr")
    zoe.presses("Messages privés")
    at_the_end = zoe.presses("Oui, écrivez-moi")

    for said, label in zip(
        (named, placed, with_domains, with_circle, visible, with_link), list(STEPS)[1:], strict=True
    ):
        assert STEPS[label] in said
    assert at_the_end.startswith("C'est noté : je peux vous écrire")
    assert next_thing(zoe) is None


def test_a_restart_in_the_middle_goes_on(town: Town) -> None:
    zoe = town.member("Zoé")
    for _ in range(5):
        zoe.presses("Passer")
    zoe.presses("Dire ce que je fais")
    zoe.says("Je répare des vélos")
    town.restart()

    told = zoe.says("https://exemple.fr")

    assert told.startswith("C'est noté : « Je répare des vélos », avec le lien https://exemple.fr.")
    assert STEPS["Messages privés"] in told


def test_whoever_goes_on_on_the_other_network_is_not_asked_again(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    zoe.presses("Passer")
    zoe.presses("Passer")
    zoe.presses("Choisir mes domaines")
    zoe.presses("Culture")
    linked(zoe, other)

    assert next_thing(other) == "Changer ma participation"
    other.presses("Passer")
    assert next_thing(zoe) == "Choisir qui me trouve"


def test_what_two_registrations_were_asked_is_not_asked_again(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé", on="matrix")
    zoe.presses("Passer")
    zoe.presses("Passer")
    other.presses("Changer de nom")
    other.says("Zoé M.")
    other.presses("Passer")
    other.presses("Passer")
    linked(zoe, other)

    assert next_thing(zoe) == "Changer ma participation"


def test_two_taps_on_pass_over_one_thing(town: Town) -> None:
    zoe = town.member("Zoé")
    welcome = zoe.direct[-1]

    first, again = zoe.presses("Passer", welcome), zoe.presses("Passer", welcome)

    assert first == again
    assert first.startswith(STEPS["Dire ma commune"])


def test_a_made_up_step_passes_over_nothing(town: Town) -> None:
    zoe = town.member("Zoé")

    said = zoe.says("", kind=Kind.PRESS, press="skip:everything", press_id="forged")

    assert said == STEPS["Changer de nom"]


@pytest.mark.parametrize(
    ("about", "link", "answer"),
    [
        pytest.param("Je  répare\ndes vélos", None, "« Je répare des vélos ».", id="one line"),
        pytest.param("-", "exemple.fr", "« https://exemple.fr ».", id="a link alone"),
        pytest.param("-", "-", "rien n'est dit de ce que vous faites.", id="nothing"),
    ],
)
def test_what_one_does_is_said_in_one_line(
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

    assert "écrivez 140 signes au plus, vous en avez écrit 141" in long
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
    """The label of what `/moi` offers next."""
    person.says("/moi")
    labels = [choice.label for choice in person.direct[-1].choices]
    return labels[0] if "Passer" in labels else None
