"""The draft of the letter, written with buttons and replies."""

import pytest

from tests.handlers.digest.drafting.drafts import back_room, labels, three_news
from tests.handlers.digest.news.writing import add_news
from tests.town import BACK_ROOM, Neighbour, Town

THREE = "📰 Actualités\n1 · Un\n2 · Deux\n3 · Trois"


@pytest.mark.slow
def test_a_draft_shows_its_state_its_items_and_a_button_for_each_part(
    ana: Neighbour, luc: Neighbour
) -> None:
    three_news(ana)
    luc.says("!lettre accueil Bonjour à vous !")

    shown = ana.says("/lettre")

    assert shown == (
        "📰 Pionniers de l'énergie : lettre du mardi 1er décembre\n"
        "Lettre 1 : brouillon.\n"
        "Elle part le mardi 1er décembre à 8 h si Luc l'approuve.\n"
        "Mot d'accueil : Bonjour à vous !\n\n"
        "📰 Actualités\n1 · Un\n2 · Deux\n3 · Trois"
    )
    assert labels(ana.direct[-1]) == [
        "Aperçu",
        "Soumettre à Luc",
        "Ajouter une actualité",
        "Ordre, retirer",
        "Titre",
        "Mot d'accueil",
        "Introduction",
    ]


@pytest.mark.slow
def test_the_approver_is_named_where_that_is_one_person(ana: Neighbour) -> None:
    add_news(ana, "/actu Un")
    alone = ana.says("/lettre")
    luc = ana.town.gardener("region")

    assert "Elle part le mardi 1er décembre à 8 h si elle est approuvée." in alone
    assert "Elle part le mardi 1er décembre à 8 h si Luc l'approuve." in ana.says("/lettre")
    assert "Elle part le mardi 1er décembre à 8 h si Ana l'approuve." in luc.reviews_letter()


def test_an_empty_letter_is_not_offered_for_submission(ana: Neighbour) -> None:
    assert "Aucune actualité pour l'instant" in ana.says("/lettre")
    assert "Soumettre" not in " ".join(labels(ana.direct[-1]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("label", "question", "words", "done", "change"),
    [
        (
            "Titre",
            "Quel titre pour la lettre ?",
            "Le grand jour",
            "La lettre a pour titre « Le grand jour ».",
            "Luc a changé le titre de la lettre.",
        ),
        (
            "Mot d'accueil",
            "Par quel mot d'accueil",
            "Bonjour !",
            "Le mot d'accueil : « Bonjour ! »",
            "Luc a changé le mot d'accueil de la lettre.",
        ),
        (
            "Introduction",
            "Quelle est l'introduction",
            "L'hiver vient.",
            "L'introduction : « L'hiver vient. »",
            "Luc a changé l'introduction de la lettre.",
        ),
    ],
)
def test_each_part_is_written_by_its_button_and_told_in_one_line(  # noqa: PLR0913, PLR0917
    town: Town,
    ana: Neighbour,
    luc: Neighbour,
    label: str,
    question: str,
    words: str,
    done: str,
    change: str,
) -> None:
    add_news(ana, "/actu Un")
    luc.says("!lettre")

    asked = luc.presses(label)
    said = luc.says(words)

    assert question in asked
    assert said == done
    assert back_room(town) == ["Ana a ajouté l'actualité 1.", change]
    assert words in ana.reviews_letter()
    luc.presses("Relire la lettre", room=BACK_ROOM)
    assert words in luc.inbox[-1]


@pytest.mark.slow
def test_greeting_and_introduction_open_the_letter_and_a_dash_removes_them(
    ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    ana.says("/digest greeting Bonjour\nà vous")
    ana.says("/digest introduction L'hiver vient.")
    whole = luc.reviews_letter()
    removed = luc.says("!lettre accueil -")

    assert "Bonjour\nà vous\n\nL'hiver vient.\n\nUn\nAna, pour le territoire" in whole
    assert removed == "La lettre n'a plus de mot d'accueil."
    assert "Bonjour" not in ana.reviews_letter()


@pytest.mark.parametrize(
    "typed", ["/lettre accueil " + "x" * 201, "/lettre introduction " + "x" * 601]
)
def test_long_words_are_refused(ana: Neighbour, typed: str) -> None:
    assert ana.says(typed).startswith("Ce texte est trop long")


@pytest.mark.slow
def test_items_move_leave_and_come_back_by_buttons(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    three_news(ana)
    ana.says("/lettre")

    page = ana.presses("Ordre, retirer")
    moved = ana.presses("↓ 1")
    out = ana.presses("Retirer 3")
    back = ana.presses("Remettre 3")

    title = "Ordre de la lettre\n📰 Actualités\n"
    assert page == f"{title}1. Un\n2. Deux\n3. Trois"
    assert moved == f"{title}1. Deux\n2. Un\n3. Trois"
    assert out == f"{title}1. Deux\n2. Un\n\nRetirés\n3. Trois"
    assert back == f"{title}1. Deux\n2. Un\n3. Trois"
    assert back_room(town)[3:] == [
        "Ana a changé l'ordre de la lettre.",
        "Ana a retiré l'actualité 3.",
        "Ana a ajouté l'actualité 3.",
    ]
    assert "📰 Actualités\n2 · Deux\n1 · Un\n3 · Trois" in ana.presses("Brouillon de la lettre")
    del luc


@pytest.mark.slow
def test_a_news_that_another_took_out_meanwhile_is_no_trouble(
    ana: Neighbour, luc: Neighbour
) -> None:
    """Two gardeners with the same page: the second press shows what there is now."""
    three_news(ana)
    for each in (ana, luc):
        each.says("/lettre")
        each.presses("Ordre, retirer")

    ana.presses("Retirer 2")
    late = luc.presses("Retirer 2")
    moved = luc.presses("↑ 2")

    title = "Ordre de la lettre\n📰 Actualités\n"
    assert late == f"{title}1. Un\n2. Trois\n\nRetirés\n3. Deux"
    assert moved == f"{title}1. Trois\n2. Un\n\nRetirés\n3. Deux"


def test_members_cannot_forge_a_press_on_the_draft(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    three_news(ana)
    zoe.says("/menu")

    for press in (
        *("digest_move:news-1:1", "digest_out:news-1", "digest_back:news-1"),
        *("digest_part:title", "digest_order", "digest_preview", "digest_draft"),
    ):
        zoe.forges(press, zoe.direct[-1])

        assert "Un" not in zoe.inbox[-1].split(), press
        assert THREE in ana.says("/lettre"), press


@pytest.mark.slow
def test_forged_presses_of_a_gardener_change_nothing(ana: Neighbour) -> None:
    three_news(ana)

    for press in ("digest_move:x:1", "digest_out:poll-1", "digest_part:state"):
        ana.says("/lettre")
        ana.presses("Ordre, retirer")
        ana.forges(press, ana.direct[-1])

        assert THREE in ana.says("/lettre"), press


def test_the_draft_is_in_english_for_readers_of_english(town: Town) -> None:
    ana = Neighbour(town, "telegram", "telegram:43", "Ana", "en").joins()
    ana.says("/news One")
    ana.presses("Put in the letter")

    shown = ana.says("/digest")

    assert "Letter 1: draft." in shown
    assert labels(ana.direct[-1])[-4:] == ["Order, remove", "Title", "Greeting", "Introduction"]


@pytest.mark.slow
def test_items_of_every_section_move_and_leave(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, "/actu Un")
    for question in ("Quel jour ?", "Quel lieu ?"):
        ana.publishes(f"/sondage {question} | A | B --fin 20 décembre 18h")
    luc.says("!lettre")

    page = luc.presses("Ordre, retirer")
    moved = luc.presses("↓ 1")
    out = luc.presses("Retirer 1")
    preview = ana.reviews_letter()
    told = back_room(town)
    back = luc.presses("Remettre 3")

    title = "Ordre de la lettre\n🗳 À vous\n"
    assert page == f"{title}1. 📊 Quel jour ?\n2. 📊 Quel lieu ?\n📰 Actualités\n3. Un"
    assert moved == f"{title}1. 📊 Quel lieu ?\n2. 📊 Quel jour ?\n📰 Actualités\n3. Un"
    assert out == f"{title}1. 📊 Quel jour ?\n📰 Actualités\n2. Un\n\nRetirés\n3. 📊 Quel lieu ?"
    assert "Quel jour ?" in preview
    assert "Quel lieu ?" not in preview
    assert "Luc a retiré « 📊 Quel lieu ? » de la lettre." in told
    assert back == moved
