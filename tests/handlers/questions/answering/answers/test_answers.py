"""Questions before the Region: taken, drafted, answered and published."""

import pytest

from bot.domain.questions.question import Naming, QuestionState
from tests.handlers.questions.answering.filed import REGION_ROOM, ask, join, let_through, stored
from tests.town import Neighbour, Town

TAKEN = "Max répond à votre question d'ici au mardi 8 décembre : « Quand ouvre l'aide au vélo ? »"


@pytest.mark.slow
def test_a_question_is_followed_to_its_answer(
    town: Town, luc: Neighbour, max_: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)
    card = town.said_in(REGION_ROOM)[-1]
    assert [each.label for each in card.choices] == [
        "Je prends",
        "Répondre",
        "Transmettre à…",
        "Décliner",
    ]

    taken = max_.presses("Je prends", card, REGION_ROOM)

    assert taken == "La question 1 est à vous, réponse attendue d'ici au mardi 8 décembre."
    assert zoe.inbox[-1] == TAKEN
    assert "Max répond d'ici au mardi 8 décembre." in card.text

    drafted = max_.says("!repondre 1 L'aide ouvre en mai.", REGION_ROOM)

    assert drafted.endswith("Le brouillon est gardé ; Luc peut le publier.")
    assert zoe.inbox[-1] == TAKEN, "a draft is not the asker's"
    assert "L'aide ouvre en mai." in card.text

    published = luc.presses("Publier la réponse", card, REGION_ROOM)

    assert published == "La réponse à la question 1 est publiée."
    assert zoe.inbox[-1] == (
        "💬 Réponse à la question 1\n« Quand ouvre l'aide au vélo ? »\n\n"
        "L'aide ouvre en mai.\nLuc, pour la Région"
    )
    assert [each.label for each in zoe.direct[-1].choices] == [
        "Réponse utile",
        "En partie",
        "Pas du tout",
    ]
    assert "✅ Réponse de Luc." in card.text
    assert [each.label for each in card.choices] == ["Annoncer la suite"]


def test_two_taps_tell_once(town: Town, max_: Neighbour, zoe: Neighbour) -> None:
    ask(town, zoe)
    card = town.said_in(REGION_ROOM)[-1]
    max_.presses("Je prends", card, REGION_ROOM)
    before = len(zoe.inbox)

    again = max_.says("!prendre 1")

    assert again == "La question 1 est à vous, réponse attendue d'ici au mardi 8 décembre."
    assert len(zoe.inbox) == before


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("!prendre 1 vendredi", "vendredi 27 novembre"),
        ("!prendre 1 samedi", "lundi 30 novembre"),
        ("!take 1", "mardi 8 décembre"),
    ],
)
def test_an_answer_is_promised_for_a_working_day(
    town: Town, luc: Neighbour, zoe: Neighbour, typed: str, day: str
) -> None:
    ask(town, zoe)

    taken = luc.says(typed)

    assert taken == f"La question 1 est à vous, réponse attendue d'ici au {day}."


def test_another_day_is_told(town: Town, max_: Neighbour, zoe: Neighbour) -> None:
    ask(town, zoe)
    card = town.said_in(REGION_ROOM)[-1]
    max_.presses("Je prends", card, REGION_ROOM)

    max_.presses("Autre date", card, REGION_ROOM)
    refused = max_.says("1er septembre 2027")
    changed = max_.says("vendredi 11 décembre")

    assert refused.startswith("Ce jour est trop loin.")
    assert changed == "La question 1 est à vous, réponse attendue d'ici au vendredi 11 décembre."
    assert zoe.inbox[-1].startswith("Max répond à votre question d'ici au vendredi 11 décembre")


def test_a_gardener_answers_by_typing_and_reads_it_again(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)

    preview = luc.says("!repondre 1 L'aide ouvre en mai.")
    kept = luc.presses("Garder en brouillon")
    assert stored(town, 1).state is QuestionState.DRAFTED
    published = luc.presses("Publier la réponse")

    assert preview == (
        "💬 Brouillon de réponse à la question 1\n« Quand ouvre l'aide au vélo ? »\n\n"
        "L'aide ouvre en mai.\n\n"
        "Lue par la personne qui a posé la question, et par les autres membres une fois "
        "la question montrée."
    )
    assert kept == (
        "Le brouillon de la question 1 est gardé ; il est dans votre liste « À faire »."
    )
    assert published == "La réponse à la question 1 est publiée."


def test_only_a_draft_that_was_read_is_published(
    town: Town, luc: Neighbour, max_: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)
    luc.says("!repondre 1 L'aide ouvre en mai.")
    shown = luc.direct[-1]
    max_.says("!repondre 1 L'aide n'ouvre pas.", REGION_ROOM)

    refused = luc.presses("Publier la réponse", shown)

    assert "rien n'a été fait" in refused
    assert "L'aide n'ouvre pas." in refused
    assert stored(town, 1).state is QuestionState.DRAFTED
    assert luc.presses("Publier la réponse") == "La réponse à la question 1 est publiée."


def test_a_reply_to_the_card_is_a_draft(town: Town, max_: Neighbour, zoe: Neighbour) -> None:
    ask(town, zoe)
    card = town.said_in(REGION_ROOM)[-1]

    drafted = max_.says("En mai.", REGION_ROOM, reply_to=card)

    assert drafted.startswith("💬 Brouillon de réponse à la question 1")
    assert stored(town, 1).draft == "En mai."


def test_others_in_the_room_answer_nothing(town: Town, zoe: Neighbour) -> None:
    ask(town, zoe)
    card = town.said_in(REGION_ROOM)[-1]
    eve = town.member("Eve", on="matrix")

    refused = eve.says("En mai.", REGION_ROOM, reply_to=card)
    pressed = eve.presses("Je prends", card, REGION_ROOM)

    assert refused == "Il n'y a pas de question 1 à traiter ici."
    assert pressed.startswith("Seule l'équipe")
    assert stored(town, 1).state is QuestionState.OPEN


@pytest.mark.parametrize(
    "press", ["question_publish:1:0", "question_decline:1", "question_more:1", "question_keep:1"]
)
def test_agents_neither_publish_nor_decline(
    town: Town, luc: Neighbour, max_: Neighbour, zoe: Neighbour, press: str
) -> None:
    del luc
    ask(town, zoe)
    max_.says("!repondre 1 En mai.", REGION_ROOM)
    card = town.said_in(REGION_ROOM)[0]

    refused = max_.forges(press, max_.direct[-1]) or max_.forges(press, card, REGION_ROOM)

    assert refused.startswith("Seule l'équipe")
    assert refused.endswith("peut faire cela : Luc.")
    assert max_.says("!decliner 1 Non.") == refused
    assert stored(town, 1).state is QuestionState.DRAFTED


def test_a_name_that_was_not_given_is_not_shown(town: Town, luc: Neighbour, zoe: Neighbour) -> None:
    ask(town, zoe, naming=Naming.UNNAMED)

    assert town.said_in(REGION_ROOM)[-1].text.startswith("💬 Question 1, sans nom")
    assert "Zoé" not in luc.says("!transmettre 1 DREAL")


def test_members_with_the_same_question_get_the_answer(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    ben = town.member("Ben", on="matrix")
    ask(town, zoe)
    let_through(town, 1)
    join(town, 1, ben)
    luc.says("!prendre 1")
    assert ben.inbox == ben.inbox[:1] or "répond" not in ben.inbox[-1]

    luc.says("!repondre 1 En mai.")
    luc.presses("Publier la réponse")

    assert ben.inbox[-1] == zoe.inbox[-1]
    assert ben.presses("En partie").endswith("Vous avez répondu : En partie.")
    assert stored(town, 1).state is QuestionState.ANSWERED, "only its asker reopens it"


@pytest.mark.slow
def test_an_answer_waits_for_the_end_of_quiet_hours(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)
    town.move_to(town.now.replace(hour=22, tzinfo=None))
    before = len(zoe.inbox)

    luc.says("!prendre 1")

    assert len(zoe.inbox) == before
    town.move_to(town.now.replace(day=25, hour=8, minute=1, tzinfo=None))
    assert zoe.inbox[-1].startswith("Luc répond à votre question")


def test_a_question_is_declined_with_a_reason(town: Town, luc: Neighbour, zoe: Neighbour) -> None:
    ask(town, zoe)
    card = town.said_in(REGION_ROOM)[-1]

    luc.presses("Décliner", card, REGION_ROOM)
    assert stored(town, 1).state is QuestionState.OPEN, "nothing is declined without a reason"
    declined = luc.says("Cela relève de l'État.")

    assert declined == ("La question 1 est déclinée, et la personne qui l'a posée sait pourquoi.")
    assert zoe.inbox[-1] == (
        "💬 Votre question 1 est déclinée\n« Quand ouvre l'aide au vélo ? »\n\n"
        "Cela relève de l'État.\nLuc, pour la Région"
    )
    assert luc.says("!prendre 1") == "La question 1 a déjà été déclinée."


def test_later_progress_is_told_to_all_who_asked(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    ben = town.member("Ben", on="matrix")
    ask(town, zoe)
    let_through(town, 1)
    join(town, 1, ben)
    luc.says("!repondre 1 En mai.")
    luc.presses("Publier la réponse")

    luc.presses("Annoncer la suite", town.said_in(REGION_ROOM)[-1], REGION_ROOM)
    told = luc.says("Le guichet est ouvert.")

    assert told == "La suite donnée à la question 1 est publiée."
    news = (
        "💬 La suite de la question 1\n« Quand ouvre l'aide au vélo ? »\n\n"
        "Le guichet est ouvert.\nLuc, pour la Région"
    )
    assert zoe.inbox[-1] == ben.inbox[-1] == news


@pytest.mark.parametrize(
    "typed",
    [
        *("!prendre 9", "!repondre 9 Oui.", "!transmettre 9 DREAL", "!decliner 9 Non."),
        *("!repondre 9", "!transmettre 9", "!decliner 9"),
    ],
)
def test_a_number_of_nothing_is_told(town: Town, luc: Neighbour, typed: str) -> None:
    assert luc.says(typed) == "Il n'y a pas de question 9 à traiter ici."
    del town
