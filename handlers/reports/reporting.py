"""A member reports a message: forwarded, by its link, or by a reply to it in its room.

The gardeners get its words and its link, never who reported it, and never in a shared room, where
its author may read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Annotated

from bot.config.kinds import is_matrix
from bot.core import (
    Answer,
    Answered,
    Button,
    Buttons,
    Card,
    CommunityChoice,
    Context,
    JobContext,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Where,
    Words,
    agents_of,
    asks,
    at_most,
    direct_room,
    menu_command,
    quoted,
    text,
)
from bot.domain.rates import REPORTS
from bot.domain.refusals import Final, Refusal
from bot.domain.reports import (
    LONGEST_REMARK,
    LONGEST_REPORTED,
    linked_message,
    matrix_link,
    telegram_link,
)
from bot.domain.roles import Role
from bot.references.conversations import forwarded_messages
from bot.references.reports import report_card, report_command
from bot.vocabulary.accounts import accounts_of, member_at
from handlers.reports.deciding import OUTCOMES
from handlers.seats import each_cultivator
from storage.communities import Communities, Room, RoomKind
from storage.inbound import Forms, OpenForm
from storage.members import Identities, Member, Members
from storage.reports import Report, Reports

router = Router()

KEPT_FOR = timedelta(hours=1)
_FORM = "reported message"
_NOBODY = 0
"""Stands for an author of whom only is known that they are not in the team."""


class NotAMessageLink(Refusal):
    """I cannot read this as the link to a message.

    In the room, touch the message, copy its link and send it to me, or forward me the message.
    """


class ReportPreviewOver(Final):
    """This report is sent already, or too old. To report a message: {report}."""


class NobodyToReportTo(Final):
    """I can reach nobody who looks after {community}: nothing was sent. Write to {contact}."""


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A message to report, before that is confirmed."""

    words: str
    link: str
    room: str
    message_id: str
    author: str
    """The author's account; empty if not known."""
    name: str
    quoted: bool
    """True if its reporter has its words from the network: only then they are shown to them."""
    remark: str = ""


@router.command(
    report_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="ask",
    label=text("Report a message"),
    shows=True,
    everywhere=True,
)
def begin_report(ctx: Context) -> Answer:
    """Report a message to the gardening team, without your name."""
    came = ctx.incoming
    is_own = came.answered is not None and came.answered.author == came.sender
    if came.answered is not None and came.about is not None and not is_own:
        shown = replace(came.answered, room=came.room, message_id=came.about)
        return _preview(ctx, _draft_of(shown, _link_to(came.room, came.about)))
    ways = text("Forward me the message here, or send me its link: touch the message, copy link.")
    if not ctx.network.deep_links:
        ways = text(
            "Send me the link of the message: in its menu, Share, then copy the link. You can also "
            "reply to it in its room with {report}.",
            report=report_command.typed(),
        )
    lines = (ways, text("I show you who reads it before anything is sent."))
    return Card(text("🚩 Report a message"), lines, ((menu_command.button(text("Menu")),),))


@router.command(
    "report",
    fr="signaler",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="ask",
    example="https://t.me/c/1234567890/42",
    everywhere=True,
)
def report_link(ctx: Context, link: str) -> Answer:
    """Report the message at a link, without your name."""
    if linked_message(link) is None:
        raise NotAMessageLink
    return _linked_preview(ctx, link)


@router.contribution(forwarded_messages)
def offer_report(ctx: Context) -> Card | None:
    """Offer to report a message that a member forwards, or to which they give nothing but a link.

    A message of their own is not reported.
    """
    shown, words = ctx.incoming.forwarded, ctx.incoming.words
    linked = linked_message(words)
    is_linked = linked is not None and linked.message_id == (shown or Answered()).message_id
    if shown is not None and not is_linked:
        is_own = shown.author in accounts_of(ctx.store, ctx.person.address)
        link = _link_to(shown.room, shown.message_id)
        return None if is_own else _preview(ctx, _draft_of(shown, link))
    is_alone = linked is not None and len(words.split()) == 1
    return _linked_preview(ctx, words) if is_alone else None


def report_words(ctx: Context, words: str, author: Member | None) -> Card:
    """Offer to report words of a member that stand in no message, such as those of a project."""
    accounts = () if author is None else ctx.store[Identities].of(author)
    account = next((each.address for each in accounts), None)
    name = "" if author is None else author.name
    return _preview(ctx, _draft_of(Answered(words=words, author=account, name=name), ""))


def _linked_preview(ctx: Context, words: str) -> Card:
    """The preview of a message at a link, in the community of its room."""
    linked = linked_message(words)
    if linked is None:
        raise NotAMessageLink
    room = _room_linked(ctx, linked.room)
    shown = ctx.incoming.forwarded or Answered()
    if room is None or shown.message_id != linked.message_id:
        shown = Answered()
    if room is not None and room.community_id is not None:
        ctx.enter(room.community_id)
        address = f"{room.address.partition(':')[0]}:{linked.room}"
        shown = replace(shown, room=address, message_id=linked.message_id)
    return _preview(ctx, replace(_draft_of(shown, linked.link), quoted=False))


def _room_linked(ctx: Context, room: str) -> Room | None:
    """The shared room to which a link leads, if it is one of a community of the sender."""
    mine = ctx.store[Members].communities_of(ctx.member)
    for network in ctx.contact.networks if room else ():
        found = ctx.store[Communities].room(f"{network}:{room}")
        if found is not None and found.kind != RoomKind.DIRECT and found.community_id in mine:
            return found
    return None


def _draft_of(shown: Answered, link: str) -> ReportDraft:
    words = shown.words[:LONGEST_REPORTED].strip()
    place = {"room": shown.room, "message_id": shown.message_id}
    return ReportDraft(
        words, link, **place, author=shown.author or "", name=shown.name, quoted=True
    )


def _link_to(room: str, message_id: str) -> str:
    if not message_id:
        return ""
    return (matrix_link if is_matrix(room) else telegram_link)(room, message_id)


def _preview(ctx: Context, draft: ReportDraft) -> Card:
    """The message as it would be reported, its readers, and the ways to send it."""
    form = OpenForm(_FORM, ctx.said_for, asdict(draft))
    room = ctx.form_room
    mark = ctx.store[Forms].keep_preview(room, form, ctx.now + KEPT_FOR)
    lines: list[Line] = [text("Message from {name}", name=draft.name)] if draft.name else []
    if draft.quoted:
        lines += quoted(draft.words)
    if draft.link:
        lines.append(Link(text("See the message"), draft.link))
    if draft.remark:
        lines += ["", text("Your remark: “{words}”", words=draft.remark)]
    lines += ["", *_reader_lines(ctx, draft)]
    return Card(text("🚩 Report this message?"), tuple(lines), _ways(ctx, draft, mark))


def _reader_lines(ctx: Context, draft: ReportDraft) -> list[Text]:
    note = text("Your name is not given. You will be told here what was done.")
    if ctx.community_choice is CommunityChoice.OPEN:
        return [text("The gardening team of the community reads it."), note]
    author = member_at(ctx.store, draft.author)
    names = _names(list(_readers(ctx, author, draft.author)))
    if not names:
        raise NobodyToReportTo(community=ctx.community.name, contact=ctx.contact.address)
    return [text("Read by {names} only.", names=names), note]


def _ways(ctx: Context, draft: ReportDraft, mark: int) -> Buttons:
    """The buttons that send it; of an unknown author it is asked whether they are in the team."""
    label = text("Add a remark") if not draft.remark else text("Change the remark")
    remark = (add_remark.button(label, mark),)
    if draft.author or ctx.community_choice is CommunityChoice.OPEN:
        return (send_report.button(text("Report to the team"), mark, _NOBODY),), remark
    team = [
        send_report.button(
            text("Report: {name} of the team wrote it", name=each.name), mark, each.id
        )
        for each in _team(ctx)
        if each.id != ctx.member.id
    ]
    other = send_report.button(text("Report: somebody else wrote it"), mark, _NOBODY)
    rows: list[tuple[Button, ...]] = [(other,), *((each,) for each in team), remark]
    return tuple(rows)


def _team(ctx: JobContext) -> list[Member]:
    """All who may read what is for the team: holders of seats, deputies, agents."""
    deputies = [each for status in ctx.seat_statuses().values() for each in status.deputies]
    found = [*ctx.seat_holders(), *deputies, *agents_of(ctx.store, ctx.community)]
    return list({each.id: each for each in found}.values())


@dataclass(frozen=True, slots=True)
class _Reader:
    """A person who gets a report, in private."""

    name: Words
    room: str
    member: Member | None


def _readers(ctx: JobContext, author: Member | None, account: str) -> Iterator[_Reader]:
    """Those who get a report: the acting gardeners, but not its author.

    One about somebody of the team goes to the others and to the cultivators, as does one that no
    gardener can read.
    """
    author_id = None if author is None else author.id
    acting = [each for status in ctx.seat_statuses().values() for each in status.acting]
    found: set[int | None] = {author_id}
    for gardener in acting:
        room = direct_room(ctx.store, gardener)
        if gardener.id not in found and room is not None:
            found.add(gardener.id)
            yield _Reader(gardener.name, room, gardener)
    is_about_team = author_id in {each.id for each in _team(ctx)}
    if len(found) > 1 and not is_about_team:
        return
    for address, member in each_cultivator(ctx):
        if member is None and address != account:
            yield _Reader(text("the people who run this bot"), address, None)
        elif member is not None and member.id not in found:
            room = direct_room(ctx.store, member)
            if room is not None:
                yield _Reader(member.name, room, member)


def _names(readers: Sequence[_Reader]) -> list[Words]:
    named = list(dict.fromkeys(each.name for each in readers if each.member is not None))
    others = [each.name for each in readers if each.member is None]
    return [*named, *others[:1]]


@router.button("report_remark", who=Role.MEMBER)
def add_remark(ctx: Context, mark: int) -> Answer:
    """Ask for a remark to the gardeners; the rest stays."""
    _previewed(ctx, mark)
    return remark_form.ask(ctx, mark=str(mark))


@router.form("report_remark_words", who=Role.MEMBER)
def remark_form(
    ctx: Context,
    mark: int,
    remark: Annotated[
        str, asks("What should the gardening team know about it?"), at_most(LONGEST_REMARK)
    ],
) -> Card:
    return _preview(ctx, replace(_previewed(ctx, mark), remark=remark))


@router.button("report_send", deliberate=True, who=Role.MEMBER, limit=REPORTS)
def send_report(ctx: Context, mark: int, team_member_id: int) -> Replace:
    """Report the previewed message; its author may be somebody of the team, as the sender says."""
    draft = _previewed(ctx, mark)
    author = member_at(ctx.store, draft.author)
    if not draft.author and team_member_id != _NOBODY:
        author = next((each for each in _team(ctx) if each.id == team_member_id), None)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return Replace(_file_report(ctx, draft, author))


def _previewed(ctx: Context, mark: int) -> ReportDraft:
    kept = ctx.store[Forms].preview_in(ctx.incoming.room, mark, ctx.now)
    here = (None, ctx.community.id)
    if kept is None or kept.form != _FORM or kept.community_id not in here:
        raise ReportPreviewOver(report=report_command.typed())
    return ReportDraft(**kept.answers)


def _file_report(ctx: Context, draft: ReportDraft, author: Member | None) -> Card:
    """Store a report and show it to its readers; one of the same message joins the first."""
    report = Report(
        community_id=ctx.community.id,
        room=draft.room,
        message_id=draft.message_id,
        link=draft.link,
        words=draft.words,
        author_id=None if author is None else author.id,
        author_account=draft.author if author is None else "",
        author_name=draft.name if author is None else author.name,
        reported_at=ctx.now,
        removal_asked=False,
        removal_refused=False,
    )
    before = ctx.store[Reports].alike(report)
    if before is not None and before.decision is not None:
        if before.message_id:
            return Card(None, (OUTCOMES[before.decision],))
        before = None  # the same words may be said again
    readers = list(_readers(ctx, author, draft.author))
    if not readers:
        raise NobodyToReportTo(community=ctx.community.name, contact=ctx.contact.address)
    if before is None:
        ctx.store[Reports].add(report)
        for each in readers:
            report_card.post(ctx, each.room, report.id, reader=each.member)
    ctx.store[Reports].join(before or report, ctx.member.id, draft.remark, ctx.now)
    names = _names(readers)
    return Card(
        None,
        (
            text("Reported to {names}, without your name.", names=names),
            text("You will be told here what was done."),
        ),
    )
