"""News, as gardeners add them and members propose them."""

import pytest

from tests.town import BACK_ROOM, CHANNEL, SQUARE, Town

IN_LETTER = "elle est dans la lettre du mardi 1er décembre à 8 h."
SHREDDER = "/actu Le broyeur est arrivé | En prêt à la mairie | https://exemple.fr"


def test_a_gardener_adds_a_news_and_takes_it_back(town: Town) -> None:
    ana = town.gardener("territory")

    added = ana.says(SHREDDER)
    listed = ana.says("/actu")
    removed = ana.presses("Retirer")
    empty = ana.says("/actu")
    restored = ana.presses("Rétablir")

    assert added == f"Actualité 1 : {IN_LETTER}"
    assert "1. Le broyeur est arrivé (Ana, pour le territoire)" in listed
    assert removed == "L'actualité 1 est retirée."
    assert "Aucune actualité n'attend la lettre." in empty
    assert restored == added


def test_a_news_can_be_posted_at_once(town: Town) -> None:
    luc = town.gardener("region")

    added = luc.says("!actu Aide au vélo | 200 euros --maintenant")

    for room in SQUARE.values():
        assert [each.text for each in town.said_in(room)] == [
            "Aide au vélo\n200 euros\nLuc, pour la Région"
        ]
    assert town.said_in(CHANNEL) == []
    assert "Déjà publié le mardi 24 novembre" in luc.reviews_letter()
    assert "Elle est aussi publiée dès maintenant dans les salons" in added


def test_english_works_as_well(town: Town) -> None:
    ana = town.gardener("territory")

    assert IN_LETTER in ana.says("/news Hello --now")
    assert town.said_in(SQUARE["matrix"])[-1].text.startswith("Hello")


@pytest.mark.parametrize("where", [None, BACK_ROOM])
def test_a_member_proposes_and_is_told(town: Town, where: str | None) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")

    proposed = zoe.says("/actu Le jardin ouvre samedi")
    card = town.said_in(BACK_ROOM)[-1]
    kept = (
        luc.presses("Mettre dans la lettre", room=BACK_ROOM)
        if where
        else (luc.says("!actu 1"), luc.presses("Mettre dans la lettre"))[1]
    )

    assert proposed.startswith("Merci. L'actualité 1 est transmise à l'équipe de jardinage")
    assert kept == f"Actualité 1 : {IN_LETTER}"
    assert zoe.inbox[-1] == "Votre actualité « Le jardin ouvre samedi » sera dans la lettre."
    assert card.text.endswith("Elle est dans la prochaine lettre.")
    assert "Zoé, pour le territoire" in luc.reviews_letter()


def test_a_proposal_left_aside_is_said_kindly(town: Town) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")
    zoe.says("/actu À vendre")

    luc.presses("Écarter", room=BACK_ROOM)

    assert zoe.inbox[-1] == (
        "Votre actualité « À vendre » ne sera pas dans la lettre. "
        "Luc peut vous dire pourquoi : /ecrire."
    )
    assert "À vendre" not in luc.reviews_letter()


def test_a_member_takes_a_proposal_back_for_good(town: Town) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")
    zoe.says("/actu Oups")
    card = town.said_in(BACK_ROOM)[-1]
    old = town.said_in(BACK_ROOM)[-1].said

    assert zoe.presses("Retirer") == "L'actualité 1 est retirée."
    assert card.text == "Cette actualité a été retirée."
    card.said = old
    assert (
        luc.presses("Mettre dans la lettre", card, room=BACK_ROOM)
        == "Cette actualité a été retirée."
    )


def test_two_gardeners_deciding_at_once_is_harmless(town: Town) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")
    zoe.says("/actu Bal")
    card = town.said_in(BACK_ROOM)[-1]
    old = card.said
    luc.presses("Mettre dans la lettre", card, room=BACK_ROOM)
    card.said = old

    again = luc.presses("Écarter", card, room=BACK_ROOM)

    assert again == "L'actualité 1 est déjà dans la lettre."
    assert sum("Bal" in each for each in zoe.inbox) == 1


def test_members_see_their_own_and_nothing_of_the_draft(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says("/actu Pas encore public")
    zoe.says("/actu La mienne")

    listed, other = zoe.says("/actu"), zoe.says("/actu 1")

    assert "2. La mienne (Zoé, pour le territoire)" in listed
    assert "Pas encore public" not in listed + other
    assert "La mienne" in zoe.says("/actu 2")


def test_the_draft_is_not_shown_in_the_square(town: Town) -> None:
    ana = town.gardener("territory")

    said = ana.says("/actu Secret | jusqu'à mardi", room=ana.square)
    shown = ana.says("/lettre", room=ana.square)

    assert (said, shown) == ("Je vous ai répondu en privé.",) * 2
    assert "Secret" in ana.inbox[-1]


def test_a_silent_member_is_not_written_to(town: Town) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")
    zoe.says("/actu Bal")
    zoe.says("/stop")
    zoe.presses("Ne plus m'écrire")
    zoe.presses("Oui, ne plus m'écrire")
    before = len(zoe.inbox)

    luc.presses("Mettre dans la lettre", room=BACK_ROOM)

    assert len(zoe.inbox) == before


def test_a_newcomer_is_shown_the_way_in(town: Town) -> None:
    assert town.stranger("Max").says("/actu Salut").startswith("Rejoindre")


def test_the_questions_can_be_asked_one_by_one(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/actu")

    asked = ana.presses("Ajouter une actualité")
    ana.says("Fête des semences\nSamedi au parc\nhttps://exemple.fr/fete")
    ana.presses("Passer")
    ana.presses("Passer")
    added = ana.presses("Mettre dans la lettre")

    assert asked.startswith("Quel est le titre de l'actualité ?")
    assert added == f"Actualité 1 : {IN_LETTER}"
    assert "Fête des semences\nSamedi au parc\nhttps://exemple.fr/fete" in ana.says("/actu 1")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("/actu …", "Cette actualité est vide.", id="nothing to read"),
        pytest.param("/actu 9", "Il n'y a pas d'actualité 9 ici.", id="unknown"),
        pytest.param("/actu A --demain", "Il n'y a pas d'option", id="unknown option"),
        pytest.param("/actu A | " + "x" * 2001, "Cette actualité est trop longue", id="long"),
        pytest.param("/actu https://a.fr/" + "x" * 500, "Ce lien est trop long", id="long link"),
        pytest.param("/actu A --maintenant", "Seule l'équipe de jardinage", id="not now"),
    ],
)
def test_a_bad_news_is_explained(town: Town, typed: str, answer: str) -> None:
    assert answer in town.member("Zoé").says(typed)


def test_a_member_proposes_five_at_once_at_most(town: Town) -> None:
    zoe = town.member("Zoé")
    for each in "abcde":
        zoe.says(f"/actu {each}")

    assert zoe.says("/actu f").startswith("5 de vos actualités attendent encore")


@pytest.mark.parametrize(
    "hostile",
    ["@room {name} %s <b>x</b>", "*x* [a](tg://user?id=1)", "'; DROP TABLE news; --", "\u202eevil"],
)
def test_hostile_words_are_only_words(town: Town, hostile: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    zoe.says(f"/actu {hostile}\n{hostile}")
    shown = town.said_in(BACK_ROOM)[-1].text

    assert "Actualité 1" in shown
    assert "@room" not in shown
    assert "\u202e" not in shown
    assert "Actualité 1" in ana.says("/actu 1")


def test_nobody_decides_with_a_forged_button(town: Town) -> None:
    town.gardener("territory")
    zoe, max_ = town.member("Zoé"), town.member("Max")
    zoe.says("/actu Bal")
    card = town.said_in(BACK_ROOM)[-1]

    town.networks["telegram"].rooms[max_.address].append(card)

    assert "Seule l'équipe de jardinage" in max_.presses("Mettre dans la lettre", card)
    assert card.text.endswith("pas encore dans la lettre.")
