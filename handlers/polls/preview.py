"""A poll is shown to its maker before anybody else sees it."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Words,
    asks,
    at_most,
    joined,
    ntext,
    reads,
    text,
)
from bot.domain.dates.days import MomentInThePast
from bot.domain.dates.spans import Deadline
from bot.domain.polls.choices import (
    LONGEST_CHOICE,
    LONGEST_QUESTION,
    MOST_CHOICES,
    read_choices,
    tidy,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.references.polls import new_choices_form, new_poll_form, poll_command
from handlers.polls import acts
from handlers.polls.card import names_rule
from handlers.polls.poll_lookup import poll_makers
from handlers.polls.publication import open_new_poll
from storage.communities import RoomKind
from storage.inbound import Forms, OpenForm
from storage.polls import NewPoll

router = Router()

KEPT_FOR = timedelta(days=1)


class PreviewOver(Final):
    """This poll is published, thrown away, or too old. To make another one: {poll}."""


class SecretVotesLater(Final):
    """Secret votes are not possible yet. Leave out --secret: then no names are shown, only numbers.

    They are still known to this bot, which has to count each person once.
    """


Choices = Annotated[
    list[str],
    asks(
        "Which choices, two to ten? Separate them by commas, or write one per message.",
        items=MOST_CHOICES,
    ),
    at_most(LONGEST_CHOICE),
    reads(read_choices),
]


@router.form(new_poll_form, who=poll_makers, trace=acts.PREPARE_A_POLL)
def prepare_poll(  # noqa: PLR0913, PLR0917 - as the command has them
    ctx: Context,
    question: Annotated[str, asks("What is your question?"), at_most(LONGEST_QUESTION)],
    choices: Choices,
    end: Annotated[
        datetime | None, asks("Until when? For example: Friday 6pm. Skip it for no end."), time(18)
    ] = None,
    multiple: bool = False,  # noqa: FBT001, FBT002 - as the command was typed
    public: bool = False,  # noqa: FBT001, FBT002 - likewise
    secret: bool = False,  # noqa: FBT001, FBT002 - likewise
) -> Card:
    """Show a poll before it counts."""
    if secret:
        raise SecretVotesLater
    return preview_card(ctx, NewPoll(tidy(question), choices, multiple, public, end))


def preview_card(ctx: Context, new: NewPoll) -> Card:
    """The poll as it will be, who will see it, and what can be done with it."""
    end = None if new.ends_at is None else new.ends_at.isoformat()
    flags = {"multiple": new.multiple, "public": new.public}
    kept = {"question": new.question, "options": list(new.options), "ends_at": end} | flags
    room, until = ctx.private_room or ctx.incoming.room, ctx.now + KEPT_FOR
    mark = ctx.store[Forms].keep_preview(room, OpenForm("poll", ctx.community.id, kept), until)
    rooms = len(ctx.rooms(RoomKind.COMMUNITY))
    plan = text(
        "Nobody else sees this yet. It will be posted {rooms}.",
        rooms=ntext("in {count} room", "in {count} rooms", rooms),
    )
    title = text("📊 {question}", question=new.question)
    return Card(title, (*_lines(new), "", plan), (_decisions(mark), _changes(new, mark)))


def _lines(new: NewPoll) -> list[Line]:
    rules: list[Words] = (
        [] if new.ends_at is None else [text("until {end}", end=Deadline(new.ends_at))]
    )
    if new.multiple:
        rules.append(text("several choices possible"))
    return [*new.options, joined(*rules, names_rule(public=new.public))]


def _decisions(mark: int) -> tuple[Button, ...]:
    return (
        publish_poll.button(text("Publish the poll"), mark),
        discard_poll.button(text("Throw away"), mark),
    )


def _changes(new: NewPoll, mark: int) -> tuple[Button, ...]:
    several = text("Only one choice each") if new.multiple else text("Allow several choices")
    return (
        change_choices.button(text("Change the choices"), mark),
        switch_several.button(several, mark),
    )


@router.button(
    "poll_publish", deliberate=True, who=poll_makers, limit=PROPOSALS, trace=acts.OPEN_A_POLL
)
def publish_poll(ctx: Context, mark: int) -> Answer:
    """Publish the poll of a preview, once."""
    new = _previewed(ctx, mark)
    if new.ends_at is not None and new.ends_at <= ctx.now:
        raise MomentInThePast(moment=new.ends_at)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    answer = open_new_poll(ctx, new)
    return Replace(answer) if isinstance(answer, Card) else answer


@router.button("poll_discard", deliberate=True, who=poll_makers, trace=acts.PREPARE_A_POLL)
def discard_poll(ctx: Context, mark: int) -> Replace:
    """Throw the poll of a preview away."""
    _previewed(ctx, mark)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return Replace(text("Thrown away. Nothing of it was kept."))


@router.button("poll_choices", who=poll_makers, trace=acts.PREPARE_A_POLL)
def change_choices(ctx: Context, mark: int) -> Answer:
    """Ask for other choices; all else stays."""
    _previewed(ctx, mark)
    return new_choices_form.ask(ctx, mark=str(mark))


@router.form(new_choices_form, who=poll_makers, trace=acts.PREPARE_A_POLL)
def replace_choices(ctx: Context, mark: int, choices: Choices) -> Card:
    """Show the poll of a preview with other choices."""
    return preview_card(ctx, replace(_previewed(ctx, mark), options=choices))


@router.button("poll_several", who=poll_makers, trace=acts.PREPARE_A_POLL)
def switch_several(ctx: Context, mark: int) -> Replace:
    """Allow several choices, or only one."""
    new = _previewed(ctx, mark)
    return Replace(preview_card(ctx, replace(new, multiple=not new.multiple)))


def _previewed(ctx: Context, mark: int) -> NewPoll:
    kept = ctx.store[Forms].preview_in(ctx.incoming.room, mark, ctx.now)
    if kept is None or kept.form != "poll" or kept.community_id != ctx.community.id:
        raise PreviewOver(poll=poll_command.typed())
    given = dict(kept.answers)
    end = given.pop("ends_at")
    return NewPoll(ends_at=None if end is None else datetime.fromisoformat(end), **given)
