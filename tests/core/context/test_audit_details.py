"""An act that needs a role leaves a trace, and so does what reads or exports a register."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import pytest

from bot.core import Answer, Context, Document, JobContext, Router, option, text
from bot.core.declarations.references import FileRef
from bot.core.declarations.registry import plain_words
from bot.domain.refusals import Refusal
from bot.domain.roles import Role, Seat
from storage.audit import Audit, Chain
from storage.audit.rows import Trace
from storage.communities import Communities, SeatHolders
from storage.members.member_tables import Member
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import CONTACT, Engine
from tests.core.scripted_network import FREE

ANA, ZOE = "telegram:43", "telegram:7"


class NotToday(Refusal):
    """Not today."""


def garden() -> Router:
    """A feature for gardeners, with a list that members may read too."""
    router = Router()

    @router.command("water", fr="arroser", who=Role.GARDENER)
    def water(
        ctx: Context,
        person: Member,
        litres: int,
        on: date,
        why: str = "",
        *,
        gently: Annotated[bool, option("doucement")] = False,
    ) -> str:
        return "watered"

    @router.command("refuse", fr="refuser", who=Role.GARDENER)
    def refuse(ctx: Context) -> str:
        ctx.trace(members=3)
        raise NotToday

    @router.command("look", fr="regarder")
    def look(ctx: Context) -> str:
        ctx.trace(members=2)
        return "two members"

    @router.command("walk", fr="marcher", who=Role.MEMBER)
    def walk(ctx: Context) -> str:
        return "walked"

    @router.command("uproot", fr="deraciner", who=Role.GARDENER)
    def uproot(ctx: Context, person: Member) -> str:
        if person == ctx.person.member:
            ctx.part()
        ctx.store.erase(person)
        return "gone"

    @router.command("take", fr="prendre")
    def take(ctx: Context, whose: str) -> Answer:
        return FileRef[..., Any]("list").hand_out(ctx, caption=text("Members"), own=whose == "mine")

    @router.file("list", who=Role.GARDENER)
    def draw(ctx: JobContext) -> Document:
        return Document("list.csv", "text/csv", b"")

    return router


@pytest.fixture
def engine(make_light: Make) -> Engine:
    return settled(make_light(garden()))


def settled(engine: Engine) -> Engine:
    """Ana tends the community, Zoé belongs to it."""
    engine.member("Ana", ANA)
    engine.member("Zoé", ZOE)
    engine.store(
        lambda store: store[SeatHolders].put(store[Communities].get(1), Seat.TERRITORY, ANA)
    )
    return engine


def traces(engine: Engine) -> Sequence[Trace]:
    return engine.store(lambda store: store[Audit].latest(9))


async def test_a_trace_tells_numbers_days_and_members_and_no_words(engine: Engine) -> None:
    said = await engine.says(
        "/arroser Zoé | 12 | demain | parce que Dora a soif --doucement", sender=ANA
    )

    assert said == "watered"
    [trace] = traces(engine)
    assert (trace.action, trace.outcome, trace.actor, trace.name) == ("water", "done", ANA, "Ana")
    assert trace.facts == {"name": "Zoé", "litres": 12, "on": "2026-11-25", "gently": "yes"}


async def test_a_refused_act_leaves_no_trace(engine: Engine) -> None:
    assert await engine.says("/refuser", sender=ANA) == "Not today."
    assert traces(engine) == []


async def test_a_register_that_is_read_leaves_a_trace_for_any_reader(engine: Engine) -> None:
    await engine.says("/regarder", sender=ZOE)
    await engine.says("/marcher", sender=ZOE)

    [trace] = traces(engine)
    assert (trace.action, trace.actor, trace.facts) == ("look", ZOE, {"members": 2})


async def test_a_person_erased_by_an_act_is_not_named_by_its_trace(engine: Engine) -> None:
    await engine.says("/deraciner Zoé", sender=ANA)
    await engine.says("/deraciner Ana", sender=ANA)

    itself, other = traces(engine)
    assert itself.action == other.action == "uproot"
    assert (other.actor, other.facts) == ("", {}), "Ana was erased since"
    assert (itself.actor, itself.name, itself.facts) == ("", None, {})


@pytest.mark.parametrize(
    ("whose", "files", "pages", "traced"),
    [
        pytest.param("all", True, False, True, id="in a direct room"),
        pytest.param("all", False, True, True, id="by a link"),
        pytest.param("all", False, False, False, id="not at all"),
        pytest.param("mine", False, False, False, id="one's own"),
    ],
)
async def test_a_file_about_others_leaves_a_trace_when_it_is_given(
    make_light: Make,
    *,
    whose: str,
    files: bool,
    pages: bool,
    traced: bool,
) -> None:
    contact = replace(CONTACT, public_url="https://terreau.example" if pages else "")
    capabilities = replace(FREE, private_files=files)
    engine = settled(make_light(garden(), contact=contact, capabilities=capabilities))

    await engine.says(f"/prendre {whose}", sender=ZOE)

    asked = [trace.facts for trace in traces(engine) if not trace.action.endswith(" file")]
    assert asked == ([{"file": "list"}] if traced else [])


async def test_a_trace_outside_of_an_act_is_kept_by_itself(make_light: Make) -> None:
    router = garden()

    @router.contribution(plain_words)
    def listen(ctx: Context) -> str:
        ctx.trace(members=1)
        return "heard"

    engine = settled(make_light(router))
    await engine.says("bonjour", sender=ZOE)

    assert [(trace.action, trace.facts) for trace in traces(engine)] == [("read", {"members": 1})]


async def test_acts_are_chained_by_the_job_and_not_by_those_who_act(engine: Engine) -> None:
    await engine.says("/regarder", sender=ZOE)

    def heads(store: Store) -> tuple[object, object]:
        before = store[Chain].head()
        store[Chain].extend()
        return before, store[Chain].head()

    before, after = engine.store(heads)
    assert before is None
    assert after is not None
