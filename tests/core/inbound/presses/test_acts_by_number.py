"""The number of what a message is for: once, for who was shown it last, where nobody else reads."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import Context, Router
from bot.core.declarations.registry import plain_words
from bot.core.messages.content import Card
from bot.domain.refusals import Refusal
from storage.outbound import Priority
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine
from tests.core.scripted_network import FREE

ZOE = "telegram:7"
WITHOUT_BUTTONS = replace(FREE, buttons=False)
A_MINUTE = timedelta(minutes=1)
MEANT = "Est-ce bien cela ?"
IN_FULL = "Un numéro ou un « oui » ne suffit pas ici : écrivez les mots en entier."
BETWEEN = "Un autre message est arrivé entre-temps. Que voulez-vous faire ?"
TAKEN = "Votre numéro vient d'être pris en compte : celui-ci n'a rien fait de plus."


class NotNow(Refusal):
    """Not now."""


class Posts:
    """A feature that publishes, and cards with its button and others."""

    def __init__(self) -> None:
        self.router = Router()
        self.done: list[str] = []

        @self.router.button("change")
        def change(ctx: Context) -> str:
            self.done.append("change")
            return "changed"

        @self.router.button("post", deliberate=True)
        def post(ctx: Context) -> str:
            self.done.append("post")
            return "posted"

        @self.router.button("anon", deliberate=True)
        def post_unnamed(ctx: Context) -> str:
            self.done.append("anon")
            return "posted without name"

        @self.router.button("wipe", deliberate=True, tone="danger")
        def wipe(ctx: Context) -> str:
            self.done.append("wipe")
            return "wiped"

        @self.router.button("back", deliberate=True, tone="")
        def take_back(ctx: Context) -> str:
            self.done.append("back")
            return "taken back"

        @self.router.button("refuse")
        def refuse(ctx: Context) -> str:
            raise NotNow

        cards = {
            "draft": Card(
                None,
                ("Draft",),
                (
                    (post.button("Publier le texte"), post_unnamed.button("Publier sans nom")),
                    (change.button("Modifier"),),
                ),
            ),
            "gone": Card(None, ("Gone?",), ((wipe.button("Tout effacer"),),)),
            "undo": Card(None, ("Done.",), ((take_back.button("Retirer le texte"),),)),
        }

        @self.router.button("look")
        def look(ctx: Context) -> Card:
            return cards["draft"]

        cards["menu"] = Card(None, ("Menu",), ((look.button("Relire"), refuse.button("Plus")),))
        self.draft = cards["draft"]
        """The card as a job would send it."""
        for name, card in cards.items():
            self._show(name, card)

        @self.router.contribution(plain_words)
        def words(ctx: Context) -> str:
            return "plain words"

    def _show(self, name: str, card: Card) -> None:
        @self.router.command(name, fr=name)
        def show(ctx: Context) -> Card:
            """Show a card."""
            return card


@pytest.fixture
def posts() -> Posts:
    return Posts()


@pytest.fixture
def engine(make_light: Make, posts: Posts) -> Engine:
    """Zoé on a network without buttons."""
    engine = make_light(posts.router, capabilities=WITHOUT_BUTTONS)
    engine.member("Zoé", ZOE)
    return engine


async def test_a_number_does_what_the_card_is_for_and_only_once(
    engine: Engine, posts: Posts
) -> None:
    await engine.says("/draft")
    engine.clock.move(A_MINUTE)

    assert await engine.says("1") == "posted"
    assert await engine.says("1") == TAKEN
    engine.clock.move(A_MINUTE)
    assert await engine.says("1") == BETWEEN, "the card is no more the last message"
    assert posts.done == ["post"]


@pytest.mark.parametrize(
    ("card", "typed", "answer"),
    [
        ("draft", "2", "changed"),
        ("draft", "oui", "Que voulez-vous faire ?"),
        ("draft", "3", MEANT),
        ("gone", "1", IN_FULL),
        ("undo", "1", IN_FULL),
    ],
)
async def test_other_words_do_nothing_deliberate(
    engine: Engine, posts: Posts, card: str, typed: str, answer: str
) -> None:
    await engine.says(f"/{card}")

    assert await engine.says(typed) == answer
    assert posts.done in ([], ["change"])


async def test_what_was_asked_about_has_a_number_on_its_own_card(
    engine: Engine, posts: Posts
) -> None:
    await engine.says("/draft")

    assert await engine.says("3") == MEANT
    engine.clock.move(A_MINUTE)
    assert await engine.says("1") == "posted without name"


async def test_where_there_are_buttons_numbers_are_not_shown_and_only_ask(
    make_light: Make, posts: Posts
) -> None:
    engine = make_light(posts.router)
    await engine.says("/draft")

    assert await engine.says("1") == IN_FULL
    assert posts.done == []


# Stray numbers


async def _send(engine: Engine, card: Card, priority: Priority) -> None:
    """Send a card that no command asked for."""
    engine.act(lambda ctx: ctx.enqueue(ZOE, card, priority))
    await engine.delivering.flush()


async def _typed_before_the_card_came(engine: Engine, _: Posts) -> str:
    typed_at = engine.clock.now()
    engine.clock.move(A_MINUTE)
    await engine.says("/draft")
    return await engine.says("1", sent_at=typed_at)


async def _typed_before_the_card_left(engine: Engine, _: Posts) -> str:
    await engine.handle(engine.heard("/draft"))
    return await engine.says("1")


async def _typed_twice_at_once(engine: Engine, _: Posts) -> str:
    await engine.says("/menu")
    await engine.says("1")
    return await engine.says("1")


async def _typed_twice_though_the_first_was_refused(engine: Engine, posts: Posts) -> str:
    await engine.says("/menu")
    assert await engine.says("2") == "Not now."
    await _send(engine, posts.draft, Priority.ANSWER)
    return await engine.says("1")


async def _another_message_came_in_between(engine: Engine, _: Posts) -> str:
    await engine.says("/draft")
    engine.clock.move(A_MINUTE)
    await _send(engine, Card(None, ("Reminder",)), Priority.CARD)
    return await engine.says("1")


async def _an_older_card_is_quoted(engine: Engine, _: Posts) -> str:
    await engine.says("/draft")
    await engine.says("/menu")
    return await engine.says("1", about="m1")


async def _others_read_it(engine: Engine, posts: Posts) -> str:
    engine.act(lambda ctx: ctx.post(SQUARE, posts.draft))
    await engine.delivering.flush()
    return await engine.says("2", room=SQUARE, about="m1")


@pytest.mark.parametrize(
    ("stray", "answer"),
    [
        (_typed_before_the_card_came, MEANT),
        (_typed_before_the_card_left, "Draft\n---\nplain words"),
        (_typed_twice_at_once, MEANT),
        (_typed_twice_though_the_first_was_refused, MEANT),
        (_another_message_came_in_between, BETWEEN),
        (_an_older_card_is_quoted, MEANT),
        (_others_read_it, IN_FULL),
    ],
)
async def test_a_stray_number_publishes_nothing(
    engine: Engine,
    posts: Posts,
    stray: Callable[[Engine, Posts], Awaitable[str]],
    answer: str,
) -> None:
    assert await stray(engine, posts) == answer
    assert posts.done == []


async def test_what_comes_by_itself_is_answered_by_its_number_if_nothing_else_is(
    engine: Engine, posts: Posts
) -> None:
    await _send(engine, posts.draft, Priority.CARD)
    assert await engine.says("1") == "posted"

    engine.clock.move(A_MINUTE)
    await engine.says("/menu")
    await _send(engine, posts.draft, Priority.CARD)
    engine.clock.move(A_MINUTE)
    assert await engine.says("1") == BETWEEN, "the menu has a choice 1 as well"
    assert posts.done == ["post"]


async def test_a_number_that_quotes_the_last_card_acts(engine: Engine, posts: Posts) -> None:
    await engine.says("/draft")

    assert await engine.says("1", about="m1") == "posted"
