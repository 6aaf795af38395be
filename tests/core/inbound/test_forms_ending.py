"""Forms that end: refused, left, or interrupted by another message; typed words are kept."""

from datetime import timedelta
from typing import Annotated

import pytest

from bot.core import Context, NotAllowed, Router, asks, text
from bot.core.context.job_context import JobContext
from bot.core.declarations.registry import plain_words
from bot.core.messages.content import Button, Card
from bot.domain.refusals import Final, Refusal
from handlers.help import help as cancelling
from storage.outbound import Priority
from tests.core.conftest import Make
from tests.core.engine import Engine

ZOE = "telegram:7"
KEPT = "J'ai gardé votre brouillon."


class Closed(Final):
    """Closed."""


class Unwanted(Refusal):
    """Unwanted."""

    about = "title"


class Odd(Refusal):
    """Odd."""


class NotYours(NotAllowed):
    """Not yours."""

    what = "shed"


class Sheds:
    """A feature whose handler refuses in each way, and one with things to choose."""

    def __init__(self) -> None:
        self.router = Router()
        self.built: list[tuple[str, str]] = []
        self.offered: list[tuple[str, str]] = []
        self._declare_form()
        self._declare_others()

    def _declare_form(self) -> None:
        refusals = {"closed": Closed, "unwanted": Unwanted, "odd": Odd, "theirs": NotYours}

        @self.router.command("shed", fr="abri")
        def build(
            ctx: Context,
            title: Annotated[str, asks("Roof")],
            place: Annotated[str, asks("Yard")],
        ) -> str:
            """Build a shed."""
            if place in refusals:
                raise refusals[place]
            self.built.append((title, place))
            return "built"

    def _declare_others(self) -> None:
        @self.router.button("other")
        def other(ctx: Context) -> str:
            return "something else"

        @self.router.command("look", fr="voir")
        def look(ctx: Context) -> str:
            """Look."""
            return "looked"

        @self.router.command("paint", fr="peindre")
        def paint(
            ctx: Context,
            number: Annotated[
                int,
                asks(
                    "Which one?",
                    choices=lambda _ctx: self.offered,
                    nothing=text("There is nothing to skip."),
                ),
            ],
        ) -> str:
            """Paint a shed."""
            return f"painted {number}"

        @self.router.contribution(plain_words)
        def words(ctx: Context) -> str:
            return "plain words"


@pytest.fixture
def sheds() -> Sheds:
    return Sheds()


async def says_all(engine: Engine, *all_words: str) -> list[str]:
    return [await engine.says(words) for words in all_words]


def remind(engine: Engine) -> None:
    """Send an unasked message with buttons a minute later."""
    engine.clock.move(timedelta(minutes=1))

    def send(ctx: JobContext) -> None:
        card = Card(None, ("Do not forget.",), ((Button("Do", "other"), Button("Not", "other")),))
        ctx.enqueue(ZOE, card, Priority.CARD)

    engine.act(send)


# Refused


async def test_a_form_about_a_closed_thing_ends(make: Make, sheds: Sheds) -> None:
    engine = make(sheds.router)

    told = await says_all(engine, "/abri", "Vélos", "closed", "Vélos")

    assert told[2] == f"Closed.\n{KEPT}"
    assert told[3] == "plain words"


async def test_a_refused_permission_ends_the_form(make_light: Make, sheds: Sheds) -> None:
    engine = make_light(sheds.router)

    told = await says_all(engine, "/abri", "Vélos", "theirs", "Vélos")

    assert told[2].startswith("Not yours.")
    assert told[3] == "plain words"


async def test_the_part_that_is_wrong_is_asked_again(make_light: Make, sheds: Sheds) -> None:
    engine = make_light(sheds.router)

    told = await says_all(engine, "/abri", "Vélos", "unwanted", "Outils")

    assert told[2] == "Unwanted.\nJusqu'ici : « unwanted »\nRoof"
    assert told[3].startswith("Unwanted.")
    assert sheds.built == []


async def test_a_refusal_of_no_part_asks_the_last_question_again(
    make_light: Make, sheds: Sheds
) -> None:
    engine = make_light(sheds.router)

    told = await says_all(engine, "/abri", "Vélos", "odd", "Dole")

    assert told[2:] == ["Odd.\nJusqu'ici : « Vélos »\nYard", "built"]
    assert sheds.built == [("Vélos", "Dole")]


# Left


@pytest.mark.parametrize("way", ["button", "command"])
async def test_another_command_ends_the_form_and_keeps_the_typed_words(
    make: Make, sheds: Sheds, way: str
) -> None:
    engine = make(sheds.router, cancelling.router)
    await says_all(engine, "/abri", "Vélos")

    told = await (engine.presses("other") if way == "button" else engine.says("/voir"))

    assert told.split("\n---\n") == [KEPT, "something else" if way == "button" else "looked"]
    assert await engine.says("Dole") == "plain words"
    assert await engine.presses("form_resume") == "Jusqu'ici : « Vélos »\nYard"
    assert await engine.says("Dole") == "built"
    assert sheds.built == [("Vélos", "Dole")]


async def test_a_form_without_typed_words_leaves_no_draft(make_light: Make, sheds: Sheds) -> None:
    engine = make_light(sheds.router)
    await engine.says("/abri")

    assert await engine.says("/voir") == "looked"
    assert await engine.presses("form_resume") == "Il n'y a plus de brouillon."


async def test_a_draft_is_kept_for_a_day(make_light: Make, sheds: Sheds) -> None:
    engine = make_light(sheds.router)
    await says_all(engine, "/abri", "Vélos", "/voir")
    engine.clock.move(timedelta(hours=24, minutes=1))

    assert await engine.presses("form_resume") == "Il n'y a plus de brouillon."


async def test_a_cancelled_form_leaves_no_draft(make_light: Make, sheds: Sheds) -> None:
    engine = make_light(sheds.router, cancelling.router)

    await says_all(engine, "/abri", "Vélos", "annuler")

    assert await engine.presses("form_resume") == "Il n'y a plus de brouillon."


async def test_the_last_words_of_a_refused_form_are_offered_again(
    make_light: Make, sheds: Sheds
) -> None:
    engine = make_light(sheds.router)
    await says_all(engine, "/abri", "Vélos", "closed")

    again = await engine.presses("form_resume")

    assert again == "Vous aviez écrit : « closed »\nJusqu'ici : « Vélos »\nYard"
    assert (await engine.says("Dole")) == "built"


# Interrupted


@pytest.mark.parametrize("typed", ["3", "oui", "Dole", "do"])
async def test_a_message_that_came_by_itself_does_not_take_the_answer(
    make: Make, sheds: Sheds, typed: str
) -> None:
    engine = make(sheds.router)
    await says_all(engine, "/abri", "Vélos")
    remind(engine)
    await engine.delivering.flush()
    engine.clock.move(timedelta(minutes=1))

    assert await engine.says(typed) == "built"
    assert sheds.built == [("Vélos", typed)]


@pytest.mark.parametrize(("typed", "label"), [("2", "Not")])
async def test_what_also_names_a_button_of_another_message_is_asked_about(
    make: Make, sheds: Sheds, typed: str, label: str
) -> None:
    engine = make(sheds.router)
    await says_all(engine, "/abri", "Vélos")
    remind(engine)
    await engine.delivering.flush()
    engine.clock.move(timedelta(minutes=1))

    told = await engine.says(typed)

    assert told == f"Voulez-vous « {label} », ou est-ce votre réponse : « {typed} » ?\nYard"
    assert sheds.built == []
    assert await engine.says("oui") == "built"
    assert sheds.built == [("Vélos", typed)]


async def test_the_answer_may_be_written_anew(make_light: Make, sheds: Sheds) -> None:
    engine = make_light(sheds.router)
    await says_all(engine, "/abri", "Vélos")
    remind(engine)
    await engine.delivering.flush()

    await says_all(engine, "2", "non", "Dole")

    assert sheds.built == [("Vélos", "Dole")]


async def test_a_wrong_answer_that_is_explained_is_no_other_message(
    make_light: Make, sheds: Sheds
) -> None:
    engine = make_light(sheds.router)
    sheds.offered = [("3", "3 · Vélos")]
    await engine.says("/peindre")
    for words in ("trois", "n'importe"):
        engine.clock.move(timedelta(minutes=1))
        assert "n'est pas un nombre" in await engine.says(words)
    engine.clock.move(timedelta(minutes=1))

    assert await engine.says("3") == "painted 3"


async def test_a_commands_name_that_is_no_answer_is_obeyed(make_light: Make, sheds: Sheds) -> None:
    engine = make_light(sheds.router)
    sheds.offered = [("3", "3 · Vélos")]
    await engine.says("/peindre")
    assert await says_all(engine, "Voir !", "3") == ["looked", "plain words"]
    asked = await says_all(engine, "/abri", "voir", "oui", "Dole")
    assert "ou est-ce votre réponse : « voir » ?" in asked[1]
    assert sheds.built == [("voir", "Dole")]


# Things as buttons


async def test_a_thing_that_is_asked_for_is_chosen_by_a_button(
    make_light: Make, sheds: Sheds
) -> None:
    engine = make_light(sheds.router)
    sheds.offered = [("3", "3 · Vélos")]
    await engine.says("/peindre")

    assert await engine.presses("form_say:paint:3") == "painted 3"


async def test_a_thing_that_is_asked_for_is_chosen_by_its_name(
    make_light: Make, sheds: Sheds
) -> None:
    engine = make_light(sheds.router)
    sheds.offered = [("3", "3 · Vélos"), ("4", "4 · Remise du lac")]

    told = await says_all(engine, "/peindre", "Vélos !", "/peindre", "remise")
    assert told[1::2] == ["painted 3", "painted 4"]


async def test_a_form_without_a_possible_choice_asks_nothing(
    make_light: Make, sheds: Sheds
) -> None:
    engine = make_light(sheds.router)

    assert await engine.says("/peindre") == "Il n'y a rien à passer."
    assert await engine.says("3") == "plain words"
