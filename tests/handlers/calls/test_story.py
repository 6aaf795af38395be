"""A call from its preview to its result: in the rooms of both networks, and in the letter."""

from datetime import timedelta

import pytest

from bot.domain.calls import CallState, EntryState
from storage.calls import Calls
from storage.polls import Polls
from tests.handlers.calls.calls import (
    ENDS,
    RULES,
    SEND,
    TITLE,
    adds_picture,
    drafts,
    entry,
    keeps_call,
    keeps_entry,
    keeps_vote,
    left,
    looks,
    makes_call,
    typed,
)
from tests.town import SQUARE, Neighbour, Town, labels

ROOM = SQUARE["telegram"]
ACCEPTED = EntryState.ACCEPTED


def test_a_gardener_makes_a_call_and_sees_it_before_it_is_posted(
    town: Town, ana: Neighbour
) -> None:
    ana.says("/appel")
    offered = labels(ana)
    preview = makes_call(ana, "Concours", "Vote secret")
    (card,) = town.said_in(ROOM)

    assert offered == ["Lancer un appel"]
    assert preview.startswith(
        f"🌻 Concours : {TITLE}\nMontrez votre jardin.\nParticipez jusqu'à mercredi 18 h.\n"
        f"Ensuite, les membres votent : le vote est secret.\n\nRèglement :\n{RULES}\n\n"
        "Personne ne le voit encore. Ce sera publié dans 3 salons."
    )
    assert card.text.startswith(f"🌻 Concours : {TITLE}\nMontrez votre jardin.")
    assert [each.label for each in card.choices] == ["Participer", "Détails"]


@pytest.mark.slow
def test_entries_are_voted_on_and_the_first_is_shown_with_its_picture(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    makes_call(ana)
    drafts(zoe, "Tomates", "Classe de CM1")
    adds_picture(zoe)
    whole = zoe.presses("Tout relire")
    sent = zoe.presses(SEND)
    drafts(yan, "Courges")
    yan.presses(SEND)
    seen = looks(ana, 1)
    ana.presses("Accepter")
    looks(ana, 2)
    ana.presses("Accepter")
    told = zoe.inbox[-1]
    town.move_to((ENDS + timedelta(minutes=5)).replace(tzinfo=None))
    closed = zoe.inbox[-1]
    ana.says("/appel 1")
    ana.presses("Ouvrir le vote")
    posted = town.said_in(ROOM)
    gallery = posted[-1].text
    question = next(each for each in posted if each.text.startswith("📊"))
    asked = question.text
    yan.presses("Tomates – Classe de CM1", question, room=ROOM)
    ana.says("/cloturer 1")
    chart, image, result = town.said_in(ROOM)[-3:]

    assert "Image : Des tomates · Tomates – Classe de CM1\n---\n🌻 Votre participation" in whole
    assert "1 image\n" in whole
    assert "reconnaissables" not in whole, "nobody can be recognised"
    assert "✅ Envoyée" in sent
    assert "Sous le nom : Classe de CM1\nDéposée par Zoé" in seen
    assert told == "Votre participation « Tomates » est acceptée."
    assert closed.endswith("est fermé : votre participation « Tomates » est bien arrivée. Merci.")
    assert "1. Tomates – Classe de CM1\n2. Courges – Yan\n" in gallery
    assert "Yan" not in asked
    assert "Zoé" not in asked + gallery
    assert chart.text.startswith("📊 Résultat")
    assert image.text == "Image : Des tomates · Tomates – Classe de CM1"
    assert image.said.picture is not None
    assert result.text.startswith(f"🌻 Appel : {TITLE}\n1. Tomates – Classe de CM1\nC'est terminé.")
    assert zoe.inbox[-1].endswith("« Tomates » est parmi les premières. Félicitations !")


def test_the_letter_has_an_open_call_and_then_its_result(
    town: Town, ana: Neighbour, luc: Neighbour, yan: Neighbour
) -> None:
    keeps_call(town)
    before = ana.reviews_letter()
    keeps_entry(town, yan, "Courges", ACCEPTED)
    keeps_vote(town, over=True)
    after = ana.reviews_letter()

    assert f"Appel : {TITLE}\nMontrez votre jardin.\nParticipez jusqu'à mercredi 18 h." in before
    assert f"{TITLE} : le résultat\n1. Courges – Yan" in after
    assert "Participez" not in after


@pytest.mark.slow
def test_at_the_deadline_both_are_told_and_what_was_not_sent_is_deleted(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    makes_call(ana)
    keeps_entry(town, zoe, "Tomates", EntryState.DRAFT, sent_at=ENDS)
    keeps_entry(town, yan, "Courges", EntryState.DRAFT)
    town.move_to((ENDS + timedelta(minutes=5)).replace(tzinfo=None))

    assert zoe.inbox[-1].endswith(
        "envoyer votre participation « Tomates », jusqu'à l'ouverture du vote."
    )
    assert yan.inbox[-1].endswith("« Courges » n'était pas envoyée : elle est supprimée.")
    assert left(town) == (1, 1, 1)
    assert "« Photos de nos jardins » est fermé : ouvrez le vote" in ana.says("/afaire")


@pytest.mark.parametrize("people", [0, 2])
def test_a_secret_vote_is_one_and_takes_five_people(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour, people: int
) -> None:
    town.crowd(people)
    keeps_call(town, CallState.CLOSED, secret=True)
    keeps_entry(town, zoe, "Tomates", ACCEPTED)
    keeps_entry(town, yan, "Tomates", ACCEPTED)
    ana.says("/appel 1")
    answer = ana.presses("Ouvrir le vote")

    with town.database.unit() as store:
        found = [(each.secret, each.options) for each in store[Polls].open_in(1)]
    assert found == ([(True, ["Tomates", "Tomates (2)"])] if people else [])
    assert ("Moins de 5" in answer) is (people == 0)


@pytest.mark.slow
def test_a_vote_that_was_withdrawn_is_opened_again(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    keeps_call(town)
    keeps_entry(town, zoe, "Tomates", ACCEPTED)
    keeps_entry(town, yan, "Courges", ACCEPTED)
    keeps_vote(town)
    ana.says("/appel 1")
    while_open = labels(ana)
    with town.database.unit() as store:
        store[Polls].withdraw(1, ENDS)
    ana.says("/appel 1")
    ana.presses("Ouvrir le vote")

    assert "Ouvrir le vote" not in while_open
    with town.database.unit() as store:
        assert [each.number for each in store[Polls].open_in(1)] == [2]
        assert store[Calls].held(1).poll_id == 2


@pytest.mark.slow
def test_a_call_ends_without_a_vote_and_what_is_accepted_is_its_result(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    keeps_call(town, CallState.CLOSED)
    keeps_entry(town, zoe, "Un jardin partagé", ACCEPTED)
    ana.says("/appel 1")
    refused = ana.presses("Ouvrir le vote")
    ana.presses("Terminer sans vote")

    assert "Il faut 2 participations acceptées" in refused
    assert f"🌻 Appel : {TITLE}\nUn jardin partagé – Zoé\nC'est terminé." in (
        town.said_in(ROOM)[-1].text
    )


@pytest.mark.slow
def test_rules_that_somebody_agreed_to_stay_and_the_deadline_moves(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    makes_call(ana)
    keeps_entry(town, zoe, "Tomates")
    ana.says("/appel 1")
    ana.presses("Modifier")
    ana.presses("Règlement")
    refused = ana.says("Deux photos.")
    ana.says("/appel 1")
    ana.presses("Modifier")
    ana.presses("Date limite")
    moved = ana.says("lundi 7 décembre 18h")

    assert "il ne change plus" in refused
    assert "lundi 7 décembre, 18 h" in moved
    assert "lundi 7 décembre, 18 h" in town.said_in(ROOM)[0].text


def test_a_withdrawn_call_deletes_its_entries_and_tells_their_authors(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    makes_call(ana)
    keeps_entry(town, zoe, "Tomates")
    ana.says("/appel 1")
    ana.presses("Retirer l'appel")
    ana.presses("Retirer l'appel")

    assert town.said_in(ROOM)[0].text == "Cet appel est retiré."
    assert "votre participation est supprimée" in zoe.inbox[-1]
    assert left(town) == (0, 0, 0)
    assert "Il n'y a pas ici d'appel 1" in typed(zoe, "appel 1")
    assert entry(town) is None


def test_the_entries_of_a_large_call_go_in_slices_and_each_author_is_told_once(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.calls.voting.AT_ONCE", 1)
    makes_call(ana)
    for who, title in ((zoe, "Tomates"), (zoe, "Fraises"), (yan, "Courges")):
        keeps_entry(town, who, title)
    ana.says("/appel 1")
    ana.presses("Retirer l'appel")
    ana.presses("Retirer l'appel")
    at_once = left(town)
    town.move(timedelta(hours=1))

    assert at_once == (1, 1, 1)
    assert left(town) == (0, 0, 0)
    for each in (zoe, yan):
        assert sum("votre participation est supprimée" in words for words in each.inbox) == 1


def test_authors_of_several_entries_are_told_of_the_end_in_one_message_each(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    keeps_call(town, CallState.CLOSED)
    for who, title in ((zoe, "Tomates"), (zoe, "Fraises"), (yan, "Courges")):
        keeps_entry(town, who, title, ACCEPTED if who is zoe else EntryState.SET_ASIDE)
    ana.says("/appel 1")
    ana.presses("Terminer sans vote")

    assert zoe.inbox[-1] == (
        "Votre participation « Tomates » est parmi les premières. Félicitations !\n"
        "Votre participation « Fraises » est parmi les premières. Félicitations !"
    )
    assert not any("Félicitations" in each for each in yan.inbox)
