"""A poll is shown to its maker before anybody else sees it."""

from collections.abc import Mapping
from datetime import timedelta

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Words,
    joined,
    ntext,
    text,
)
from bot.domain.dates.days import MomentInThePast
from bot.domain.dates.spans import Deadline
from bot.domain.polls.ballots import places_of
from bot.domain.polls.kinds import COUNTED_KINDS, OWN_OPTIONS, PollKind, Secrecy, allows
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import (
    change_choices,
    choose_voters,
    decline_poll,
    limit_choices,
    poll_command,
    propose_poll,
    switch_hidden,
    switch_secret,
    switch_several,
)
from handlers.polls import acts
from handlers.polls.cards.card import counts_rule, level_rule
from handlers.polls.kinds import limits_rule, option_labels
from handlers.polls.making.poll_proposals import (
    gardener_names,
    kept_poll,
    kept_values,
    take_proposal,
    tell_proposer,
)
from handlers.polls.making.publication import open_new_poll
from handlers.polls.poll_lookup import poll_makers
from handlers.polls.voters import quorum_end_rule, voters_rule
from storage.communities import RoomKind
from storage.inbound import Forms, OpenForm
from storage.polls import NewPoll

router = Router()

KEPT_FOR = timedelta(days=1)
FORM = "new_poll"
"""The name under which a preview is kept."""


SECRECY = text(
    "Everybody votes in private, and nothing that is kept ties a vote to a person. Those who are "
    "members when it opens may vote; nothing is counted before it closes. Fewer than "
    "five votes are never shown."
)


class PreviewOver(Final):
    """This poll is published, thrown away, or too old. To make another one: {poll}."""


def preview_card(ctx: Context, new: NewPoll) -> Card:
    """The poll as it will be, its readers, and the buttons for it."""
    mark = keep_preview(ctx, new)
    rooms = len(ctx.rooms(RoomKind.COMMUNITY))
    plan = text(
        "Nobody else sees this yet. It will be posted {rooms}.",
        rooms=ntext("in {count} room", "in {count} rooms", rooms),
    )
    title = text("📊 {question}", question=new.question)
    if ctx.role < poll_makers(ctx.community):
        plan = text("Nobody else sees this yet. The gardening team decides whether it is posted.")
    return Card(
        title, (*poll_lines(new), "", plan), (*_decisions(ctx, new, mark), *_changes(new, mark))
    )


def keep_preview(ctx: Context, new: NewPoll) -> int:
    """Keep a poll for a day until it is published; returns the mark of its buttons."""
    if ctx.role >= Role.GARDENER:
        ctx.trace()  # members may propose polls, so that the declaration alone asks for no row
    room, until = ctx.private_room or ctx.incoming.room, ctx.now + KEPT_FOR
    kept = OpenForm(FORM, ctx.community.id, kept_values(new))
    return ctx.store[Forms].keep_preview(room, kept, until)


def poll_lines(new: NewPoll) -> list[Line]:
    """The choices and the rules of a poll that is not published yet."""
    rules: list[Words] = (
        [] if new.ends_at is None else [text("until {end}", end=Deadline(new.ends_at))]
    )
    if (limits := limits_rule(new.rules)) is not None:
        rules.append(limits)
    if new.quorum is not None:
        rules.append(text("quorum of {quorum}", quorum=new.quorum))
    rules += quorum_end_rule(new)
    rules += [*voters_rule(new), level_rule(new), *counts_rule(new)]
    hints = [SECRECY] if new.secret else []
    if new.kind == PollKind.BRING and any(places_of(each) > 1 for each in new.options):
        hints = [text("“×2”: two people bring it.")]
    return [*option_labels(new), joined(*rules), *hints]


def _decisions(ctx: Context, new: NewPoll, mark: int) -> Buttons:
    """Publish, or propose where others publish; and throw away, or decline another's proposal."""
    away = discard_poll.button(text("Throw away"), mark)
    if ctx.role < poll_makers(ctx.community):
        names = gardener_names(ctx)
        return (
            (propose_poll.button(text("Propose this poll to {names}", names=names), mark),),
            (away,),
        )
    if new.proposal:
        away = decline_poll.button(text("Refuse"), new.proposal)
    return ((publish_poll.button(text("Publish the poll"), mark), away),)


_CHANGES: Mapping[str, Text] = {
    PollKind.DATE: text("Change the dates"),
    PollKind.BRING: text("Change the list"),
    PollKind.RANKED: text("Change the choices"),
}


def _changes(new: NewPoll, mark: int) -> Buttons:
    """The buttons that change the poll before it is published."""
    rows = (*_choice_changes(new, mark), _voter_changes(new, mark))
    if not may_hide(new):
        return rows
    counts = text("Show the counts at once") if new.hidden else text("Show the counts at the end")
    return (*rows, (switch_hidden.button(counts, mark),))


def may_hide(new: NewPoll) -> bool:
    """True for a poll that shows its counts at once, and may show them at the end."""
    return new.kind in COUNTED_KINDS and not new.public and not new.secret


def _voter_changes(new: NewPoll, mark: int) -> tuple[Button, ...]:
    """The buttons that change who votes, and whether in secret."""
    whom = choose_voters.button(text("For whom"), mark)
    if new.public or not allows(new.kind, Secrecy.SECRET):
        return (whom,)
    level = text("No secret vote") if new.secret else text("Secret vote")
    return (switch_secret.button(level, mark), whom)


def _choice_changes(new: NewPoll, mark: int) -> Buttons:
    rules = new.rules
    if new.kind in _CHANGES:
        return ((change_choices.button(_CHANGES[new.kind], mark),),)
    if new.kind in OWN_OPTIONS:
        return ()
    several = text("Only one choice each") if rules.multiple else text("Allow several choices")
    first = (
        change_choices.button(text("Change the choices"), mark),
        switch_several.button(several, mark),
    )
    limit = limit_choices.button(text("Limit the number of choices"), mark)
    return (first, (limit,)) if rules.multiple else (first,)


@router.button(
    "poll_publish", deliberate=True, who=poll_makers, limit=PROPOSALS, trace=acts.OPEN_A_POLL
)
def publish_poll(ctx: Context, mark: int) -> Answer:
    """Publish the poll of a preview, once."""
    new = previewed_poll(ctx, mark)
    if new.ends_at is not None and new.ends_at <= ctx.now:
        raise MomentInThePast(moment=new.ends_at)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    if new.proposal:
        published = text("Your poll “{question}” is published.", question=new.question)
        tell_proposer(ctx, take_proposal(ctx, new.proposal), published)
    answer = open_new_poll(ctx, new)
    return Replace(answer) if isinstance(answer, Card) else answer


@router.button("poll_discard", deliberate=True, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def discard_poll(ctx: Context, mark: int) -> Replace:
    """Throw the poll of a preview away."""
    previewed_poll(ctx, mark)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return Replace(text("Thrown away. Nothing of it was kept."))


def previewed_poll(ctx: Context, mark: int) -> NewPoll:
    """The poll of a preview. Raises `PreviewOver` once it is published, thrown away or too old."""
    kept = ctx.store[Forms].preview_in(ctx.incoming.room, mark, ctx.now)
    if kept is None or kept.form != FORM or kept.community_id != ctx.community.id:
        raise PreviewOver(poll=poll_command.typed())
    return kept_poll(kept.answers)
