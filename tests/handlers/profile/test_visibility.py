"""The visibility of a member, and the age that it needs."""

import pytest

from bot.core.messages.incoming import Kind
from bot.domain.personal_data import DIRECTORY
from handlers.profile.card import may_be_shown
from storage.members import Consents, Members
from storage.members.member_tables import Consent, Member
from tests.town import Neighbour, Town

UNDER_18 = (
    "Avant 18 ans, vous n'apparaissez ni dans l'annuaire, ni sur la carte, ni dans les portraits "
    "ou les photos. Sont réservés aux adultes : les besoins et offres, les groupes, les appels et "
    "concours, l'accueil de visites chez soi, les mises en relation et le covoiturage. Vous pouvez "
    "suivre les projets, pas en porter."
)
NAME, CONTACT = "Mon nom", "Mon nom et mes comptes"


def test_the_age_of_a_member_is_asked_for_once(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")

    asked = zoe.says("/start visibility")
    shown = zoe.presses("Oui, 18 ans ou plus")

    assert asked.startswith("Avez-vous 18 ans ou plus ?")
    assert f"{UNDER_18} Je garde votre réponse, mais aucune date de naissance." in asked
    assert shown.startswith("Qui peut vous trouver dans l'annuaire ?")
    assert zoe.says("/start visibility").startswith("Qui peut vous trouver dans l'annuaire ?")
    assert may_be_shown(member(town, zoe))


@pytest.mark.parametrize(
    ("label", "visible", "members_see"),
    [
        pytest.param(
            NAME, "name", "Les membres : votre nom, dans l'annuaire et sur la carte", id="name"
        ),
        pytest.param(
            CONTACT,
            "contact",
            "Les membres : votre nom et vos comptes, dans l'annuaire et sur la carte",
            id="name and contact",
        ),
    ],
)
def test_a_member_is_found_as_far_as_they_want(
    town: Town, label: str, visible: str, members_see: str
) -> None:
    zoe = grown(town.member("Zoé"))

    chosen = zoe.presses(label)

    assert chosen.startswith("C'est noté : les membres de Pionniers de l'énergie peuvent trouver")
    assert stored(town, zoe) == visible
    assert members_see in zoe.says("/moi")
    (yes,) = yeses(town, zoe)
    assert (yes.channel, yes.given_at, len(yes.version)) == ("telegram", town.clock.now(), 12)


def test_nobody_is_found_beforehand(town: Town) -> None:
    zoe = grown(town.member("Zoé"))

    assert "Votre choix aujourd'hui : « Non »." in zoe.inbox[-1]
    assert stored(town, zoe) == "no"
    assert yeses(town, zoe) == []


def test_another_choice_is_another_yes_and_the_same_is_the_same(town: Town) -> None:
    zoe = grown(town.member("Zoé"))
    card = zoe.direct[-1]
    as_it_was = card.said
    for label in (NAME, NAME, CONTACT, CONTACT):
        card.said = as_it_was
        zoe.presses(label, card)

    (yes,) = yeses(town, zoe)
    first, second = every_yes(town, zoe)
    assert first.withdrawn_at is not None
    assert second.id == yes.id
    assert first.version != second.version


def test_a_yes_is_taken_back_at_once(town: Town) -> None:
    zoe = grown(town.member("Zoé"))
    zoe.presses(CONTACT)
    zoe.says("/start visibility")

    taken_back = zoe.presses("Non")

    assert taken_back.startswith("C'est noté : vous n'êtes ni dans l'annuaire, ni sur la carte.")
    assert stored(town, zoe) == "no"
    assert yeses(town, zoe) == []
    assert "Les membres : votre nom, seulement là où un sondage" in zoe.says("/moi")


def test_a_minor_is_not_asked_who_finds_them(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/start visibility")

    told = zoe.presses("Non, moins de 18 ans")
    again = zoe.says("/start visibility")

    assert told.startswith(f"C'est noté. {UNDER_18} Tout le reste vous est ouvert.")
    assert again.startswith(f"Vous m'avez dit avoir moins de 18 ans. {UNDER_18} Tout le reste")
    assert not may_be_shown(member(town, zoe))
    assert zoe.presses("J'ai 18 ans maintenant").startswith(
        "Qui peut vous trouver dans l'annuaire ?"
    )


def test_a_member_who_said_18_by_mistake_is_not_found_any_more(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/start visibility")
    question = zoe.direct[-1]
    as_it_was = question.said
    zoe.presses("Oui, 18 ans ou plus")
    zoe.presses(CONTACT)
    question.said = as_it_was

    zoe.presses("Non, moins de 18 ans", question)

    assert stored(town, zoe) == "no"
    assert yeses(town, zoe) == []


@pytest.mark.parametrize("press", ["visible:name", "visible:contact", "visible:everything"])
@pytest.mark.parametrize("adult", [None, False])
def test_no_button_shows_a_member_not_known_to_be_18(
    town: Town, press: str, *, adult: bool | None
) -> None:
    zoe = town.member("Zoé")
    with town.database.unit() as store:
        standing = store[Members].standing(zoe.address, None)
        assert standing is not None
        standing.member.adult = adult

    said = zoe.says("", kind=Kind.PRESS, press=press, press_id="forged")

    assert said.startswith(
        "Avez-vous 18 ans" if adult is None else "Vous m'avez dit avoir moins de 18 ans"
    )
    assert stored(town, zoe) == "no"
    assert yeses(town, zoe) == []


@pytest.mark.parametrize("word", ["visible-contact", "in1-visible-contact", "age-adult-visibility"])
def test_no_link_makes_anybody_visible(town: Town, word: str) -> None:
    zoe = grown(town.member("Zoé"))

    zoe.says(f"/start {word}")

    assert stored(town, zoe) == "no"


def test_a_made_up_age_asks_again(town: Town) -> None:
    zoe = town.member("Zoé")

    said = zoe.says("", kind=Kind.PRESS, press="age:101:visibility", press_id="forged")

    assert said.startswith("Avez-vous 18 ans ou plus ?")
    assert member(town, zoe).adult is None


def grown(person: Neighbour) -> Neighbour:
    """Say that one is 18; the card about who finds one is shown then."""
    person.says("/start visibility")
    person.presses("Oui, 18 ans ou plus")
    return person


def member(town: Town, person: Neighbour) -> Member:
    with town.database.unit() as store:
        standing = store[Members].standing(person.address, None)
        assert standing is not None
        return standing.member


def stored(town: Town, person: Neighbour) -> str:
    """The stored visibility of a person in the directory."""
    with town.database.unit() as store:
        belonging = store[Members].membership(member(town, person), 1)
        assert belonging is not None
        return belonging.visible


def yeses(town: Town, person: Neighbour) -> list[Consent]:
    """The yeses to the directory that are in force."""
    with town.database.unit() as store:
        return list(store[Consents].of(member(town, person), 1, DIRECTORY))


def every_yes(town: Town, person: Neighbour) -> list[Consent]:
    """The same with those that ended, the oldest first."""
    who = member(town, person)
    with town.database.unit() as store:
        found = store._session.query(Consent).filter_by(member_id=who.id, purpose=DIRECTORY)
        return list(found.order_by(Consent.id))
