"""Buttons pressed in writing: a number presses the listed button."""

import re
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.declarations.references import cancel_form, pick_meaning, skip_question
from bot.core.messages.content import Ballot, Button, Buttons, Card, button, text
from bot.core.messages.i18n import Reader
from bot.core.messages.rendering import OwnPoll, Place, meant, numbered, render, split
from tests.plain_text import plainly

FRENCH = Reader("fr", ZoneInfo("Europe/Paris"), date(2026, 11, 24), "!")
ENGLISH = Reader("en", ZoneInfo("Europe/Paris"), date(2026, 11, 24), "!")
PRIVATE = Place(buttons=False, deep_links=False, direct=True)
SHARED = Place(buttons=False, deep_links=False, direct=False)

YES, NO = button("Oui", "vote", 1, 1), button("Non", "vote", 1, 2)
HIDDEN = Button("Peut-être", "vote:1:3", private=True)
PAGE = Button("La page", url="https://region.example")
DOOR = Button(text("Go on in private"), start="in1-cmd-me")
CANCEL, SKIP = cancel_form.button(text("Cancel")), skip_question.button(text("Skip"))
POLL, LATER_POLL = button("12 · Quel jour ?", "poll", 40), button("3 · Quand ?", "poll", 41)
PICK = pick_meaning.button("Zoé", "#3")


def typed(place: Place, *buttons: Button) -> str:
    return plainly(
        render(Card("title", (), tuple((each,) for each in buttons)), FRENCH, place)
    ).typed


@pytest.mark.parametrize(
    ("place", "buttons", "said"),
    [
        pytest.param(Place(direct=True), (YES, NO), "", id="where there are buttons"),
        pytest.param(PRIVATE, (), "", id="nothing to press"),
        pytest.param(
            PRIVATE,
            (YES, HIDDEN, NO),
            "Répondez par un numéro :\n1. Oui\n2. Peut-être\n3. Non",
            id="in private",
        ),
        pytest.param(
            SHARED,
            (YES, HIDDEN, NO),
            "Répondez à ce message par un numéro :\n1. Oui\n2. Non",
            id="in a shared room",
        ),
        pytest.param(SHARED, (HIDDEN,), "", id="only what is private, in a shared room"),
        pytest.param(
            PRIVATE,
            (YES, PAGE, NO),
            "Répondez par un numéro :\n1. Oui\n2. Non\nLa page : https://region.example",
            id="what leads away has no number",
        ),
        pytest.param(
            SHARED,
            (DOOR,),
            "Continuer en privé : écrivez-moi !start in1-cmd-me en privé",
            id="into the direct room",
        ),
        pytest.param(
            PRIVATE,
            (DOOR,),
            "Continuer en privé : écrivez !start in1-cmd-me",
            id="the same in the direct room",
        ),
        pytest.param(
            PRIVATE,
            (POLL, YES, LATER_POLL),
            "Répondez par un numéro :\n12. Quel jour ?\n13. Oui\n3. Quand ?",
            id="numbered things",
        ),
        pytest.param(
            PRIVATE,
            (POLL, POLL),
            "Répondez par un numéro :\n1. 12 · Quel jour ?\n2. 12 · Quel jour ? (2)",
            id="two things of one number",
        ),
        pytest.param(
            PRIVATE,
            (SKIP, CANCEL),
            "Vous pouvez aussi écrire : Passer, Annuler",
            id="beside a question, whose answer a number is",
        ),
        pytest.param(
            PRIVATE,
            (PICK, CANCEL),
            "Répondez par un numéro :\n1. Zoé\nVous pouvez aussi écrire : Annuler",
            id="somebody to pick",
        ),
    ],
)
def test_a_message_says_how_to_press_in_writing(
    place: Place, buttons: tuple[Button, ...], said: str
) -> None:
    assert typed(place, *buttons) == said


words = st.text("abc é1.", min_size=1, max_size=4)
presses = st.sampled_from(["vote:1:1", "cmd:me", "form_cancel", "form_pick:#2", ""])
buttons = st.builds(
    Button, words, presses, st.just(""), st.sampled_from(["", "cmd-me"]), st.booleans()
)
rows = st.lists(st.lists(buttons, max_size=4).map(tuple), max_size=4).map(tuple)


@given(rows, st.booleans())
def test_a_number_presses_the_button_beside_it(rows: Buttons, direct: bool) -> None:  # noqa: FBT001 - drawn
    place = PRIVATE if direct else SHARED
    pressable = numbered(rows, direct=direct)
    said = render(Card(None, (), rows), FRENCH, place).typed.splitlines()

    shown = [found for line in said if (found := re.fullmatch(r"(\d+)\. (.*)", line))]
    for line in shown:
        pressed = meant(line[1], pressable, [FRENCH])
        assert pressed is not None
        assert line[2].startswith(str(pressed.label))  # the same words are told apart by a number
        assert direct or not pressed.private


@pytest.mark.parametrize(("words", "found"), [("12", POLL), ("3", LATER_POLL), ("13", YES)])
def test_a_numbered_thing_is_pressed_by_its_own_number(words: str, found: Button) -> None:
    assert meant(words, [POLL, YES, LATER_POLL], [FRENCH]) == found
    assert meant("2", [POLL, YES, LATER_POLL], [FRENCH]) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("1", CANCEL),
        ("2", YES),
        ("3", None),
        ("0", None),
        ("²", None),
        ("9" * 5000, None),
        ("", None),
        ("annuler", CANCEL),
        ("CANCEL", CANCEL),
        ("oui", YES),
        ("oui merci", None),
    ],
)
def test_a_label_may_be_read_in_the_persons_language_or_in_the_rooms(
    words: str, found: Button | None
) -> None:
    assert meant(words, [CANCEL, YES], [ENGLISH, FRENCH]) == found


# A network's own poll


def test_a_ballot_is_said_in_the_readers_words() -> None:
    ballot = Ballot("Quand ? @room", ("mardi", "jeudi"), 1, "ballot:7")

    said = plainly(render(Card("Poll", (), ((YES,),), ballot), FRENCH, SHARED))
    stopped = Ballot("Quand ?", ("a", "b"), 2, "ballot:7", text("Nobody voted."))
    ended = plainly(render(Card("Poll", (), (), stopped), FRENCH, SHARED))

    moved = "Ce sondage a changé. Merci de voter dans le nouveau, ci-dessous."
    asked = OwnPoll("Quand ? @\u2060room", ("mardi", "jeudi"), 1, "ballot:7", moved=moved)
    assert said.poll == asked
    assert said.typed == "", "one votes in the poll beside it"
    over = OwnPoll("Quand ?", ("a", "b"), 2, "ballot:7", "Personne n'a voté.", moved=moved)
    assert ended.poll == over


def test_the_last_piece_of_a_long_message_is_the_one_to_press() -> None:
    said = render(Card(None, ("a" * 30, "b" * 30), ((YES,),)), FRENCH, PRIVATE)

    first, last = split(said, 40)

    assert (first.typed, first.choices) == ("", ())
    assert (last.typed, last.choices) == (said.typed, said.choices)


def test_a_private_choice_in_a_shared_room_shows_the_way_in() -> None:
    door = "https://matrix.to/#/%40terreau:hs"
    square = replace(SHARED, door=door)

    assert typed(square, HIDDEN) == f"Pour choisir en privé : {door}"
    assert door not in typed(replace(square, direct=True), HIDDEN)
    assert door not in typed(square, YES)


def test_an_encrypted_room_can_say_why_it_has_no_reactions() -> None:
    def why(place: Place, *buttons: Button) -> str:
        return render(Card("title", (), (buttons,)), FRENCH, place).encrypted_hint

    assert "chiffré" in why(SHARED, YES)
    assert why(SHARED, HIDDEN) == ""
    assert why(PRIVATE, YES) == ""
    assert why(Place(), YES) == ""


SEND = Button(
    text("Send “{words}” to {name}", words="Bonjour", name="Ana"),
    "send:1",
    deliberate=True,
    tone="primary",
)
PUBLISH = Button("Publier le sondage", "publish:1", deliberate=True, tone="primary")
SHOW = Button("Oui, le montrer", "show", deliberate=True, tone="primary")
ERASE = Button("Effacer mes données", "erase", deliberate=True)
SURE = Button("Oui, tout effacer", "sure", deliberate=True)
RESTORE = Button("Rétablir l'événement", "restore", deliberate=True)
DANGER = Button("Fermer le salon", "shut", deliberate=True, tone="danger")
HIDDEN_ACT = Button("Publier en privé", "publish:2", private=True, deliberate=True, tone="primary")


@pytest.mark.parametrize(
    ("place", "buttons", "said"),
    [
        pytest.param(
            PRIVATE,
            (SEND, YES),
            "Envoyer « Bonjour » à Ana : écrivez 1 ou envoyer\nOu répondez par un numéro :\n2. Oui",
            id="a verb in front",
        ),
        pytest.param(PRIVATE, (SHOW,), "Oui, le montrer : écrivez 1", id="a yes in front"),
        pytest.param(
            PRIVATE,
            (PUBLISH, POLL),
            "Publier le sondage : écrivez 13 ou publier\n"
            "Ou répondez par un numéro :\n12. Quel jour ?",
            id="above things that have numbers of their own",
        ),
        pytest.param(
            PRIVATE,
            (PUBLISH, SEND, YES),
            "Publier le sondage : écrivez 1 ou publier\n"
            "Ou répondez par un numéro :\n2. Oui\n"
            "Vous pouvez aussi écrire : Envoyer « Bonjour » à Ana",
            id="one act alone has a number",
        ),
        pytest.param(
            PRIVATE,
            (RESTORE, YES),
            "Rétablir l'événement : écrivez rétablir\nOu répondez par un numéro :\n1. Oui",
            id="what takes back has no number",
        ),
        pytest.param(
            SHARED,
            (PUBLISH, YES),
            "Publier le sondage : répondez à ce message par publier\n"
            "Ou répondez par un numéro :\n1. Oui",
            id="in a shared room",
        ),
        pytest.param(PRIVATE, (ERASE,), "Écrivez : Effacer mes données", id="a way out"),
        pytest.param(PRIVATE, (SURE,), "Écrivez : Oui, tout effacer", id="no verb in front"),
        pytest.param(PRIVATE, (DANGER,), "Écrivez : Fermer le salon", id="not to be taken back"),
        pytest.param(
            PRIVATE,
            (YES, PUBLISH),
            "Répondez par un numéro :\n1. Oui\nVous pouvez aussi écrire : Publier le sondage",
            id="not what the message is for",
        ),
        pytest.param(
            SHARED,
            (HIDDEN_ACT, YES),
            "Répondez à ce message par un numéro :\n1. Oui",
            id="not what others see",
        ),
    ],
)
def test_what_a_message_is_for_stands_first(
    place: Place, buttons: tuple[Button, ...], said: str
) -> None:
    assert typed(place, *buttons) == said
