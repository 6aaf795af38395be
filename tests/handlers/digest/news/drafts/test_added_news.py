"""News, as gardeners add them and members propose them."""

import pytest

from storage.members import Members
from tests.handlers.digest.news.writing import add_news, propose_news
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Town

PUBLISHED = (*SQUARE.values(), CHANNEL)
IN_LETTER = "elle est dans la lettre du mardi 1er décembre à 8 h."
SHREDDER = "/actu Le broyeur est arrivé | En prêt à la mairie | https://exemple.fr"


def test_a_gardener_adds_a_news_and_takes_it_back(town: Town) -> None:
    ana = town.gardener("territory")

    added = add_news(ana, SHREDDER)
    listed = ana.says("/actu")
    removed = ana.presses("Retirer")
    empty = ana.says("/actu")
    restored = ana.presses("Rétablir")

    assert added == f"Actualité 1 : {IN_LETTER}"
    assert "1. Le broyeur est arrivé (Ana, pour le territoire)" in listed
    assert removed == "L'actualité 1 est retirée."
    assert "Aucune actualité n'attend la lettre." in empty
    assert restored == added


@pytest.mark.slow
def test_a_news_can_be_posted_at_once(town: Town) -> None:
    luc = town.gardener("region")

    luc.says("!actu Aide au vélo | 200 euros --maintenant")
    seen = [len(town.said_in(room)) for room in PUBLISHED]
    added = luc.presses("Publier maintenant dans 3 salons")

    assert seen == [0, 0, 0]
    for room in PUBLISHED:
        assert [each.text for each in town.said_in(room)] == [
            "📰 Aide au vélo\n200 euros\nLuc, pour la Région"
        ]
    assert "Déjà publié le mardi 24 novembre" in luc.reviews_letter()
    assert added == (
        f"Actualité 1 : {IN_LETTER}\nElle est publiée dans 3 salons ; la lettre le signalera."
    )


def test_english_works_as_well(town: Town) -> None:
    ana = town.gardener("territory")

    ana.says("/news Hello | https://example.org --consultation --end 12 january")
    assert IN_LETTER in ana.presses("Publier maintenant")
    assert town.said_in(SQUARE["matrix"])[-1].text == (
        "📰 Hello\nhttps://example.org\nOn peut participer jusqu'au mardi 12 janvier à "
        "23 h 59.\nAna, pour le territoire"
    )


@pytest.mark.slow
@pytest.mark.parametrize("where", [None, BACK_ROOM])
def test_a_member_proposes_and_is_told(town: Town, where: str | None) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")

    proposed = propose_news(zoe, "/actu Le jardin ouvre samedi")
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
    assert "Le jardin ouvre samedi\nZoé\n" in luc.reviews_letter()


def test_a_declined_proposal_is_reported_kindly(town: Town) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")
    propose_news(zoe, "/actu À vendre")

    luc.presses("Refuser", room=BACK_ROOM)
    luc.presses("Passer")

    assert zoe.inbox[-1] == (
        "Votre actualité « À vendre » ne sera pas dans la lettre. "
        "Luc peut vous dire pourquoi : /ecrire."
    )
    assert "À vendre" not in luc.reviews_letter()


def test_a_member_takes_a_proposal_back_for_good(town: Town) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")
    propose_news(zoe, "/actu Oups")
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
    propose_news(zoe, "/actu Bal")
    card = town.said_in(BACK_ROOM)[-1]
    old = card.said
    luc.presses("Mettre dans la lettre", card, room=BACK_ROOM)
    card.said = old

    again = luc.presses("Refuser", card, room=BACK_ROOM)

    assert again == "L'actualité 1 est déjà dans la lettre."
    assert sum("Bal" in each for each in zoe.inbox) == 1


def test_members_see_their_own_and_nothing_of_the_draft(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    add_news(ana, "/actu Pas encore public")
    propose_news(zoe, "/actu La mienne")

    listed, other = zoe.says("/actu"), zoe.says("/actu 1")

    assert "2. La mienne (Zoé)" in listed
    assert "Pas encore public" not in listed + other
    assert "La mienne" in zoe.says("/actu 2")


def test_the_draft_is_not_shown_in_the_square(town: Town) -> None:
    ana = town.gardener("territory")

    said = ana.says("/actu Secret | jusqu'à mardi", room=ana.square)
    assert "Secret" in ana.inbox[-1]
    ana.presses("Mettre dans la lettre")
    shown = ana.says("/lettre", room=ana.square)

    assert (said, shown) == ("Je vous ai répondu en privé.",) * 2
    assert "Secret" in ana.inbox[-1]


def test_a_silent_member_is_not_written_to(town: Town) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")
    propose_news(zoe, "/actu Bal")
    zoe.says("/stop")
    zoe.presses("Ne plus m'écrire")
    zoe.presses("Oui, ne plus m'écrire")
    before = len(zoe.inbox)

    luc.presses("Mettre dans la lettre", room=BACK_ROOM)

    assert len(zoe.inbox) == before


def test_the_author_of_a_refused_news_who_left_is_told_nothing(town: Town) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")
    propose_news(zoe, "/actu Bal")
    with town.database.unit() as store:
        standing = store[Members].standing(zoe.address, 1)
        assert standing is not None
        store[Members].leave(standing.member, 1, town.clock.now())
    before = len(zoe.inbox)

    luc.presses("Refuser", room=BACK_ROOM)
    luc.presses("Passer")

    assert luc.inbox[-1] == "L'actualité 1 est refusée."
    assert len(zoe.inbox) == before


def test_a_newcomer_is_shown_the_way_in(town: Town) -> None:
    assert town.stranger("Max").says("/actu Salut").startswith("Rejoindre")


def test_the_questions_can_be_asked_one_by_one(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/actu")

    asked = ana.presses("Ajouter une actualité")
    ana.says("Fête des semences\nSamedi au parc\nhttps://exemple.fr/fete")
    for _ in range(4):
        ana.presses("Passer")
    added = ana.presses("Mettre dans la lettre")

    assert asked.startswith("Quel est le titre de l'actualité ?")
    assert added == f"Actualité 1 : {IN_LETTER}"
    assert "Fête des semences\nSamedi au parc\nhttps://exemple.fr/fete" in ana.says("/actu 1")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("/actu …", "Cette actualité est vide.", id="nothing to read"),
        pytest.param(
            "/actu 9", "Il n'y a pas d'actualité 9 ici. /actu montre les vôtres.", id="unknown"
        ),
        pytest.param("/actu A --demain", "Il n'y a pas d'option", id="unknown option"),
        pytest.param("/actu A | " + "x" * 2001, "Cette actualité est trop longue", id="long"),
        pytest.param("/actu https://a.fr/" + "x" * 500, "Ce lien est trop long", id="long link"),
        pytest.param("/actu A --consultation", "a besoin d'une date de fin", id="no end"),
        pytest.param(
            "/actu A | https://a.example ? --consultation --fin 12 janvier",
            "a besoin du lien sur lequel on participe, seul après une barre.",
            id="a link among words",
        ),
        pytest.param(
            "/actu A --consultation --fin 12 janvier", "a besoin du lien", id="nowhere to take part"
        ),
        pytest.param("/actu A --fin 12 novembre 2026", "est passée", id="over"),
        pytest.param("/actu A --maintenant", "Seule l'équipe de jardinage", id="not now"),
    ],
)
def test_a_bad_news_is_explained(town: Town, typed: str, answer: str) -> None:
    assert answer in town.member("Zoé").says(typed)


def test_a_member_proposes_five_at_once_at_most(town: Town) -> None:
    zoe = town.member("Zoé")
    for each in "abcde":
        propose_news(zoe, f"/actu {each}")

    assert propose_news(zoe, "/actu f").startswith("5 de vos actualités attendent encore")


@pytest.mark.parametrize(
    "hostile",
    ["@room {name} %s <b>x</b>", "*x* [a](tg://user?id=1)", "'; DROP TABLE news; --", "\u202eevil"],
)
def test_hostile_words_are_only_words(town: Town, hostile: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    propose_news(zoe, f"/actu {hostile}\n{hostile}")
    shown = town.said_in(BACK_ROOM)[-1].text

    assert "Actualité 1" in shown
    assert "@room" not in shown
    assert "\u202e" not in shown
    assert "Actualité 1" in ana.says("/actu 1")


def test_nobody_decides_with_a_forged_button(town: Town) -> None:
    town.gardener("territory")
    zoe, max_ = town.member("Zoé"), town.member("Max")
    propose_news(zoe, "/actu Bal")
    card = town.said_in(BACK_ROOM)[-1]

    town.networks["telegram"].rooms[max_.address].append(card)

    assert "Seule l'équipe de jardinage" in max_.presses("Mettre dans la lettre", card)
    assert card.text.endswith("pas encore dans la lettre.")
