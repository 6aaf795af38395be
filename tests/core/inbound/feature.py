"""A feature with one of everything, noting what it was called with."""

from dataclasses import replace

from bot.core import (
    Answer,
    Card,
    Context,
    OpenDirect,
    Router,
    Where,
    button,
)
from bot.core.declarations.arguments import NeitherYesNorNo
from bot.core.declarations.references import cancel_form
from bot.core.declarations.registry import newcomers, plain_words, rooms_entered
from bot.domain.roles import Role
from tests.core.engine import SQUARE, Engine

OLD = "Ce bouton n'est plus valable. /menu montre ce que vous pouvez faire maintenant."


class Feature:
    """One of everything, noting what it was called with."""

    def __init__(self) -> None:  # noqa: C901 - one declaration of each kind
        self.router = Router()
        self.calls: list[tuple[object, ...]] = []
        self.answer: Answer = "done"
        self.shown: Answer = None
        self.undone: Answer = None
        self.refuses = False
        router, calls = self.router, self.calls

        @router.command("show", fr="montrer")
        def show(ctx: Context, words: str = "") -> Answer:
            """Show."""
            calls.append(("show", words))
            return self.shown or self.answer

        @router.command("mine", fr="mien", where=Where.DIRECT)
        def mine(ctx: Context, words: str = "") -> Answer:
            """Show what is mine."""
            calls.append(("mine", words))
            return self.answer

        @router.command("tend", fr="jardiner", who=Role.GARDENER)
        def tend(ctx: Context) -> str:
            """Tend."""
            calls.append(("tend",))
            return "tended"

        @router.command("tend now", fr="jardiner maintenant", who=Role.GARDENER)
        def tend_now(ctx: Context) -> str:
            """Tend at once."""
            calls.append(("tend now",))
            return "tended now"

        @router.command("start", fr="start", aliases=("demarrer",))
        def start(ctx: Context) -> str:
            """Begin."""
            return "welcome"

        @router.button("poll", who=Role.MEMBER, deep=True)
        def poll(ctx: Context, poll: int) -> str:
            calls.append(("poll", ctx.community.id, poll))
            return "choose"

        @router.button("vote", who=Role.MEMBER, deep=True, by_link=poll)
        def vote(ctx: Context, poll: int, choice: int) -> Answer:
            calls.append(("vote", ctx.community.id, poll, choice))
            if self.refuses:
                raise NeitherYesNorNo
            return self.answer

        @router.undo(vote)
        def take_back(ctx: Context, poll: int, choice: int) -> Answer:
            calls.append(("undo", ctx.community.id, poll, choice))
            if self.refuses:
                raise NeitherYesNorNo
            return self.undone

        @router.button("many", who=Role.MEMBER, deep=True, by_link=poll)
        def many(ctx: Context, poll: int, choices: list[int]) -> Answer:
            calls.append(("many", poll, choices))
            return self.answer

        @router.button("free")
        def free(ctx: Context) -> Answer:
            calls.append(("free",))
            return self.answer

        @router.reply("letter")
        def reply(ctx: Context, number: int, words: str) -> str:
            calls.append(("reply", number, words))
            return "forwarded"

        @router.contribution(plain_words)
        def words(ctx: Context) -> str:
            calls.append(("words", ctx.incoming.words))
            return "what can I do?"

        @router.contribution(newcomers)
        def newcomer(ctx: Context, word: str) -> Answer:
            calls.append(("newcomer", word))
            return OpenDirect(word)

        @router.contribution(rooms_entered)
        def came(ctx: Context) -> str:
            calls.append(("came",))
            return "hello"


ROWS = (
    (button("Oui", "vote", 3, 1), cancel_form.button("Annuler")),
    (replace(button("Non", "vote", 3, 2), private=True),),
)


async def asked(engine: Engine, room: str = SQUARE) -> None:
    """The message `m1`, which has buttons, and another one behind it."""
    engine.act(lambda ctx: ctx.post(room, Card("Yes?", (), ROWS)))
    engine.act(lambda ctx: ctx.post(room, Card("Else?", (), ((button("Non", "vote", 4, 2),),))))
    await engine.send()
