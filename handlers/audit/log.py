"""The audit log for gardeners, as pages and as a spreadsheet: acts, exports and reads.

Reading it leaves a trace, too. `carry_out` in `bot/core/declarations/permissions.py` decides
which acts leave one; `handlers/audit/filters.py` has their labels, `bot/domain/audit.py` the chain.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    Document,
    JobContext,
    Line,
    Reader,
    Replace,
    Router,
    Text,
    Where,
    Words,
    asks,
    option,
    text,
)
from bot.domain.files import SHEET_TYPE, Cell, sheet
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.audit import audit_command, audit_file
from bot.references.polls import close_command
from handlers.audit.filters import (
    TYPED_LOG,
    LogFilter,
    TracesMovedOn,
    act_label,
    act_text,
    actor_text,
    detail_texts,
    log_zone,
    read_filter,
)
from storage.audit import Audit, Chain, Trace, Wanted
from storage.communities import Communities
from storage.members import Members

router = Router()

READ_THE_TRACES = Act(text("{who} read the activity log"), text("read the activity log"))
EXPORT_THE_TRACES = Act(text("{who} exported the activity log"), text("export the activity log"))
DELETE_TRACES_PAST_THEIR_TIME = Act(
    text("Old entries of the activity log were deleted"),
    text("delete old entries of the activity log"),
)
router.act("audit file", EXPORT_THE_TRACES)
router.act("traces purged", DELETE_TRACES_PAST_THEIR_TIME)

PAGE_SIZE = 10
MOST_PER_PAGE = 100
"""Traces on one page at most; grouped ones are counted each."""
BATCH = 1000
"""Rows that are read at a time."""
_TITLES = (
    text("Position"),
    text("When"),
    text("Name"),
    text("Account"),
    text("What"),
    text("Community"),
    text("Action"),
    text("Result"),
    text("Details"),
    text("Number"),
    text("Link of the chain"),
)
_CURSOR = re.compile(r"([ba])(\d{1,9})")
Names = dict[int, str]
Group = list[Trace]


class OnlyInPrivate(Refusal):
    """I show the activity log in private only: {traces}."""


@router.command(
    audit_command,
    who=Role.CULTIVATOR,
    where=Where.DIRECT,
    example=("Zoé --day Monday", "Zoé --jour lundi"),
    label=text("Activity log"),
    shows=True,
    trace=READ_THE_TRACES,
)
def read_traces(
    ctx: Context,
    person: str = "",
    *,
    act: Annotated[str, option("acte")] = "",
    community: Annotated[str, option("communaute")] = "",
    day: Annotated[str, option("jour")] = "",
    csv: Annotated[bool, option("csv")] = False,
) -> Answer:
    """See who did, read or exported what: by person, action, community or day."""
    shown = read_filter(ctx, person=person, act=act, community=community, day=day)
    return export_traces.run(ctx, str(shown)) if csv else _log_card(ctx, shown)


def _close_values(_ctx: Context) -> dict[str, object]:
    return {"close": close_command.typed()}


@router.form("traces_by", who=Role.CULTIVATOR, trace=READ_THE_TRACES)
def narrow_traces(
    ctx: Context,
    person: Annotated[
        str, asks("Whose log? Write a name or an account, or mention the person.")
    ] = "",
    act: Annotated[
        str, asks("Which action? Write its command, for example {close}.", _close_values)
    ] = "",
    community: Annotated[str, asks("In which community? Write its short name.")] = "",
    day: Annotated[str, asks("On which day?")] = "",
) -> Card:
    """Choose which traces are shown."""
    return _log_card(ctx, read_filter(ctx, person=person, act=act, community=community, day=day))


@router.button("traces_page", who=Role.CULTIVATOR, trace=READ_THE_TRACES)
def turn_page(ctx: Context, cursor: str, shown: str) -> Answer:
    """Show the traces before or after these."""
    return _in_private(ctx, Replace(_log_card(ctx, LogFilter.read(shown), cursor)))


@router.button("traces_file", who=Role.CULTIVATOR, limit=EXPORTS, trace=EXPORT_THE_TRACES)
def export_traces(ctx: Context, shown: str) -> Answer:
    """Export the traces that are shown, all pages of them."""
    chosen, caption = LogFilter.read(shown), text("The activity log, as a spreadsheet")
    chosen.wanted(ctx)  # refuses what was purged
    return _in_private(ctx, audit_file.hand_out(ctx, chosen, ctx.person.locale, caption=caption))


def _in_private(ctx: Context, answer: Answer) -> Answer:
    """Refuse to show traces outside the private room; typed commands are answered there."""
    if not ctx.direct and not ctx.incoming.command:
        raise OnlyInPrivate(traces=TYPED_LOG)
    return answer


def _log_card(ctx: Context, shown: LogFilter, cursor: str = "") -> Card:
    groups, newer, older = _page_of_groups(ctx, shown.wanted(ctx), cursor)
    names = _community_names(ctx)
    lines: list[Line] = [_filter_text(ctx, shown, names)] if str(shown) else []
    lines += [_group_line(ctx, group, names) for group in groups]
    if not groups:
        lines.append(text("The log has nothing about this."))
    turning = [
        *([_page_button(text("Newer"), f"a{groups[0][0].id}", shown)] if newer else []),
        *([_page_button(text("Older"), f"b{groups[-1][-1].id}", shown)] if older else []),
    ]
    narrowing = [narrow_traces.ask_button(text("Filter"))]
    if str(shown):
        narrowing.append(audit_command.button(text("Show all")))
    narrowing.append(export_traces.button(text("As a spreadsheet"), str(shown)))
    rows = tuple(tuple(row) for row in (turning, narrowing) if row)
    title = text("Who did, read or exported what")
    return Card(title, (*lines, "", *_footer(ctx)), rows)


def _page_of_groups(ctx: Context, wanted: Wanted, cursor: str) -> tuple[list[Group], bool, bool]:
    """A page of traces, and whether there are newer and older ones."""
    audit, found = ctx.store[Audit], _CURSOR.fullmatch(cursor)
    if cursor and found is None:
        raise TracesMovedOn(traces=TYPED_LOG)
    way, place = ("b", None) if found is None else (found[1], int(found[2]))
    if way == "a":
        groups = _groups(ctx, audit.page(wanted, most=MOST_PER_PAGE, after=place))[-PAGE_SIZE:]
    else:
        groups = _groups(ctx, audit.page(wanted, most=MOST_PER_PAGE, before=place))[:PAGE_SIZE]
    if not groups:
        return [], False, False
    first, last = groups[0][0].id, groups[-1][-1].id
    newer = place is not None and bool(audit.page(wanted, most=1, after=first))
    return groups, newer, bool(audit.page(wanted, most=1, before=last))


def _groups(ctx: JobContext, traces: Sequence[Trace]) -> list[Group]:
    """Consecutive identical acts of one person, grouped."""

    def what(trace: Trace) -> object:
        details = None if trace.facts is None else detail_texts(trace.facts)
        return trace.actor, act_label(ctx, trace.action), trace.outcome, details, trace.community_id

    return [list(group) for _, group in groupby(traces, what)]


def _page_button(label: Text, cursor: str, shown: LogFilter) -> Button:
    return turn_page.button(label, cursor, str(shown))


def _filter_text(ctx: Context, shown: LogFilter, names: Names) -> Text:
    """The filter in words."""
    wanted = shown.wanted(ctx)
    member = None if shown.member_id is None else ctx.store[Members].get(shown.member_id)
    act = None if shown.act_of is None else ctx.store[Audit].get(shown.act_of)
    parts = (
        None if member is None else member.name,
        wanted.account,
        None if act is None else act_label(ctx, act.action),
        names.get(shown.community_id or 0),
        shown.day,
    )
    return text("Only: {parts}", parts=[each for each in parts if each is not None])


def _group_line(ctx: JobContext, group: Group, names: Names) -> Text:
    """The actor, the act, its object, the community and the time."""
    trace = group[0]
    at = trace.at.astimezone(log_zone(ctx))
    title = act_text(ctx, trace.action, trace.outcome, actor_text(trace))
    for detail in _detail_parts(trace, names):
        title = text("{deed}, {detail}", deed=title, detail=detail)
    if len(group) == 1:
        return text("{deed}, {day} at {time}", deed=title, day=at.date(), time=at.time())
    return text(
        "{deed}, {times} times, the last one {day} at {time}",
        deed=title,
        times=len(group),
        day=at.date(),
        time=at.time(),
    )


def _detail_parts(trace: Trace, names: Names) -> list[Words]:
    parts: list[Words] = (
        [text("details erased")] if trace.facts is None else detail_texts(trace.facts)
    )
    if len(names) > 1 and trace.community_id in names:
        parts.append(names[trace.community_id])
    return parts


def _community_names(ctx: JobContext) -> Names:
    return {each.id: each.name for each in ctx.store[Communities].all()}


def _footer(ctx: Context) -> list[Line]:
    lines: list[Line] = [text("Read on {now}.", now=ctx.now)]
    if (head := ctx.store[Chain].head()) is not None:
        lines.append(
            text(
                "Fingerprint: {head}. Keep a copy elsewhere; “terreau check --noted” compares it.",
                head=str(head),
            )
        )
    return lines


@router.file(audit_file, who=Role.CULTIVATOR)
def draw_traces(ctx: JobContext, shown: str, locale: str) -> Document:
    """The log of who did what, newest first."""
    zone = log_zone(ctx)
    today = ctx.now.astimezone(zone).date()
    reader = Reader(locale, zone, today)
    rows = _log_rows(ctx, LogFilter.read(shown).wanted(ctx), reader)
    drawn = sheet([reader.say(each) for each in _TITLES], rows)
    return Document(f"traces-{today}.csv", SHEET_TYPE, drawn)


def _log_rows(ctx: JobContext, wanted: Wanted, reader: Reader) -> Iterator[list[Cell]]:
    names, before = _community_names(ctx), None
    while traces := ctx.store[Audit].page(wanted, most=BATCH, before=before):
        for each in traces:
            yield _log_row(ctx, each, names.get(each.community_id or 0, ""), reader)
        before = traces[-1].id


def _log_row(ctx: JobContext, trace: Trace, community: str, reader: Reader) -> list[Cell]:
    facts = trace.facts or {}
    return [
        trace.position,
        trace.at.astimezone(reader.zone).isoformat(sep=" ", timespec="seconds"),
        trace.name or "",
        trace.actor,
        reader.say(act_text(ctx, trace.action, trace.outcome, actor_text(trace))),
        community,
        trace.action,
        trace.outcome,
        ", ".join(f"{name}: {value}" for name, value in facts.items()),
        trace.id,
        trace.hash or "",
    ]


def extend_chain(ctx: JobContext) -> None:
    """Extend the chain by the new traces; those beyond one batch follow a minute later."""
    ctx.store[Chain].extend()


router.personal_data(
    "audit",
    text("Traces"),
    text(
        "What you did in a role, what you were refused, what the team did for you. Also who "
        "read a register. Your name leaves it with your data."
    ),
    order=460,
    labels={"outcome": text("outcome"), "about_you": text("done to you"), "facts": text("details")},
)
