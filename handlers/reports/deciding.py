"""The gardeners decide about a reported message; those who reported it are told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Todo,
    asks,
    at_most,
    direct_room,
    quoted,
    removals,
    text,
    todos,
)
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.reports import PATIENCE, ReportDecision
from bot.domain.roles import Role, Seat
from bot.references.reports import (
    ask_removal,
    do_nothing,
    reopen_report,
    report_card,
    write_to_author,
)
from bot.vocabulary.accounts import accounts_of
from handlers.conversations import write_to_member
from storage.members import Member, Members
from storage.outbound import Priority
from storage.reports import Report, Reports

router = Router()

LOOK = Act(text("{who} looked at a reported message"), text("look at a reported message"))
WRITE = Act(
    text("{who} wrote to the author of a reported message"),
    text("write to the author of a reported message"),
)
REMOVE = Act(text("{who} had a reported message removed"), text("remove a reported message"))
DO_NOTHING = Act(
    text("{who} left a reported message as it is"), text("leave a reported message as it is")
)
REOPEN = Act(text("{who} took up a reported message again"), text("take up a reported message"))

LONGEST_LETTER = 1500
_ABOUT = "reported_message"
OUTCOMES = {
    ReportDecision.WRITTEN: text(
        "The gardening team looked at the message that you reported, and wrote to the person."
    ),
    ReportDecision.REMOVED: text(
        "The gardening team looked at the message that you reported, and removed it."
    ),
    ReportDecision.NOTHING: text(
        "The gardening team looked at the message that you reported, and leaves it as it is."
    ),
}
"""The outcome, for those who reported it."""
_DECIDED = {
    ReportDecision.WRITTEN: text("{name} wrote to the person, {day}."),
    ReportDecision.REMOVED: text("Removed, as {name} decided, {day}."),
    ReportDecision.NOTHING: text("{name} leaves it as it is, {day}."),
}


class NoSuchReport(Final):
    """This report is not here any more: its time is over, or somebody had their data erased."""


class ReportDecided(Final):
    """This report is decided already; its card says how."""


class AuthorNotReached(Final):
    """I cannot write to {name} in private. Speak to them in person, or choose something else."""


@router.card(report_card, shows=[Report])
def draw_report_card(ctx: JobContext, report_id: int) -> Card:
    """Show a reported message with what may be done, or the decision."""
    report = ctx.store[Reports].get(report_id)
    if report is None:
        return Card(None, (text("This report is over: nothing of it is kept."),))
    who = report.author_name or text("somebody")
    title = text("🚩 A message of {name} was reported", name=who)
    link = [Link(text("See the message"), report.link)] if report.link else []
    if report.decision is not None:
        again = reopen_report.button(text("Take it up again"), report.id)
        return Card(title, (*link, _decision_text(ctx, report)), ((again,),))
    lines: list[Line] = quoted(report.words)
    if not report.words:
        lines.append(text("I cannot read its words; pictures and files are not passed on."))
    lines += link
    for each in ctx.store[Reports].remarks(report.id):
        lines.append(text("Remark: “{words}”", words=each))
    lines += _removal_lines(report)
    return Card(title, tuple(lines), tuple((each,) for each in _ways(ctx, report)))


def _decision_text(ctx: JobContext, report: Report) -> Text:
    if report.decision is None or report.decided_at is None:
        raise NoSuchReport
    by = ctx.store[Members].get(report.decided_by or 0)
    name = text("the team") if by is None else by.name
    day = report.decided_at.astimezone(ctx.zone).date()
    return replace(_DECIDED[report.decision], values={"name": name, "day": day})


def _removal_lines(report: Report) -> Sequence[Text]:
    if report.removal_refused:
        return [
            text(
                "I may not remove messages in that room. Remove it there yourself, or make me an "
                "administrator who may."
            )
        ]
    return [text("I am removing it…")] if report.removal_asked else []


def _ways(ctx: JobContext, report: Report) -> list[Button]:
    """What may be done: no letter to who cannot be reached, no removal of what I do not find."""
    ways = []
    if _reachable_author(ctx, report) is not None:
        label = text("Write to {name}", name=report.author_name)
        ways.append(write_to_author.button(label, report.id))
    if report.message_id and report.removal_refused:
        ways.append(note_removed.button(text("I have removed it"), report.id))
    elif report.message_id:
        ways.append(ask_removal.button(text("Remove the message"), report.id))
    ways.append(do_nothing.button(text("Nothing to do"), report.id))
    return ways


def _reachable_author(ctx: JobContext, report: Report) -> Member | None:
    """The author, if they are a member here who can be written to."""
    author = ctx.store[Members].get(report.author_id or 0)
    if author is None or ctx.community.id not in ctx.store[Members].communities_of(author):
        return None
    return author if direct_room(ctx.store, author) is not None else None


def _report(ctx: Context, report_id: int) -> Report:
    """A report that this person may see, in private: never one about a message of theirs."""
    report = ctx.store[Reports].get(report_id)
    if report is None or report.community_id != ctx.community.id or not ctx.direct:
        raise NoSuchReport
    is_own = report.author_id is not None and report.author_id == ctx.person.member_id
    if is_own or report.author_account in accounts_of(ctx.store, ctx.person.address):
        raise NoSuchReport
    return report


def _open_report(ctx: Context, report_id: int) -> Report:
    report = _report(ctx, report_id)
    if report.decision is not None:
        raise ReportDecided
    return report


@router.button(write_to_author, who=Role.GARDENER, outside=True, trace=WRITE)
def ask_words_to_author(ctx: Context, report_id: int) -> Answer:
    """Ask what to write to the author."""
    _open_report(ctx, report_id)
    return author_letter.ask(ctx, report_id=str(report_id))


def _author_values(ctx: Context) -> dict[str, object]:
    return {"name": ctx.person.name if ctx.person.member is None else ctx.person.member.name}


@router.form("report_letter", who=Role.GARDENER, outside=True, limit=MESSAGES, trace=WRITE)
def author_letter(
    ctx: Context,
    report_id: int,
    words: Annotated[
        str,
        asks(
            "What do you want to write to the author? They read it signed {name}, with their own "
            "message; never who reported it. It is sent at once.",
            _author_values,
        ),
        at_most(LONGEST_LETTER),
    ],
) -> Text:
    """Write to the author of a reported message, which decides the report."""
    report = _open_report(ctx, report_id)
    author = _reachable_author(ctx, report)
    name = _author_values(ctx)["name"]
    title = text("{name}, of the gardening team, writes to you about a message of yours", name=name)
    seat = min(ctx.seats(), default=Seat.TERRITORY)
    letter = Card(title, (*quoted(report.words), words))
    if author is None or not write_to_member(ctx, author, letter, seat):
        raise AuthorNotReached(name=report.author_name)
    ctx.trace(about=author)
    _decide(ctx, report, ReportDecision.WRITTEN)
    return text("Sent to {name}, whose answer will come to the team.", name=author.name)


@router.button(ask_removal, who=Role.GARDENER, outside=True, trace=REMOVE)
def confirm_removal(ctx: Context, report_id: int) -> Replace:
    """Ask before a message is removed for everybody."""
    report = _open_report(ctx, report_id)
    line = text("It disappears from the room for everybody, and cannot be brought back.")
    remove = remove_message.button(text("Remove it for everybody"), report.id)
    keep = look_at_report.button(text("Leave it there"), report.id)
    return Replace(Card(text("Remove this message?"), (line,), ((remove,), (keep,))))


@router.button(
    "report_remove",
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    outside=True,
    trace=REMOVE,
)
def remove_message(ctx: Context, report_id: int) -> Replace:
    """Have the message removed by its network; whether it may be is known afterwards."""
    report = _open_report(ctx, report_id)
    if not report.message_id:
        raise NoSuchReport
    report.removal_asked, report.removal_refused = True, False
    report.decided_by = ctx.person.member_id
    ctx.enqueue(
        report.room,
        None,
        Priority.CARD,
        action="delete",
        target=report.message_id,
        about=f"{_ABOUT}:{report.id}",
        quiet=True,
    )
    ctx.trace(about=ctx.store[Members].get(report.author_id or 0))
    report_card.refresh(ctx, report.id)
    return Replace(draw_report_card(ctx, report.id))


@router.contribution(removals)
def note_removal(ctx: JobContext, about: str, is_done: bool) -> None:  # noqa: FBT001 - a contribution's
    """Note whether a network removed a reported message, and tell those who reported it."""
    kind, _, number = about.partition(":")
    report = ctx.store[Reports].get(int(number)) if kind == _ABOUT else None
    if report is None or report.decision is not None:
        return
    report.removal_asked, report.removal_refused = False, not is_done
    if is_done:
        _settle(ctx, report, ReportDecision.REMOVED, report.decided_by)
    else:
        report.decided_by = None
    report_card.refresh(ctx, report.id)


@router.button("report_removed", who=Role.GARDENER, outside=True, trace=REMOVE)
def note_removed(ctx: Context, report_id: int) -> Replace:
    """Note that a gardener removed the message in the room themselves."""
    report = _open_report(ctx, report_id)
    ctx.trace(about=ctx.store[Members].get(report.author_id or 0))
    _decide(ctx, report, ReportDecision.REMOVED)
    return Replace(draw_report_card(ctx, report.id))


@router.button(do_nothing, who=Role.GARDENER, outside=True, trace=DO_NOTHING)
def leave_as_it_is(ctx: Context, report_id: int) -> Replace:
    """Decide that there is nothing to do."""
    report = _open_report(ctx, report_id)
    ctx.trace(about=ctx.store[Members].get(report.author_id or 0))
    _decide(ctx, report, ReportDecision.NOTHING)
    return Replace(draw_report_card(ctx, report.id))


@router.button(reopen_report, who=Role.GARDENER, outside=True, trace=REOPEN)
def take_up_again(ctx: Context, report_id: int) -> Replace:
    """Take a decision back: the next one is told anew."""
    report = _report(ctx, report_id)
    report.decision = report.decided_at = report.decided_by = None
    report_card.refresh(ctx, report.id)
    return Replace(draw_report_card(ctx, report.id))


def _decide(ctx: Context, report: Report, decision: ReportDecision) -> None:
    _settle(ctx, report, decision, ctx.person.member_id)
    report_card.refresh(ctx, report.id)


def _settle(ctx: JobContext, report: Report, decision: ReportDecision, by: int | None) -> None:
    """Keep a decision, and tell those who reported the message, at their hours."""
    report.decision, report.decided_at, report.decided_by = decision, ctx.now, by
    for each in ctx.store[Reports].reporter_ids(report.id):
        reporter = ctx.store[Members].get(each)
        if reporter is not None:
            ctx.tell(reporter, OUTCOMES[decision], calm=True)


@router.contribution(todos)
def reports_to_decide(ctx: Context) -> list[Todo]:
    """The reports that await a decision, in private only, and none about the reader."""
    if not ctx.direct:
        return []
    accounts = accounts_of(ctx.store, ctx.person.address)
    member_id = ctx.person.member_id
    found = ctx.store[Reports].undecided(ctx.community.id, member_id, accounts, MOST_WAITING)
    return [
        Todo(
            text(
                "A message was reported on {day}.", day=each.reported_at.astimezone(ctx.zone).date()
            ),
            (look_at_report.button(text("Look at report {number}", number=each.id), each.id),),
            each.reported_at + PATIENCE,
        )
        for each in found
    ]


@router.button("report_look", who=Role.GARDENER, outside=True, trace=LOOK)
def look_at_report(ctx: Context, report_id: int) -> Answer:
    """Show a report."""
    return draw_report_card(ctx, _report(ctx, report_id).id)


router.personal_data(
    "reports",
    text("Messages of yours that were reported to the gardening team"),
    text("Not by whom. Deleted 60 days after the decision, or when you have your data erased."),
    order=142,
    labels={
        "author_account": text("your account"),
        "author_name": text("your name"),
        "reported_at": text("reported on"),
        "decision": text("decision"),
        "decided_at": text("decided on"),
    },
)
router.personal_data(
    "reporters",
    text("Messages that you reported"),
    text("The author is never told that it was you. Deleted 60 days after the decision."),
    order=143,
    labels={"remark": text("remark")},
)
router.personal_data(
    "report_decisions",
    text("What you decided about reported messages"),
    text("Deleted 60 days after the decision."),
    order=144,
    labels={"decision": text("decision"), "decided_at": text("decided on")},
)
