"""The preview of a poll, where it is changed, published, or proposed and decided by gardeners."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Todo,
    Words,
    asks,
    joined,
    ntext,
    reads,
    text,
    todos,
    write_command,
)
from bot.domain.addresses import shortened
from bot.domain.circles import Audience
from bot.domain.dates.days import MomentInThePast
from bot.domain.dates.spans import Deadline
from bot.domain.polls.ballots_by_kind import places_of
from bot.domain.polls.rules import (
    COUNTED_KINDS,
    OWN_OPTIONS,
    PollKind,
    Secrecy,
    allows,
    read_limits,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import (
    PREPARE_A_POLL,
    change_choices,
    choose_voters,
    decline_poll,
    limit_choices,
    new_choices_form,
    poll_command,
    propose_poll,
    switch_hidden,
    switch_secret,
    switch_several,
)
from bot.vocabulary.audiences import (
    audience_text,
    check_in_open_group,
    choice_rows,
    group_labels,
    marked,
    own_groups,
    rooms_for,
    with_choice,
)
from handlers.polls.ballot_box import LONGEST_LABEL, poll_makers, quorum_end_rule, voters_rule
from handlers.polls.card import counts_rule, level_rule
from handlers.polls.poll_parts import (
    Choices,
    Dates,
    Limits,
    Things,
    read_options,
    with_level,
    with_limits,
)
from handlers.polls.poll_view import limits_rule, option_labels
from handlers.polls.publication import open_new_poll
from storage.communities import RoomKind
from storage.inbound import Forms, OpenForm
from storage.members import Member, Members
from storage.polls import PROPOSED_BY, NewPoll, PollProposals

router = Router(on_page=True)

OPEN_A_POLL = Act(text("{who} opened a poll"), text("open a poll"))
PROPOSE_A_POLL = Act(text("{who} proposed a poll"), text("propose a poll"))
DECIDE_A_PROPOSED_POLL = Act(
    text("{who} decided about a proposed poll"), text("decide about a proposed poll")
)

KEPT_FOR = timedelta(days=1)
PROPOSED_FOR = timedelta(days=14)
FORM = "new_poll"
"""The name under which a preview is kept."""
SECRECY = text(
    "Everybody votes in private, and nothing that is kept ties a vote to a person. Those who are "
    "members when it opens may vote; nothing is counted before it closes. Fewer than "
    "five votes are never shown."
)
_CHANGES: Mapping[str, Text] = {
    PollKind.DATE: text("Change the dates"),
    PollKind.BRING: text("Change the list"),
    PollKind.RANKED: text("Change the choices"),
}
_GROUP = "g"
"""The sign of a working group among the parts of an audience."""


class PreviewOver(Final):
    """This poll is published, thrown away, or too old. To make another one: {poll}."""


class ProposalOver(Final):
    """This proposal was decided already, or is too old."""


class ProposedAlready(Final):
    """Your poll “{question}” still waits for the gardening team.

    The next one can be proposed afterwards.
    """


@dataclass(frozen=True, slots=True)
class ProposedPoll:
    """A poll that waits for the gardeners' decision."""

    room: str
    """The place under which it is kept."""
    mark: int
    new: NewPoll
    member: Member


@router.button("poll_publish", deliberate=True, who=poll_makers, limit=PROPOSALS, trace=OPEN_A_POLL)
def publish_poll(ctx: Context, mark: int) -> Answer:
    """Publish the poll of a preview, once."""
    return _publish(ctx, previewed_poll(ctx, mark))


@router.button(
    "poll_publish_group",
    deliberate=True,
    who=Role.MEMBER,
    limit=PROPOSALS,
    trace=OPEN_A_POLL,
)
def publish_group_poll(ctx: Context, mark: int) -> Answer:
    """Publish the poll of a preview to a working group that the sender is in, once."""
    new = previewed_poll(ctx, mark)
    if not new.whom.groups:
        return preview_card(ctx, new)
    return _publish(ctx, new)


def _publish(ctx: Context, new: NewPoll) -> Answer:
    for group_id in new.whom.groups:
        check_in_open_group(ctx, group_id)
    if new.ends_at is not None and new.ends_at <= ctx.now:
        raise MomentInThePast(moment=new.ends_at)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    if new.proposal:
        published = text("Your poll “{question}” is published.", question=new.question)
        tell_proposer(ctx, take_proposal(ctx, new.proposal), published)
    answer = open_new_poll(ctx, new)
    return Replace(answer) if isinstance(answer, Card) else answer


@router.button("poll_discard", deliberate=True, tone="", who=Role.MEMBER, trace=PREPARE_A_POLL)
def discard_poll(ctx: Context, mark: int) -> Replace:
    """Throw the poll of a preview away."""
    previewed_poll(ctx, mark)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return Replace(text("Thrown away. Nothing of it was kept."))


@router.button(
    propose_poll, deliberate=True, who=Role.MEMBER, limit=PROPOSALS, trace=PROPOSE_A_POLL
)
def send_proposal(ctx: Context, mark: int) -> Replace:
    """Propose the poll of a preview to the gardeners, once."""
    new = previewed_poll(ctx, mark)
    kept = keep_proposal(ctx, new)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    look = see_proposal.button(text("See the poll"), kept)
    away = decline_poll.button(text("Refuse"), kept)
    title = _proposed_text(ctx.member, new)
    ctx.tell_gardeners(Card(title, tuple(poll_lines(ctx, new)), ((look, away),)))
    done = text(
        "Thank you. Your poll “{question}” is proposed to {names}: you will know what they decide.",
        question=new.question,
        names=gardener_names(ctx),
    )
    return Replace(done)


@router.button("poll_proposal", who=Role.GARDENER, trace=DECIDE_A_PROPOSED_POLL)
def see_proposal(ctx: Context, mark: int) -> Answer:
    """Show a proposed poll in private before it is published; it can be changed."""
    new: NewPoll = replace(proposed_poll(ctx, mark).new, proposal=mark)
    card = preview_card(ctx, new)
    if ctx.direct or not ctx.whisper(card):
        return card
    return text("I am showing it to you in private.")


@router.button(
    decline_poll, deliberate=True, tone="", who=Role.GARDENER, trace=DECIDE_A_PROPOSED_POLL
)
def decline_proposal(ctx: Context, mark: int) -> Replace:
    """Decline a proposed poll; its author is told."""
    proposed = take_proposal(ctx, mark)
    question = proposed.new.question
    told = text(
        "The gardening team did not accept your poll “{question}”. To ask why: {write}.",
        question=question,
        write=write_command.typed(),
    )
    tell_proposer(ctx, proposed, told)
    return Replace(text("The poll “{question}” is declined.", question=question))


@router.contribution(todos)
def waiting_proposals(ctx: Context) -> list[Todo]:
    """Proposed polls that wait for a gardener."""
    found = []
    for each in proposed_polls(ctx, MOST_WAITING):
        question = shortened(each.new.question, LONGEST_LABEL)
        see = see_proposal.button(text("See the poll “{question}”", question=question), each.mark)
        found.append(Todo(_proposed_text(each.member, each.new), (see,)))
    return found


def preview_card(ctx: Context, new: NewPoll) -> Card:
    """The poll as it will look, its rooms, and the buttons to publish or change it."""
    mark = keep_preview(ctx, new)
    group_id = next(iter(new.whom.groups), None)
    rooms = len(rooms_for(ctx, group_id, RoomKind.COMMUNITY))
    plan = text(
        "Nobody else sees this yet. It will be posted {rooms}.",
        rooms=ntext("in {count} room", "in {count} rooms", rooms),
    )
    if group_id is not None and not rooms:
        plan = text(
            "Nobody else sees this yet. The group has no room: I will tell those of its members "
            "who want messages."
        )
    title = text("📊 {question}", question=new.question)
    if group_id is None and ctx.role() < poll_makers(ctx.community):
        plan = text("Nobody else sees this yet. The gardening team decides whether it is posted.")
    rows = (*_decisions(ctx, new, mark), *_changes(new, mark))
    return Card(title, (*poll_lines(ctx, new), "", plan), rows)


def keep_preview(ctx: Context, new: NewPoll) -> int:
    """Keep a poll for a day until it is published; returns the mark of its buttons."""
    if ctx.role() >= Role.GARDENER:
        ctx.trace()  # members may propose polls, so that the declaration alone asks for no row
    room, until = ctx.form_room, ctx.now + KEPT_FOR
    kept = OpenForm(FORM, ctx.community.id, kept_values(new))
    return ctx.store[Forms].keep_preview(room, kept, until)


def _decisions(ctx: Context, new: NewPoll, mark: int) -> Buttons:
    """Buttons to publish or propose the poll, and to throw it away or refuse it."""
    away = discard_poll.button(text("Throw away"), mark)
    if new.whom.groups:
        return ((publish_group_poll.button(text("Publish in the group"), mark), away),)
    if ctx.role() < poll_makers(ctx.community):
        label = text("Propose this poll to {names}", names=gardener_names(ctx))
        return ((propose_poll.button(label, mark),), (away,))
    if new.proposal:
        away = decline_poll.button(text("Refuse"), new.proposal)
    return ((publish_poll.button(text("Publish the poll"), mark), away),)


def _changes(new: NewPoll, mark: int) -> Buttons:
    rows = (*_choice_changes(new, mark), _voter_changes(new, mark))
    if not may_hide(new):
        return rows
    counts = text("Show the counts at once") if new.hidden else text("Show the counts at the end")
    return (*rows, (switch_hidden.button(counts, mark),))


def _voter_changes(new: NewPoll, mark: int) -> tuple[Button, ...]:
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
    change = change_choices.button(text("Change the choices"), mark)
    first = (change, switch_several.button(several, mark))
    limit = limit_choices.button(text("Limit the number of choices"), mark)
    return (first, (limit,)) if rules.multiple else (first,)


def may_hide(new: NewPoll) -> bool:
    """True for a poll that shows its counts at once, and may show them at the end."""
    return new.kind in COUNTED_KINDS and not new.public and not new.secret


def poll_lines(ctx: Context, new: NewPoll) -> list[Line]:
    """The choices and the rules of a poll that is not published yet."""
    rules: list[Words] = []
    if new.ends_at is not None:
        rules.append(text("until {end}", end=Deadline(new.ends_at)))
    if (limits := limits_rule(new.rules)) is not None:
        rules.append(limits)
    if new.quorum is not None:
        rules.append(text("quorum of {quorum}", quorum=new.quorum))
    rules += [*quorum_end_rule(new), *voters_rule(ctx, new), level_rule(new), *counts_rule(new)]
    hints = [SECRECY] if new.secret else []
    if new.kind == PollKind.BRING and any(places_of(each) > 1 for each in new.options):
        hints = [text("“×2”: two people bring it.")]
    return [*option_labels(new), joined(*rules), *hints]


def previewed_poll(ctx: Context, mark: int) -> NewPoll:
    """The poll of a preview. Raises `PreviewOver` once it is published, thrown away or too old."""
    kept = ctx.store[Forms].preview_in(ctx.incoming.room, mark, ctx.now)
    if kept is None or kept.form != FORM or kept.community_id != ctx.community.id:
        raise PreviewOver(poll=poll_command.typed())
    return kept_poll(kept.answers)


def keep_proposal(ctx: Context, new: NewPoll) -> int:
    """Keep the sender's proposal; returns its mark. Raises `ProposedAlready` for a second one."""
    room, proposals = ctx.incoming.room, ctx.store[PollProposals]
    waiting = proposals.of_room(room, ctx.now)
    if waiting is not None:
        raise ProposedAlready(question=waiting.answers["poll"]["question"])
    kept, until = kept_values(new), ctx.now + PROPOSED_FOR
    return proposals.keep(room, ctx.community.id, kept, by=ctx.member.id, expires_at=until)


def proposed_polls(ctx: Context, most: int | None = None) -> list[ProposedPoll]:
    """The proposals that wait in the community, the oldest first."""
    found = []
    waiting = ctx.store[PollProposals].waiting(ctx.community.id, ctx.now, most)
    for room, kept in waiting.items():
        member = ctx.store[Members].get(kept.answers[PROPOSED_BY])
        if member is not None:
            new = kept_poll(kept.answers["poll"])
            found.append(ProposedPoll(room, kept.mark, new, member))
    return found


def proposed_poll(ctx: Context, mark: int) -> ProposedPoll:
    """The proposal with this mark. Raises `ProposalOver`."""
    found = next((each for each in proposed_polls(ctx) if each.mark == mark), None)
    if found is None:
        raise ProposalOver
    return found


def take_proposal(ctx: Context, mark: int) -> ProposedPoll:
    """Remove a proposal as decided. Raises `ProposalOver` the second time."""
    proposed = proposed_poll(ctx, mark)
    if not ctx.store[Forms].close(proposed.room):
        raise ProposalOver
    return proposed


def tell_proposer(ctx: Context, proposed: ProposedPoll, words: Words) -> None:
    """Tell the member who proposed a poll, unless they left."""
    if ctx.store[Members].membership(proposed.member, ctx.community.id) is not None:
        ctx.tell(proposed.member, words)


def kept_values(new: NewPoll) -> dict[str, Any]:
    """An unpublished poll as stored in a form."""
    end = None if new.ends_at is None else new.ends_at.isoformat()
    return asdict(new) | {"ends_at": end}


def kept_poll(values: Mapping[str, Any]) -> NewPoll:
    given = dict(values)
    end, whom = given.pop("ends_at"), Audience(**given.pop("whom"))
    ends_at = None if end is None else datetime.fromisoformat(end)
    return NewPoll(ends_at=ends_at, whom=whom, **given)


def gardener_names(ctx: Context) -> list[str] | Text:
    names = list(dict.fromkeys(each.name for each in ctx.gardeners().values()))
    return names or text("the gardening team")


def _proposed_text(member: Member, new: NewPoll) -> Text:
    name, question = member.name, new.question
    return text("{name} proposes a poll: “{question}”", name=name, question=question)


@router.button(change_choices, who=Role.MEMBER, trace=PREPARE_A_POLL)
def ask_choices(ctx: Context, mark: int) -> Answer:
    """Ask for other choices; all else stays."""
    new = previewed_poll(ctx, mark)
    forms = {PollKind.DATE: replace_dates, PollKind.BRING: replace_things}
    return forms.get(PollKind(new.kind), new_choices_form).ask(ctx, mark=str(mark))


@router.form(new_choices_form, who=Role.MEMBER, trace=PREPARE_A_POLL)
def replace_choices(ctx: Context, mark: int, choices: Choices) -> Card:
    """Show the poll of a preview with other choices."""
    new = replace(previewed_poll(ctx, mark), options=choices)
    if new.rules.least > len(choices):
        new = replace(new, least=1)
    return preview_card(ctx, new)


@router.form("poll_change_dates", who=Role.MEMBER, trace=PREPARE_A_POLL)
def replace_dates(ctx: Context, mark: int, choices: Dates) -> Card:
    """Show the poll of a preview with other dates."""
    return _with_options(ctx, mark, choices)


@router.form("poll_change_things", who=Role.MEMBER, trace=PREPARE_A_POLL)
def replace_things(ctx: Context, mark: int, choices: Things) -> Card:
    """Show the poll of a preview with other things to bring."""
    return _with_options(ctx, mark, choices)


def _with_options(ctx: Context, mark: int, written: list[str]) -> Card:
    new = previewed_poll(ctx, mark)
    return preview_card(ctx, replace(new, options=read_options(ctx, new.kind, written)))


@router.button(switch_several, who=Role.MEMBER, trace=PREPARE_A_POLL)
def switch_number(ctx: Context, mark: int) -> Replace:
    """Allow several choices, or only one."""
    new = previewed_poll(ctx, mark)
    return Replace(preview_card(ctx, with_limits(new, Limits(multiple=not new.rules.multiple))))


@router.button(switch_secret, who=Role.MEMBER, trace=PREPARE_A_POLL)
def switch_level(ctx: Context, mark: int) -> Replace:
    """Make the vote secret, or not."""
    new = previewed_poll(ctx, mark)
    return Replace(preview_card(ctx, with_level(new, secret=not new.secret)))


@router.button(switch_hidden, who=Role.MEMBER, trace=PREPARE_A_POLL)
def switch_counts(ctx: Context, mark: int) -> Replace:
    """Show the counts at the end only, or at once."""
    new = previewed_poll(ctx, mark)
    return Replace(preview_card(ctx, replace(new, hidden=not new.hidden and may_hide(new))))


@router.button(limit_choices, who=Role.MEMBER, trace=PREPARE_A_POLL)
def ask_limits(ctx: Context, mark: int) -> Answer:
    """Ask how many choices each person has; all else stays."""
    previewed_poll(ctx, mark)
    return set_limits.ask(ctx, mark=str(mark))


@router.form("poll_new_limits", who=Role.MEMBER, trace=PREPARE_A_POLL)
def set_limits(
    ctx: Context,
    mark: int,
    limits: Annotated[
        tuple[int, int],
        asks("How many choices may each person make? Write for example 2, or 1-3."),
        reads(read_limits),
    ],
) -> Card:
    """Show the poll of a preview with limits for the number of choices."""
    least, most = limits
    new = previewed_poll(ctx, mark)
    return preview_card(ctx, with_limits(new, Limits(multiple=True, least=least, most=most)))


@router.button(choose_voters, who=Role.MEMBER, trace=PREPARE_A_POLL)
def show_audience(ctx: Context, mark: int) -> Replace:
    """Offer the circles, domains and places of the community."""
    return Replace(_audience_card(ctx, previewed_poll(ctx, mark)))


@router.button("poll_for", who=Role.MEMBER, trace=PREPARE_A_POLL)
def choose_audience(ctx: Context, mark: int, kind: str, sign: str) -> Replace:
    """Add a choice to the people who may vote, or remove it."""
    new = previewed_poll(ctx, mark)
    chosen = with_choice(ctx.community, new.whom, kind, sign)
    if kind == _GROUP:
        own = {str(each.id): each.id for each in own_groups(ctx)}
        now = [] if sign not in own or own[sign] in new.whom.groups else [own[sign]]
        chosen = replace(new.whom, groups=now)
    return Replace(_audience_card(ctx, replace(new, whom=chosen)))


@router.button("poll_preview", who=Role.MEMBER, trace=PREPARE_A_POLL)
def show_preview(ctx: Context, mark: int) -> Replace:
    """Show the preview again."""
    return Replace(preview_card(ctx, previewed_poll(ctx, mark)))


def _audience_card(ctx: Context, new: NewPoll) -> Card:
    mark = keep_preview(ctx, new)
    whom = audience_text(new.whom, group_labels(ctx, new.whom)) or text("For everyone.")
    hint = text("Everyone sees the poll in the rooms; only these people can vote.")
    if new.whom.groups:
        hint = text("Only who is in the group sees the poll: it is posted in the group's rooms.")

    def choose(label: Words, kind: str, sign: str) -> Button:
        return choose_audience.button(label, mark, kind, sign)

    groups = []
    for each in own_groups(ctx):
        label = text("Group: {name}", name=shortened(each.name, LONGEST_LABEL))
        groups.append((choose(marked(label, each.id in new.whom.groups), _GROUP, str(each.id)),))
    back = (show_preview.button(text("Back to the poll"), mark),)
    rows = (*choice_rows(ctx.community, new.whom, choose), *groups, back)
    return Card(text("📊 {question}", question=new.question), (whom, hint), rows)
