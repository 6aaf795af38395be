"""A feature with forms, noting what it was called with."""

from typing import Annotated

from bot.core import Context, Router, asks
from bot.core.declarations.registry import plain_words
from bot.domain.roles import Role
from storage.members.member_tables import Member
from tests.core.engine import Engine


class Planning:
    """A feature with questions, and the arguments of its calls."""

    def __init__(self, who: Role = Role.ANYONE) -> None:
        self.router = Router()
        self.calls: list[tuple[object, ...]] = []

        @self.router.command("plan", fr="prevoir", example="3 | lundi", who=who)
        def plan(
            ctx: Context,
            places: Annotated[int, asks("Skip")],
            words: Annotated[list[str], asks("Cancel")],
            note: Annotated[str, asks("Menu")] = "",
        ) -> str:
            """Plan."""
            self.calls.append((ctx.community.slug, places, words, note))
            return "planned"

        @self.router.command("jot", fr="noter")
        def jot(
            ctx: Context,
            first: Annotated[str, asks("First?")],
            second: Annotated[str, asks("Second?")] = "",
            third: Annotated[str, asks("Third?")] = "",
        ) -> str:
            """Take notes."""
            self.calls.append((first, second, third))
            return "noted"

        @self.router.command("greet", fr="saluer", example="Zoé | Bonjour")
        def greet(
            ctx: Context,
            member: Annotated[Member, asks("Who?")],
            words: Annotated[str, asks("What?")],
        ) -> str:
            """Greet a member."""
            self.calls.append((member.id, words))
            return f"greeted {member.id}"

        @self.router.command("push", fr="pousser")
        def push(ctx: Context, member: Member) -> str:
            """Push a member."""
            self.calls.append((member.id,))
            return f"pushed {member.id}"

        @self.router.command("pair", fr="paire", example="1 | 2")
        def pair(ctx: Context, one: int, other: int) -> str:
            """Pair two numbers."""
            return "paired"

        @self.router.command("odd", fr="impair")
        def odd(ctx: Context, one: int, other: int) -> str:
            """Pair two numbers, without an example."""
            return "paired"

        @self.router.contribution(plain_words)
        def words(ctx: Context) -> str:
            return "plain words"


async def says_all(engine: Engine, *all_words: str, **more: object) -> list[str]:
    return [await engine.says(words, **more) for words in all_words]
