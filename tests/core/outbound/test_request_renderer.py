"""Requests to a transport: in which language, how loud, and with which typed buttons."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core import Card, Context, JobContext, Router, button, text
from bot.core.declarations.references import CardRef
from bot.core.messages.content import Ballot, Text
from bot.core.messages.rendering import OwnPoll, Rendered
from bot.domain.roles import Role
from storage.members import Consents
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine
from tests.core.scripted_network import FREE, ScriptedNetwork
from tests.plain_text import plainly
from tests.register import members_of

TYPED = replace(FREE, buttons=False, deep_links=False)


class Listening(ScriptedNetwork):
    """Keeps all that it was given."""

    def __init__(self, engine_clock: object) -> None:
        super().__init__(TYPED, engine_clock)  # type: ignore[arg-type]
        self.given: list[tuple[str, Rendered]] = []

    async def send(self, room: str, said: Rendered, *, txn: str, reply_to: str | None) -> str:
        self.given.append((room, plainly(said)))
        return await super().send(room, said, txn=txn, reply_to=reply_to)

    async def edit(self, room: str, message_id: str, said: Rendered, *, txn: str) -> None:
        self.given.append((room, plainly(said)))
        await super().edit(room, message_id, said, txn=txn)


class Drawn:
    """A feature with a card that changes, and a button."""

    def __init__(self) -> None:
        self.router = Router()
        self.labels = ["mardi", "jeudi"]
        self.result: Text | None = None
        self.pressed: list[int] = []
        router = self.router

        @router.card("poll")
        def poll(ctx: JobContext, key: int) -> Card:
            rows = tuple(
                (button(label, "vote", nth),) for nth, label in enumerate(self.labels, start=1)
            )
            ballot = Ballot("Quand ?", tuple(self.labels), 1, "ballot:1", self.result)
            return Card("Poll", (), rows, ballot if key == 2 else None)

        @router.button("vote", who=Role.MEMBER)
        def vote(ctx: Context, choice: int) -> str:
            self.pressed.append(choice)
            return "counted"

        @router.command("show", fr="montrer")
        def show(ctx: Context) -> str:
            """Show."""
            ctx.whisper("in your ear")
            return "shown"


@pytest.fixture
def drawn() -> Drawn:
    return Drawn()


@pytest.fixture
def network(make_light: Make, drawn: Drawn) -> Listening:
    engine = make_light(drawn.router)
    return Listening(engine.clock)


@pytest.fixture
def engine(make_light: Make, drawn: Drawn, network: Listening) -> Engine:
    made = make_light(drawn.router, network=network, clock=network.clock)
    made.agrees(made.member("Zoé", "telegram:7"))
    return made


async def test_only_answers_to_a_recent_writer_are_quiet(
    engine: Engine, network: Listening
) -> None:
    await engine.says("/show", room=SQUARE)
    engine.act(lambda ctx: ctx.post(SQUARE, "to all"))
    engine.act(lambda ctx: CardRef[Any]("poll").post(ctx, SQUARE, 1))
    engine.act(lambda ctx: ctx.tell(members_of(ctx.store, 1)[0], "to you"))
    await engine.send()

    loud = {said.plain for _, said in network.given if not said.quiet}
    assert loud == {"to all", "Poll", "to you"}
    assert {said.plain for _, said in network.given} - loud == {"shown", "in your ear"}


async def test_an_expired_post_is_not_sent(engine: Engine, network: Listening) -> None:
    now = engine.clock.now()
    engine.act(lambda ctx: ctx.post(SQUARE, "too late", until=now))
    engine.act(lambda ctx: ctx.post(SQUARE, "in time", until=now + timedelta(hours=1)))

    await engine.send()

    assert [said.plain for _, said in network.given] == ["in time"]


async def test_a_card_says_how_to_press_it_as_it_is_now(
    engine: Engine, network: Listening, drawn: Drawn
) -> None:
    engine.act(lambda ctx: CardRef[Any]("poll").post(ctx, SQUARE, 1))
    await engine.send()
    drawn.labels = ["jeudi"]
    engine.act(lambda ctx: CardRef[Any]("poll").refresh(ctx, 1))
    await engine.send()

    lead = "Répondez à ce message par un numéro :"
    assert [said.typed for _, said in network.given] == [
        f"{lead}\n1. mardi\n2. jeudi",
        f"{lead}\n1. jeudi",
    ]
    assert await engine.says("2", room=SQUARE, about="m1") == ""
    assert await engine.says("jeudi", room=SQUARE, about="m1") == "counted"


async def test_a_ballot_is_posted_with_its_card_and_ended_by_it(
    engine: Engine, network: Listening, drawn: Drawn
) -> None:
    engine.act(lambda ctx: CardRef[Any]("poll").post(ctx, SQUARE, 2))
    await engine.send()
    drawn.result = text("Nobody voted.")
    engine.act(lambda ctx: CardRef[Any]("poll").refresh(ctx, 2))
    await engine.send()

    polls = [said.poll for _, said in network.given]
    moved = "Ce sondage a changé. Merci de voter dans le nouveau, ci-dessous."
    asked = OwnPoll("Quand ?", ("mardi", "jeudi"), 1, "ballot:1", moved=moved)
    assert polls == [asked, replace(asked, result="Personne n'a voté.")]


async def test_messages_gathered_into_one_have_one_list_of_numbers(
    engine: Engine, network: Listening, drawn: Drawn
) -> None:
    def tell(ctx: JobContext, choice: int) -> None:
        zoe = members_of(ctx.store, 1)[0]
        card = Card(None, (f"choice {choice}",), ((button(f"C{choice}", "vote", choice),),))
        ctx.tell(zoe, card, unasked=True)

    engine.act(lambda ctx: tell(ctx, 1))
    engine.act(lambda ctx: tell(ctx, 2))
    await engine.send(within=timedelta(days=1))

    [(_, said)] = network.given
    assert said.plain == "choice 1\n\nchoice 2"
    assert said.typed == "Répondez par un numéro :\n1. C1\n2. C2"
    assert not said.quiet
    await engine.says("2")
    assert drawn.pressed == [2]


async def test_a_mailed_card_is_pressed_by_its_number(
    engine: Engine, network: Listening, drawn: Drawn
) -> None:
    def mail(store: Store) -> None:
        [zoe] = members_of(store, 1)
        at = engine.clock.now()
        store[Consents].give(zoe, 1, "letter", version="1", channel="telegram", at=at)

    engine.store(mail)
    engine.act(lambda ctx: CardRef[Any]("poll").mail(ctx, "letter", 1))
    await engine.send()

    [(room, said)] = network.given
    assert room == "telegram:7"
    assert said.typed == "Répondez par un numéro :\n1. mardi\n2. jeudi"
    await engine.says("2")
    assert drawn.pressed == [2]
