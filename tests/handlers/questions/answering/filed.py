"""Questions that stand before the Region, and the people who handle them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from bot.core import JobContext
from bot.domain.questions.question import Naming, Question, StepKind
from bot.domain.roles import Post
from handlers.questions.region_lookup import put_before_region
from storage.communities import Communities
from storage.members import Identities, Member, Members
from storage.questions import QuestionJoins, Questions, QuestionSteps
from storage.seats import Posts
from storage.unit_of_work import Store
from tests.town import Neighbour, Town, deed

REGION_ROOM = "matrix:!region"
BIKES = "Quand ouvre l'aide au vélo ?"


def member_behind(store: Store, neighbour: Neighbour) -> Member:
    """The member of an account."""
    identity = store[Identities].get(neighbour.address)
    assert identity is not None
    assert identity.member_id is not None
    member = store[Members].get(identity.member_id)
    assert member is not None
    return member


@deed
def ask(
    town: Town,
    asker: Neighbour,
    words: str = BIKES,
    *,
    naming: Naming = Naming.NAMED,
    only: Neighbour | None = None,
) -> int:
    """Put a question before the Region, or before one gardener; gives its number."""
    with town.database.unit() as store:
        community = store[Communities].named("energie")
        assert community is not None
        now = town.clock.now()
        question = store[Questions].add(
            community.id,
            member_behind(store, asker).id,
            words,
            now,
            naming=naming,
            gardener_id=None if only is None else member_behind(store, only).id,
        )
        store[QuestionSteps].add(question, StepKind.ASKED, now, by=question.asker_id)
        ctx = JobContext(store, now=now, community=community, contact=cast("Any", None))
        put_before_region(ctx, question)
    town.move(timedelta(0))
    return question.id


@deed
def join(town: Town, number: int, *neighbours: Neighbour) -> None:
    """Say that it is their question, too."""
    with town.database.unit() as store:
        for each in neighbours:
            store[QuestionJoins].add(number, member_behind(store, each).id, town.clock.now())


def stored(town: Town, number: int) -> Question:
    """The question as it is stored."""
    with town.database.unit() as store:
        found = store[Questions].find(number)
    assert found is not None
    return found


@deed
def let_through(town: Town, number: int) -> None:
    """Show a question to the members."""
    with town.database.unit() as store:
        question = store[Questions].find(number)
        assert question is not None
        store[Questions].change(question, shown_at=town.clock.now())


def agent(town: Town, name: str, *, of: Sequence[str] = ("",)) -> Neighbour:
    """An agent, who may take questions and draft answers."""
    neighbour = town.member(name, on="matrix", of=of)
    _made_agent(town, neighbour)
    return neighbour


@deed
def _made_agent(town: Town, neighbour: Neighbour) -> None:
    with town.database.unit() as store:
        community = store[Communities].named("energie")
        assert community is not None
        store[Posts].give(community.id, Post.AGENT, neighbour.address)
