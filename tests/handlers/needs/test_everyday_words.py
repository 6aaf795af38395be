"""Needs and offers in everyday words: shown, never published, beside other uses of the words."""

import pytest

from tests.handlers.introductions.adults import young
from tests.handlers.needs.publishing import MEMBERS, publishes
from tests.town import BACK_ROOM, Neighbour, Town, labels

SEEKS = "je cherche un local à Auch avant mars"


def test_a_need_is_shown_and_only_a_press_publishes_it(zoe: Neighbour, yan: Neighbour) -> None:
    shown = zoe.says(f"Bonjour, {SEEKS}")
    offered = labels(zoe)
    unseen = yan.says("!besoin")
    card = zoe.presses(MEMBERS)
    lent = yan.says("I can lend my trailer")

    assert shown.startswith(
        "🤝 Votre besoin\nun local à Auch avant mars\n📍 Auch (Gers)\n"
        "Jusqu'au dimanche 28 février\n\nPersonne ne le voit encore.\n"
    )
    assert offered[0] == MEMBERS
    assert offered[-1] == "Envoyer « Bonjour, je cherche un… » à Ana"
    assert "Auch" not in unseen
    assert card.startswith("🤝 Besoin 1\nun local à Auch avant mars")
    assert lent.startswith("🤝 Votre offre\nI can lend my trailer\n")


def test_the_same_words_can_be_sent_to_the_gardener_instead(town: Town, zoe: Neighbour) -> None:
    zoe.says(SEEKS)
    zoe.presses("Envoyer « je cherche un local à… » à Ana")
    sent = town.said_in(BACK_ROOM)[-1].text
    zoe.says(SEEKS)
    thrown = zoe.presses("Annuler")

    assert SEEKS in sent
    assert thrown == "C'est annulé. Rien n'en a été gardé."


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("je cherche mes lunettes", ["En faire un besoin"]),
        ("je donne mon avis sur la piste", ["En faire une offre"]),
        ("je cherche Ana", []),
        ("je cherche", []),
    ],
)
def test_unclear_words_are_offered_to_the_gardener(
    zoe: Neighbour, typed: str, other: list[str]
) -> None:
    said = zoe.says(typed)
    shown = typed if len(typed) <= 24 else "je donne mon avis sur…"

    assert said.startswith(("Je n'ai pas compris.", "Est-ce l'un de ceux-ci ?"))
    assert labels(zoe)[-2 - len(other) :] == [f"Envoyer « {shown} » à Ana", *other, "Menu"]
    if other:
        assert zoe.presses(other[0]).splitlines()[1] == typed.removeprefix("je cherche ")


def test_an_open_preview_of_something_else_stays(zoe: Neighbour) -> None:
    zoe.says("/question Quand ouvre l'aide au vélo ?")
    said = zoe.says("je cherche un vélo")
    made = zoe.presses("En faire un besoin")

    assert said.startswith(("Je n'ai pas compris.", "Est-ce l'un de ceux-ci ?"))
    assert made.startswith("🤝 Votre besoin\nun vélo\n")


def test_an_open_preview_stays_where_the_words_name_something(
    ana: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/evenement On cherche un local | samedi 5 décembre 14h30 | Besançon")
    ana.presses("Annoncer")
    zoe.says("je cherche un vélo")
    opened = zoe.says("je cherche un local")

    assert opened.startswith("🗓 On cherche un local")
    assert zoe.presses(MEMBERS).startswith("🤝 Besoin 1\nun vélo")


def test_a_person_who_may_not_publish_is_offered_the_gardener_only(
    town: Town, zoe: Neighbour
) -> None:
    kim = young(town.member("Kim"))
    xavier = town.stranger("Xavier")

    assert "Votre besoin" not in kim.says("je cherche un vélo")
    assert labels(kim)[-1] == "Envoyer « je cherche un vélo » à Ana"
    assert "besoin" not in xavier.says("je cherche un vélo")


def test_an_answer_to_a_gardener_is_first_of_all_an_answer(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    zoe.says("/ecrire Bonjour Ana")
    letter = town.said_in(BACK_ROOM)[-1]
    ana.says("De quoi avez-vous besoin ?", room=BACK_ROOM, reply_to=letter)

    assert zoe.says("je cherche un vélo").startswith("Est-ce votre réponse à Ana ?")


def test_an_open_form_takes_such_words_first(zoe: Neighbour) -> None:
    zoe.says("/ecrire")

    assert zoe.says("je cherche un vélo").startswith("Votre message à Ana")


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed", ["qui cherche un local ?", "Bonjour, qui a besoin de local ?", "who needs a local?"]
)
def test_needs_are_searched_in_plain_words(zoe: Neighbour, yan: Neighbour, typed: str) -> None:
    zoe.says(SEEKS)
    zoe.presses(MEMBERS)

    found = yan.says(typed)

    assert found.startswith("🔎 Besoins avec « local »\nBesoin 1 · un local à Auch")
    assert yan.says("qui cherche un tracteur ?").startswith(
        "🔎 Besoins et offres avec « tracteur »"
    )
    for other in ("qui cherche un trajet depuis Dole ?", "qui a besoin de mes vieilles tuiles ?"):
        assert not yan.says(other).startswith("🔎 Besoins")


@pytest.mark.slow
def test_needs_and_offers_of_a_kind_a_place_or_a_domain_are_listed_in_plain_words(
    zoe: Neighbour, yan: Neighbour
) -> None:
    publishes(zoe, SEEKS)
    publishes(zoe, "je propose une remorque à Dole")
    zoe.says("je cherche un vélo")
    for each in ("Domaine", "Mobilité", "Lieu"):
        zoe.presses(each)
    zoe.says("Dole")
    zoe.presses("30 km")
    zoe.presses(MEMBERS)

    lent = yan.says("Bonjour, qui propose une remorque ?")
    offers = yan.says("offres à Dole")
    needs = yan.says("Besoins à Dole")
    moving = yan.says("les besoins en mobilité ?")
    other = yan.says("needs auch")

    assert lent.startswith("🔎 Offres avec « remorque »\nOffre 2 · une remorque à Dole")
    assert offers.startswith("🔎 Offres avec « Dole »\nOffre 2")
    assert needs.startswith("🔎 Besoins avec « Dole »\nBesoin 3 · un vélo")
    assert all("Auch" not in each for each in (lent, offers, needs, moving))
    assert moving.startswith("🤝 Besoins et offres\nBesoin 3 · un vélo")
    assert "Seulement : Mobilité" in moving
    assert other.startswith("🔎 Besoins avec « auch »\nBesoin 1")


@pytest.mark.parametrize(
    "typed",
    ["qui propose de voter contre ?", "qui donne son avis ?", "needs to be done", "qui propose ?"],
)
def test_words_about_something_else_search_no_offer(zoe: Neighbour, typed: str) -> None:
    assert "🔎" not in zoe.says(typed)
    assert any(each.endswith((" à Ana", "À Ana")) for each in labels(zoe))
