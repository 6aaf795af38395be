"""Letters, as rooms, readers and newcomers receive them."""

import pytest

from storage.communities import Communities
from tests.handlers.digest.letters.composed import reader
from tests.handlers.digest.news.writing import add_news, propose_news, submit_letter
from tests.handlers.digest.sending.letters import (
    DUE,
    LETTER,
    ROOMS,
    SHREDDER,
    WHOLE,
    letters,
    ready,
)
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town


@pytest.mark.slow
def test_a_letter_goes_from_news_to_every_room(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe, max_ = reader(town, "Zoé"), reader(town, "Max", on="matrix")
    town.member("Ida")
    add_news(ana, SHREDDER)

    submitted = submit_letter(ana)
    asked = luc.inbox[-1]
    approved = luc.presses("Approuver")
    town.move_to(DUE)

    assert "Lettre 1 : soumise par Ana.\nLuc doit encore l'approuver." in submitted
    assert asked == submitted.replace(
        "Luc doit encore l'approuver", "Il manque encore votre accord"
    )
    assert letters(town, BACK_ROOM) == [
        "Ana a ajouté l'actualité 1.",
        "Ana a soumis la lettre. Luc doit encore l'approuver.",
    ]
    assert "Lettre 1 : soumise par Ana, approuvée par Luc." in approved
    assert "Elle part le mardi 1er décembre à 8 h." in ana.inbox[-1]
    assert [letters(town, room) for room in ROOMS] == [[LETTER]] * 3
    for each in (zoe, max_):
        assert each.inbox[-1].startswith(f"{LETTER}\n\nVous la recevez parce que")


@pytest.mark.slow
def test_the_region_may_submit_and_the_territory_approve(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(luc, "!actu Aide au vélo")

    submit_letter(luc)
    ana.presses("Approuver")
    town.move_to(DUE)

    assert "Luc, pour la Région" in letters(town, SQUARE["telegram"])[-1]


@pytest.mark.slow
def test_only_readers_who_asked_get_it_in_private(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    wants, leaves, stops, changes = (
        reader(town, name) for name in ("Wanda", "Lia", "Sam", "Chloé")
    )
    ready(ana, luc)
    leaves.says("/quitter")
    leaves.presses("Quitter la communauté")
    leaves.presses("Oui, quitter")
    stops.says("/stop")
    stops.presses("Ne plus m'écrire")
    stops.presses("Oui, ne plus m'écrire")
    changes.says("/reglages")
    changes.presses("Ne plus recevoir")

    town.move_to(DUE)

    assert [
        any(WHOLE in said for said in each.inbox) for each in (wants, leaves, stops, changes)
    ] == [True, False, False, False]


def long_letter(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    """Send a letter that rooms show in short."""
    for number in range(1, 10):
        add_news(ana, f"/actu Nouvelle {number} | Des mots | https://exemple.fr/{number}")
    submit_letter(ana)
    luc.presses("Approuver")
    town.move_to(DUE)


@pytest.mark.slow
def test_a_long_letter_is_short_in_rooms_and_whole_in_private(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    long_letter(town, ana, luc)
    with town.database.unit() as store:
        store[Communities].get(1).public_channel = True
    ida, noor = town.stranger("Ida"), town.stranger("Noor", on="matrix")

    shown = letters(town, SQUARE["telegram"])[-1].split("\n")
    read = ida.presses("Lire la suite", room=SQUARE["telegram"])
    told = noor.presses("Lire la suite", room=SQUARE["matrix"])

    assert len(shown) == 8
    assert shown[1] == "– Nouvelle 1 (Ana, pour le territoire)"
    assert shown[-1].startswith("– Nouvelle 7 (")
    assert "Nouvelle 9\nDes mots\nhttps://exemple.fr/9" in read
    assert told == "Je vous envoie la lettre en privé."
    assert noor.inbox[-1] == read
    assert town.member("Zoé").says("/lettre 1") == read


@pytest.mark.slow
def test_a_stranger_reads_a_letter_only_once_they_have_joined(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    """Unless the community said that its channel is public; by button and by link alike."""
    long_letter(town, ana, luc)
    whole = "Nouvelle 9\nDes mots"

    linked = town.stranger("Noor").says("/start in1-digest-1")
    for network in ("telegram", "matrix"):
        ida, zoe = town.stranger("Ida", on=network), town.member("Zoé", on=network)
        asked = ida.presses("Lire la suite", room=SQUARE[network])
        ida.presses("J'ai 15 ans ou plus, j'accepte")
        zoe.presses("Lire la suite", room=SQUARE[network])

        assert "Nouvelle 9" not in asked
        assert whole in ida.inbox[-1], "joining goes on to what they came for"
        assert whole in zoe.inbox[-1]
    assert "Nouvelle 9" not in linked
    assert "Rejoindre Pionniers de l'énergie" in linked
    assert whole in town.cultivator().says("/start in1-digest-1"), "they need not join"


@pytest.mark.slow
def test_title_and_order_are_the_gardeners(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    for words in ("Un", "Deux", "Trois"):
        add_news(ana, f"/actu {words}")

    titled = ana.says("/lettre titre Le grand jour")
    ordered = luc.says("!lettre ordre 3 1")
    removed = luc.says("!lettre retirer 2")
    preview = ana.reviews_letter()

    assert titled == "La lettre a pour titre « Le grand jour »."
    assert ordered == "Actualités, dans l'ordre : 3, 1 et 2."
    assert removed == "L'actualité 2 est retirée."
    assert preview.startswith(
        "📰 Le grand jour\nTrois\nAna, pour le territoire\n\nUn\nAna, pour le territoire\n\n"
    )


@pytest.mark.slow
def test_english_names_do_the_same(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    for words in ("One", "Two"):
        add_news(ana, f"/news {words}")

    ana.says("/digest title Hello")
    ana.says("/digest order 2 1")
    ana.says("/digest remove 1")
    assert "Two" in ana.says("/digest submit")
    ana.says("/digest submit")
    luc.says("!digest approve")
    town.move_to(DUE)

    assert letters(town, CHANNEL) == ["📰 Hello\nTwo\nAna, pour le territoire"]


@pytest.mark.slow
def test_members_read_the_last_letter_only(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = town.member("Zoé")

    before = zoe.says("/lettre")
    ready(ana, luc)
    during = zoe.says("/lettre")
    town.move_to(DUE)

    assert (
        before
        == during
        == (
            "Aucune lettre n'est encore partie. La première est prévue le mardi 1er décembre à 8 h."
        )
    )
    assert zoe.says("/lettre") == LETTER


@pytest.mark.slow
def test_hostile_words_are_only_words(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    hostile = "@room {name} {0} <b>x</b> a\u202eb %s `x` [y](z)"
    add_news(ana, f"/actu {hostile}\n{hostile}")
    ana.says(f"/lettre titre {hostile}")
    submit_letter(ana)
    luc.presses("Approuver")
    town.move_to(DUE)

    said = letters(town, SQUARE["matrix"])[-1]
    assert "@room" not in said
    assert len(said.split("\n")) == 4


@pytest.mark.slow
def test_an_erased_author_is_named_nowhere(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = town.member("Zoé")
    propose_news(zoe, "/actu Le bal des pompiers")
    luc.presses("Mettre dans la lettre", room=BACK_ROOM)
    submit_letter(ana)
    luc.presses("Approuver")
    town.move_to(DUE)
    before = letters(town, SQUARE["telegram"])[-1]

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    assert "Zoé" in before
    for said in (letters(town, SQUARE["telegram"])[-1], ana.says("/lettre 1")):
        assert "Le bal des pompiers" in said
        assert "Zoé" not in said
