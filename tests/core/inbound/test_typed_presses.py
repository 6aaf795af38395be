"""Numbers, labels, yes and no: what they press, and when they only ask."""

from datetime import timedelta

import pytest

from bot.core import Context, Router
from bot.core.context.job_context import JobContext
from bot.core.messages.content import Button, Card
from storage.outbound import Priority
from tests.core.conftest import Make
from tests.core.engine import Engine

ZOE = "telegram:7"
BETWEEN = "Un autre message est arrivé entre-temps. Que voulez-vous faire ?"
IN_FULL = "Un numéro ou un « oui » ne suffit pas ici : écrivez les mots en entier."


class Doors:
    """A feature with buttons of each sort."""

    def __init__(self) -> None:
        self.router = Router()
        self.pressed: list[str] = []

        @self.router.button("open")
        def open_door(ctx: Context) -> str:
            self.pressed.append("open")
            return "opened"

        @self.router.button("shut")
        def shut_door(ctx: Context) -> str:
            self.pressed.append("shut")
            return "shut"

        @self.router.button("sell", deliberate=True)
        def sell_door(ctx: Context) -> str:
            self.pressed.append("sell")
            return "sold"

        @self.router.button("agree", means_yes=True)
        def agree(ctx: Context) -> str:
            self.pressed.append("agree")
            return "agreed"

        cards = {
            "door": (open_door.button("Oui, ouvrir"), shut_door.button("Non merci")),
            "sale": (open_door.button("Ouvrir"), sell_door.button("Oui, vendre")),
            "consent": (agree.button("J'ai 15 ans"), shut_door.button("Je refuse")),
        }

        for name, row in cards.items():
            self._show(name, row)

        @self.router.hook("words")
        def words(ctx: Context) -> str:
            return "plain words"

    def _show(self, name: str, row: tuple[Button, ...]) -> None:
        @self.router.command(name, fr=name)
        def show(ctx: Context) -> Card:
            """Show a card."""
            return Card(None, ("?",), (row,))


@pytest.fixture
def doors() -> Doors:
    return Doors()


async def remind(engine: Engine, *labels: str) -> None:
    """Let an unasked message come in a minute later."""
    engine.clock.move(timedelta(minutes=1))
    row = tuple(Button(each, "shut") for each in labels)
    engine.act(lambda ctx: _send(ctx, row))
    await engine.delivering.flush()
    engine.clock.move(timedelta(minutes=1))


def _send(ctx: JobContext, row: tuple[Button, ...]) -> None:
    ctx.enqueue(ZOE, Card(None, ("Reminder",), (row,) if row else ()), Priority.CARD)


@pytest.mark.parametrize(
    ("card", "typed", "answer"),
    [
        ("door", "1", "opened"),
        ("door", "2", "shut"),
        ("door", "oui", "opened"),
        ("door", "Oui !", "opened"),
        ("door", "yes", "opened"),
        ("door", "d'accord", "opened"),
        ("door", "non", "shut"),
        ("door", "Non merci", "shut"),
        ("door", "oui, ouvrir", "opened"),
        ("door", "3", "plain words"),
        ("door", "peut-être", "plain words"),
        ("door", "oui mais pas demain", "plain words"),
        ("consent", "oui", "agreed"),
        ("consent", "J'accepte", "agreed"),
        ("consent", "non", "plain words"),
        ("sale", "1", "opened"),
        ("sale", "2", IN_FULL),
        ("sale", "oui", IN_FULL),
        ("sale", "Oui, vendre", "sold"),
    ],
)
async def test_words_press_the_newest_answer(
    make_light: Make, doors: Doors, card: str, typed: str, answer: str
) -> None:
    engine = make_light(doors.router)
    await engine.says(f"/{card}")

    assert await engine.says(typed) == answer


@pytest.mark.parametrize("typed", ["2", "oui", "non"])
@pytest.mark.parametrize("labels", [(), ("Je viens", "Oui, peut-être")])
async def test_a_bare_word_after_a_reminder_presses_nothing(
    make: Make, doors: Doors, typed: str, labels: tuple[str, ...]
) -> None:
    engine = make(doors.router)
    await engine.says("/door")
    await remind(engine, *labels)

    assert await engine.says(typed) == BETWEEN
    assert doors.pressed == []


async def test_a_consent_counts_only_right_below_its_card(make_light: Make, doors: Doors) -> None:
    engine = make_light(doors.router)
    await engine.says("/consent")
    await remind(engine)

    assert await engine.says("oui") == "plain words"
    assert doors.pressed == []


async def test_a_label_says_enough_after_a_reminder(make_light: Make, doors: Doors) -> None:
    engine = make_light(doors.router)
    await engine.says("/door")
    await remind(engine, "Je viens")

    assert await engine.says("oui, ouvrir") == "opened"


async def test_a_reminder_alone_is_answered_by_its_number(make_light: Make, doors: Doors) -> None:
    engine = make_light(doors.router)
    await engine.says("/door")
    engine.clock.move(timedelta(hours=2))
    await remind(engine, "Oui, je viens")

    assert await engine.says("oui") == BETWEEN
    engine.clock.move(timedelta(hours=2))
    await remind(engine, "Oui, je viens")
    assert await engine.says("1") == "shut"


async def test_the_beginning_of_a_label_does_not_consent(make_light: Make, doors: Doors) -> None:
    engine = make_light(doors.router)
    await engine.says("/consent")

    await engine.says("j'ai 15")

    assert doors.pressed == []
