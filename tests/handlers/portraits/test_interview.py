"""The interview: in private, at one's pace, in words, by voice or with a photo, or typed in."""

from datetime import timedelta

import pytest

from bot.core.messages.content import Document
from tests.core.files.test_photos import picture
from tests.handlers.introductions.adults import grown, young
from tests.handlers.portraits.portraits import (
    AUCH,
    BINS,
    FIRST,
    ROOM,
    SECOND,
    WHOLE,
    agrees,
    answers,
    asks,
    files,
    in_rooms,
    own,
    portraits,
    publishes,
)
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town, labels

NO = "Non merci"


def test_questions_come_one_by_one_and_nothing_is_lost_by_stopping(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    own(zoe)
    first = zoe.presses("Voir la première question")
    second = zoe.says(AUCH)
    zoe.presses("Annuler")
    town.move(timedelta(days=2))
    kept = own(zoe)
    again = zoe.presses("Continuer les questions")
    whole = zoe.says(BINS)

    assert first.startswith(f"1 sur 2 : {FIRST}")
    assert second.startswith(f"2 sur 2 : {SECOND}")
    assert AUCH in kept
    assert again.startswith(f"2 sur 2 : {SECOND}")
    assert WHOLE in whole.replace("C'étaient toutes les questions. Relisez l'ensemble :\n\n", "")
    assert "Zoé : 2 réponses sur 2" in ana.says("/portrait")
    ana.presses("Portrait de Zoé")
    assert AUCH not in ana.inbox[-1]


@pytest.mark.slow
def test_a_question_is_skipped_and_answered_later(zoe: Neighbour) -> None:
    own(zoe)
    zoe.presses("Voir la première question")
    zoe.presses("Passer")
    zoe.says(BINS)
    zoe.presses("Modifier une réponse")
    zoe.presses(f"1. {FIRST}")
    zoe.presses("La réécrire")

    assert WHOLE in zoe.says(AUCH)


@pytest.mark.slow
def test_no_is_one_kind_button(town: Town, ana: Neighbour) -> None:
    luc = grown(town.member("Luce").wants_messages())
    asks(ana, "Luce")
    town.move(timedelta(hours=20))
    invited = luc.inbox[-1]

    said = luc.presses(NO)

    assert invited.startswith("👤 Votre portrait dans Pionniers de l'énergie ?\nAna aimerait")
    assert said == "C'est noté : pas de portrait, et personne ne vous le redemande cette année."
    assert "préfère ne pas avoir de portrait" in asks(ana, "Luce")
    assert luc.presses("Finalement, je veux bien").startswith(f"1 sur 2 : {FIRST}")


@pytest.mark.slow
def test_an_old_no_deletes_nothing(zoe: Neighbour) -> None:
    own(zoe)
    old = zoe.direct[-1]
    answers(zoe)
    zoe.presses(NO, old)

    assert WHOLE in own(zoe)


@pytest.mark.slow
def test_one_reminder_comes_after_a_week(town: Town, ana: Neighbour) -> None:
    luc = grown(town.member("Luce").wants_messages())
    asks(ana, "Luce")
    town.move(timedelta(days=6))
    before = sum("seul rappel" in each for each in luc.inbox)
    town.move(timedelta(days=2))
    after = sum("seul rappel" in each for each in luc.inbox)
    town.move(timedelta(days=30))

    assert (before, after) == (0, 1)
    assert sum("seul rappel" in each for each in luc.inbox) == 1


def test_a_voice_is_typed_in_by_the_team_then_read_and_deleted(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    own(zoe)
    zoe.presses("Voir la première question")
    said = zoe.sends("message.ogg", b"bytes")
    zoe.says(BINS)
    waiting = own(zoe)
    assert "à transcrire" in ana.says("/afaire")
    ana.presses("Écouter Zoé et transcrire")
    heard = ana.direct[-2].said.document
    ana.says(AUCH)

    assert said.startswith("L'équipe de jardinage l'écoute et transcrit vos mots")
    assert f"2 sur 2 : {SECOND}" in said
    assert "un message vocal" in town.said_in(BACK_ROOM)[-1].text
    assert "L'équipe transcrit 1 réponse vocale." in waiting
    assert "Oui pour les salons" not in labels(zoe)
    assert isinstance(heard, Document)
    assert heard.content == b"bytes"
    assert files(town) == 0
    assert "Ana a saisi ce que vous avez répondu." in zoe.inbox[-1]
    assert WHOLE in zoe.presses("Lire mon portrait")


@pytest.mark.slow
def test_the_photo_stands_above_the_portrait_with_its_words(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    own(zoe)
    zoe.presses("Voir la première question")
    zoe.sends("p.jpg", picture(size=(30, 20)))
    zoe.says("Moi au marché")
    answers(zoe)
    agrees(zoe, ROOM)
    publishes(ana)

    photo, card = town.said_in(SQUARE["telegram"])[-2:]
    assert (photo.text, card.text) == ("👤 Zoé : Moi au marché", WHOLE)
    assert isinstance(photo.said.picture, Document)
    own(zoe)
    zoe.presses("Retirer la photo")
    assert files(town) == 0
    assert in_rooms(town) == []


@pytest.mark.slow
def test_a_caption_describes_the_photo_also_of_an_answer(zoe: Neighbour) -> None:
    own(zoe)
    zoe.presses("Voir la première question")

    said = zoe.sends("p.jpg", picture(size=(30, 20)), "Moi au marché")

    assert "👤 Zoé : Moi au marché" in said
    assert "Voici la photo de votre portrait." in said


def test_the_team_types_in_what_it_was_told_but_changes_no_words_of_the_person(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/portrait")
    ana.presses("Portrait de Zoé")
    ana.presses("Saisir une réponse")
    ana.presses(f"1. {FIRST}")
    typed = ana.says(AUCH)
    ana.presses("Demander à Zoé de le relire")
    own(zoe)
    zoe.presses("Continuer les questions")
    zoe.says(BINS)

    assert AUCH in typed
    assert WHOLE in own(zoe)
    assert "en personne" in ana.forges("portrait_type_one:2", ana.direct[-1])


def test_an_answer_ends_a_refusal(ana: Neighbour, zoe: Neighbour) -> None:
    own(zoe)
    old = zoe.direct[-1]
    zoe.presses("Voir la première question")
    zoe.presses("Passer")
    zoe.presses(NO, old)
    own(zoe)
    zoe.presses("Modifier une réponse")
    zoe.presses(f"1. {FIRST}")
    zoe.presses("La réécrire")
    zoe.says(AUCH)

    assert "Zoé : 1 réponse sur 2" in ana.says("/portrait")


def test_an_answer_has_a_limit(zoe: Neighbour) -> None:
    own(zoe)
    zoe.presses("Voir la première question")

    for words in ("a" * 801, "🌱" * 401):
        assert "800 caractères au plus" in zoe.says(words)
    assert f"2 sur 2 : {SECOND}" in zoe.says(AUCH)


def test_who_is_under_18_has_no_portrait(town: Town, ana: Neighbour) -> None:
    luc = town.member("Luce")
    asks(ana, "Luce")
    own(luc)
    asked = luc.presses("Voir la première question")
    luc.presses("Non, moins")
    own(luc)
    refused = luc.presses("Voir la première question")
    young(town.member("Noé"))

    assert asked.startswith("Avez-vous 18 ans ou plus ?")
    assert "moins de 18 ans" in refused
    assert asks(ana, "Noé") == "Je ne peux pas proposer de portrait à Noé."
    assert len(portraits(town)) == 1
