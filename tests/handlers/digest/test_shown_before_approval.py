"""Nobody approves words that they were not shown, and the team is told of changes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zlib import crc32

import pytest

from bot.core.inbound.batches import ReadingRows
from bot.domain.roles import Seat
from storage.communities import Communities, SeatHolders
from storage.digest import NewsItems
from tests.handlers.digest.letters.composed import announces_event, approve, opens_poll
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.same_checksum import FIRST, FORGED
from tests.town import BACK_ROOM, CHANGED, NOT_SHOWN, Neighbour, Town


def back_room(town: Town) -> list[str]:
    return [each.text for each in town.said_in(BACK_ROOM)]


def new_gardener_of_the_region(town: Town) -> Neighbour:
    """Zoé, who holds Luc's seat from now on."""
    zoe = town.member("Zoé", on="matrix")
    with town.database.unit() as store:
        store[SeatHolders].put(store[Communities].get(1), Seat.REGION, zoe.address)
    return zoe


@pytest.mark.parametrize("shown", ["/lettre", "Aperçu"])
def test_what_is_committed_while_the_letter_is_read_was_not_shown(
    town: Town, ana: Neighbour, monkeypatch: pytest.MonkeyPatch, shown: str
) -> None:
    add_news(ana, "/actu Un")
    ana.says("/lettre")
    known = ReadingRows.add

    def add(rows: ReadingRows, row_id: int, found: object) -> None:
        monkeypatch.undo()
        with town.database.unit() as store:
            news = store[NewsItems].get(1)
            assert news is not None
            news.words = "Jamais vu"
        known(rows, row_id, found)

    monkeypatch.setattr(ReadingRows, "add", add)
    read = ana.says(shown) if shown.startswith("/") else ana.presses(shown)
    late = ana.presses("Aperçu") if shown.startswith("/") else ana.presses("Soumettre")

    assert "Jamais vu" not in read
    assert "Jamais vu" in late
    assert (CHANGED in late) == (shown == "Aperçu")


def rewords_news(ana: Neighbour) -> None:
    ana.says("/actu 1")
    ana.presses("Modifier")
    ana.presses("Texte")
    ana.says("Jamais vu")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("act", "shown"),
    [
        pytest.param(
            lambda ana: ana.says("/lettre titre Jamais vu"),
            "Nouveau : le titre.\n\nJamais vu\n\n",
            id="title",
        ),
        pytest.param(
            lambda ana: ana.says("/lettre accueil Jamais vu\nBonjour"),
            "Nouveau : le mot d'accueil.\n\nJamais vu\nBonjour\n\n",
            id="greeting",
        ),
        pytest.param(
            lambda ana: ana.says("/lettre introduction Jamais vu"),
            "Nouveau : l'introduction.\n\nJamais vu\n\n",
            id="introduction",
        ),
        pytest.param(
            rewords_news,
            "Modifié : l'actualité 1.\n\nUn\nJamais vu\nAna, pour le territoire\n\n",
            id="reworded news",
        ),
        pytest.param(
            opens_poll,
            "Nouveau : un sondage.\n\n📊 Quelle date pour l'atelier ?\n",
            id="poll",
        ),
    ],
)
def test_a_second_submission_shows_the_words_that_are_new(
    ana: Neighbour, luc: Neighbour, act: Callable[[Neighbour], object], shown: str
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    luc.presses("Corriger")
    luc.says("À revoir")

    act(ana)
    submit_letter(ana)

    assert luc.inbox[-1].startswith(f"Ana a de nouveau soumis la lettre.\n{shown}")


@pytest.mark.slow
def test_a_new_holder_of_a_seat_is_shown_the_whole_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    zoe = new_gardener_of_the_region(town)

    ana.says("/lettre accueil Bonjour")
    submit_letter(ana)

    assert "Bonjour\n\nUn\nAna, pour le territoire" in zoe.inbox[-1]
    assert "approuvée par Zoé" in zoe.presses("Approuver")
    del luc


@pytest.mark.slow
def test_a_new_holder_of_a_seat_is_reminded_to_read_before_approving(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    zoe = new_gardener_of_the_region(town)

    town.move_to(datetime(2026, 11, 30, 19, 0))  # noqa: DTZ001 - `move_to` reads it in Paris
    reminded = zoe.direct[-1]
    shown = zoe.presses("Relire la lettre")

    assert reminded.text.startswith("La lettre doit partir le mardi 1er décembre à 8 h.")
    assert "Approuver" not in [each.label for each in reminded.choices]
    assert "Un\nAna, pour le territoire" in shown
    assert "approuvée par Zoé" in zoe.presses("Approuver")
    del luc


def test_an_approval_by_typing_is_of_the_letter_that_was_shown(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    zoe = new_gardener_of_the_region(town)

    shown = zoe.says("!lettre approuver")
    before = ana.says("/lettre")
    approved = zoe.says("!lettre approuver")

    assert NOT_SHOWN in shown
    assert "Un\nAna, pour le territoire" in shown
    assert "approuvée par Zoé" not in before
    assert "approuvée par Zoé" in approved
    assert zoe.says("!lettre approuver") == "Cette lettre est déjà approuvée."
    del luc


@pytest.mark.slow
def test_a_typed_submission_shows_what_another_one_changed_meanwhile(
    ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    ana.says("/lettre")
    add_news(luc, "!actu Deux")

    unread = ana.says("/lettre soumettre")
    read = ana.says("/lettre soumettre")

    assert CHANGED in unread
    assert "Deux\nLuc, pour la Région" in unread
    assert "soumise par Ana" in read
    assert "Deux\nLuc, pour la Région" in luc.inbox[-1]


@pytest.mark.slow
def test_words_with_the_checksum_of_those_that_were_read_are_new_words(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    """The first approval of an honest introduction is none of the forged one."""
    add_news(ana, "/actu Un")
    ana.says(f"/lettre introduction {FIRST}")
    submit_letter(ana)
    honest = luc.direct[-1]

    ana.says(f"/lettre introduction {FORGED}")
    submit_letter(ana)
    told = luc.inbox[-1]
    late = luc.presses("Approuver", honest)

    assert crc32(FIRST.encode()) == crc32(FORGED.encode())
    assert told.startswith(
        f"Ana a de nouveau soumis la lettre.\nModifié : l'introduction.\n\n{FORGED}\n\n"
    )
    assert CHANGED in late
    assert FORGED in late
    assert "approuvée par Luc" not in ana.says("/lettre")
    del town


@pytest.mark.slow
def test_an_old_button_stays_old_when_a_change_is_taken_back(
    ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    ana.says("/lettre accueil Bonjour")
    submit_letter(ana)
    first = luc.direct[-1]
    for words in ("Bonsoir", "Bonjour"):
        ana.says(f"/lettre accueil {words}")
    submit_letter(ana)

    assert luc.inbox[-1].startswith("Ana a de nouveau soumis la lettre.\nRien n'a changé depuis.")
    assert CHANGED in luc.presses("Approuver", first)
    assert "approuvée par Luc" in luc.presses("Approuver")


@pytest.mark.slow
def test_a_correction_is_of_the_letter_that_was_read(ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    luc.presses("Corriger")
    ana.says("/lettre accueil Bonjour")
    submit_letter(ana)

    late = luc.says("Trop court")

    assert CHANGED in late
    assert "Bonjour" in late
    assert "soumise par Ana" in ana.says("/lettre")
    luc.presses("Reprendre")
    assert "Lettre 1 : brouillon." in luc.says("Trop court")


def test_a_number_typed_below_an_outdated_letter_shows_the_present_one(
    ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    read = luc.direct[-1]
    ana.says("/lettre accueil Bonjour")

    late = luc.says("Approuver", reply_to=read)

    assert CHANGED in late
    assert "Bonjour" in late
    assert "brouillon" in ana.says("/lettre")


@pytest.mark.slow
def test_the_room_of_the_team_is_told_of_added_moved_and_reopened_items(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    add_news(ana, "/actu Deux")
    added = back_room(town)
    ana.says("/lettre")
    ana.presses("Ordre, retirer")
    ana.presses("↓ 1")
    moved = back_room(town)
    approve(ana, luc)
    ana.says("/lettre accueil Bonjour")

    assert added == ["Ana a ajouté l'actualité 1.", "Ana a ajouté l'actualité 2."]
    assert moved[-1] == "Ana a changé l'ordre de la lettre."
    assert back_room(town)[-1].startswith("Ana a changé le mot d'accueil de la lettre. La lettre")


@pytest.mark.slow
def test_many_moves_are_one_line_in_the_room_of_the_team(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    moved = "Ana a changé l'ordre de la lettre."
    for words in ("Un", "Deux", "Trois"):
        add_news(ana, f"/actu {words}")
    ana.says("/lettre")
    ana.presses("Ordre, retirer")
    for label in ("↓ 1", "↓ 2", "↑ 3"):
        ana.presses(label)

    assert back_room(town).count(moved) == 1
    luc.says("!lettre accueil Bonjour")
    ana.presses("↓ 1")
    assert back_room(town).count(moved) == 2
    luc.says("!lettre", room=BACK_ROOM)
    ana.presses("↓ 1")
    assert back_room(town).count(moved) == 2, "the draft right there shows it"


def test_words_that_answer_the_line_of_a_new_order_find_their_place(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    add_news(ana, "/actu Deux")
    ana.says("/lettre")
    ana.presses("Ordre, retirer")
    ana.presses("↓ 1")

    line = town.said_in(BACK_ROOM)[-1]
    luc.says("Bonjour à vous", room=BACK_ROOM, reply_to=line)

    assert luc.inbox[-1].startswith("Où placer ce texte dans la lettre ?")


@pytest.mark.slow
def test_the_draft_follows_what_changes_in_its_items(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    luc.says("!lettre", room=BACK_ROOM)
    card = town.said_in(BACK_ROOM)[-1]

    def shown() -> str:
        town.shown_in(BACK_ROOM)
        return card.text

    opens_poll(ana)
    assert "Quelle date" in shown()
    ana.says("/cloturer 1")
    ana.presses("Clore")
    assert "Quelle date" not in shown()
    announces_event(ana)
    assert "Visite" in shown()
    ana.says("/evenement 1 annuler")
    assert "Visite" not in shown()


@pytest.mark.slow
def test_a_draft_that_is_out_of_date_is_drawn_again_when_it_is_pressed(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    ana.says("/evenement Visite | jeudi 7 janvier 14h")
    ana.presses("Annoncer")
    luc.says("!lettre", room=BACK_ROOM)
    card = town.said_in(BACK_ROOM)[-1]
    town.move(timedelta(days=3))  # it is near enough now to be listed

    refused = luc.presses("Soumettre", card, room=BACK_ROOM)

    assert refused.startswith("Ceci vient de changer : rien n'a été fait.")
    assert any("Visite" in each.text for each in town.shown_in(BACK_ROOM))
    luc.presses("Soumettre", card, room=BACK_ROOM)
    assert "soumise par Luc" in luc.says("!lettre")


@pytest.mark.slow
def test_a_new_holder_of_a_seat_reads_a_missed_letter_before_sending_it(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    zoe = new_gardener_of_the_region(town)

    town.move_to(datetime(2026, 12, 1, 8, 0))  # noqa: DTZ001 - `move_to` reads it in Paris
    missed = zoe.direct[-1]
    shown = zoe.presses("Relire la lettre", missed)

    assert "n'est pas partie" in missed.text
    assert "Envoyer maintenant" not in [each.label for each in missed.choices]
    assert "Un\nAna, pour le territoire" in shown
    assert zoe.presses("Envoyer maintenant") == "La lettre part maintenant."
    del luc
