"""Lists that several features declare together: tasks, kinds of codes, parts of a page."""

from datetime import timedelta

import pytest

from bot.core import Answer, Context, Contributions, Router, Text, button, start_codes, text, todos
from bot.core.declarations.registry import Todo
from handlers.joining.membership import router as start
from handlers.todo import MOST_SHOWN
from handlers.todo import router as todo
from tests.core.conftest import Make
from tests.core.people import settle_in

GARDENER = "telegram:72"


async def test_each_feature_adds_its_lines_in_the_order_of_urgency(
    make_light: Make,
) -> None:
    one, other = Router(), Router()

    @one.contribution(todos)
    def quiet(_ctx: Context) -> list[Todo]:
        return [Todo("whenever", (button("A", "a"),))]

    @other.contribution(todos)
    def due(ctx: Context) -> list[Todo]:
        tomorrow = ctx.now + timedelta(days=1)
        return [
            Todo("tomorrow", (button("B", "b"),), tomorrow),
            Todo("today", (button("C", "c"),), ctx.now),
            Todo("since today", (button("D", "d"),), since=ctx.now),
            Todo("since yesterday", (button("E", "e"),), since=ctx.now - timedelta(days=1)),
        ]

    engine = make_light(todo, one, other)
    settle_in(engine)

    assert await engine.says("/todo", sender=GARDENER) == (
        "À faire\n– since yesterday\n– since today\n– today\n– tomorrow\n– whenever"
    )


async def test_a_long_list_says_how_much_is_left_out(make_light: Make) -> None:
    busy = Router()

    @busy.contribution(todos)
    def much(_ctx: Context) -> list[Todo]:
        return [Todo(f"thing {n}", (button("A", f"a:{n}"),)) for n in range(MOST_SHOWN + 3)]

    engine = make_light(todo, busy)
    settle_in(engine)

    said = await engine.says("/todo", sender=GARDENER)

    rest = await engine.presses("todo_more:3", sender=GARDENER)

    assert said.count("– thing") == MOST_SHOWN
    assert rest.count("– thing") == 3


@pytest.mark.parametrize(
    ("word", "answer"),
    [("oak", "an oak"), ("elm", "an elm"), ("fir", "Bonjour Zoé"), ("in1-elm", "an elm")],
)
async def test_a_brought_code_goes_to_the_feature_that_knows_it(
    make_light: Make, word: str, answer: str
) -> None:
    oaks, elms = Router(), Router()

    @oaks.contribution(start_codes)
    def take_oak(_ctx: Context, word: str) -> Answer:
        return text("an oak") if word == "oak" else None

    @elms.contribution(start_codes)
    def take_elm(_ctx: Context, word: str) -> Answer:
        return text("an elm") if word == "elm" else None

    engine = make_light(start, oaks, elms)

    assert (await engine.says(f"/start {word}")).startswith(answer)


async def test_one_feature_collects_what_others_contribute(make_light: Make) -> None:
    weather: Contributions[Context, [int], str] = Contributions("weather")
    shown, winds, rains = Router(), Router(), Router()

    @shown.command("weather", fr="meteo")
    def show(ctx: Context, days: int) -> Text:
        """See the weather."""
        return text("{weather}", weather=", ".join(weather.collect(ctx, days)))

    @winds.contribution(weather)
    def wind(_ctx: Context, days: int) -> str:
        return f"wind for {days} days"

    @rains.contribution(weather)
    def rain(ctx: Context, days: int) -> str:
        return f"rain for {days} days on {ctx.person.name}"

    engine = make_light(shown, winds, rains)

    assert await engine.says("/meteo 2") == "wind for 2 days, rain for 2 days on Zoé"
    assert await make_light(shown).says("/meteo 2") == ""
