"""Numbers, labels, yes and no: the buttons that they press, and times when they only ask."""

from datetime import timedelta

import pytest

from bot.core import Context, Router
from bot.core.context.job_context import JobContext
from bot.core.declarations.registry import plain_words
from bot.core.messages.content import Button, Card
from bot.core.messages.encoding import decode_buttons
from bot.domain.roles import Role
from storage.outbound import Priority
from storage.outbound.deliveries import Delivery
from storage.unit_of_work import Store
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
        self.places: list[str] = []

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

        self._declare_gates()
        cards = {
            "door": (open_door.button("Oui, ouvrir"), shut_door.button("Non merci")),
            "sale": (open_door.button("Ouvrir"), sell_door.button("Oui, vendre")),
            "consent": (agree.button("J'ai 15 ans"), shut_door.button("Je refuse")),
        }

        for name, row in cards.items():
            self._show(name, row)

        @self.router.contribution(plain_words)
        def words(ctx: Context) -> str:
            return "plain words"

    def _declare_gates(self) -> None:
        @self.router.button("gate", who=Role.MEMBER)
        def close_gate(ctx: Context) -> str:
            self.places.append(ctx.community.slug)
            return "closed"

        @self.router.button("burn", deliberate=True, who=Role.MEMBER)
        def burn_gate(ctx: Context) -> str:
            self.places.append(ctx.community.slug)
            return "burnt"

    def _show(self, name: str, row: tuple[Button, ...]) -> None:
        @self.router.command(name, fr=name)
        def show(ctx: Context) -> Card:
            """Show a card."""
            return Card(None, ("?",), (row,))


@pytest.fixture
def doors() -> Doors:
    return Doors()


async def remind(engine: Engine, *labels: str) -> None:
    """Send an unasked message a minute later."""
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
        ("door", "3", "Il n'y a pas de choix 3 ici."),
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
    assert await engine.says("1") == BETWEEN, "the older answer has a choice 1 as well"
    engine.clock.move(timedelta(days=2))
    await remind(engine, "Oui, je viens")
    assert await engine.says("1") == "shut"


async def test_a_yes_to_what_came_unasked_shows_its_choices(make_light: Make, doors: Doors) -> None:
    engine = make_light(doors.router)
    await remind(engine, "Je la prends", "Je ne viens pas")

    assert await engine.says("oui") == "Que voulez-vous faire ?"
    assert doors.pressed == []
    assert await engine.says("je la prends") == "shut"


async def test_the_beginning_of_a_label_does_not_consent(make_light: Make, doors: Doors) -> None:
    engine = make_light(doors.router)
    await engine.says("/consent")

    answer = await engine.says("j'ai 15")

    assert answer == "plain words"
    assert doors.pressed == []


# Told by another's act


@pytest.mark.parametrize(("typed", "answer"), [("oui", BETWEEN), ("1", "shut")])
async def test_only_a_typed_number_presses_a_button_that_another_member_sent(
    make: Make, doors: Doors, typed: str, answer: str
) -> None:
    engine = make(doors.router)
    zoe = engine.member("Zoé", ZOE)
    told = Card(None, ("Ana asks.",), ((Button("Oui, fermer", "shut"),),))
    engine.act(lambda ctx: ctx.tell(zoe, told))
    await engine.delivering.flush()

    assert await engine.says(typed) == answer


# Two communities


class TwoPlaces:
    """Zoé, a member of two communities, and messages with buttons in the name of either."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.other = engine.found("eau")
        engine.member("Zoé", ZOE)
        engine.member("Zoé", ZOE, community=self.other)

    async def say(self, label: str, press: str, *, in_other: bool, priority: Priority) -> None:
        """Send a card with one button."""
        card = Card(None, ("?",), ((Button(label, press),),))

        def send(ctx: JobContext) -> None:
            there = ctx.within(self.other) if in_other else ctx
            there.enqueue(ZOE, card, priority)

        self.engine.act(send)
        await self.engine.delivering.flush()
        self.engine.clock.move(timedelta(minutes=1))


@pytest.mark.parametrize("in_other", [True, False])
async def test_a_word_asked_about_acts_where_its_message_was_said(
    make: Make, doors: Doors, *, in_other: bool
) -> None:
    engine = make(doors.router)
    places = TwoPlaces(engine)
    await places.say("Oui, fermer", "gate", in_other=in_other, priority=Priority.ANSWER)
    await places.say("Oui, clore", "gate", in_other=not in_other, priority=Priority.CARD)

    asked = await engine.says("oui")

    assert asked.count("Un autre message est arrivé entre-temps.") == 2
    fermer, clore = (places.other, 1) if in_other else (1, places.other)
    repeated = engine.store(_last_communities)
    assert repeated == {"Oui, fermer": fermer, "Oui, clore": clore}


def _last_communities(store: Store) -> dict[str, int | None]:
    """The community of each of the last two messages, by the label of its button."""
    rows = store._session.query(Delivery).order_by(Delivery.id.desc()).limit(2)
    labelled = [(decode_buttons(each.buttons or [])[0][0].label, each) for each in rows]
    return {str(label): each.community_id for label, each in labelled}


@pytest.mark.parametrize("in_other", [True, False])
async def test_a_deliberate_button_acts_where_its_message_was_said(
    make: Make, doors: Doors, *, in_other: bool
) -> None:
    engine = make(doors.router)
    places = TwoPlaces(engine)
    await places.say("Oui, brûler", "burn", in_other=in_other, priority=Priority.ANSWER)

    assert await engine.says("oui") == IN_FULL
    await engine.says("Oui, brûler")

    assert doors.places == ["eau" if in_other else "energie"]
