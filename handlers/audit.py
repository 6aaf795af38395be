"""The traces: who did, read or exported what. Reading them leaves one too.

Which acts leave one: see `carry_out` in `bot/core/permissions.py`; what each is called:
`bot/core/deeds.py`; how they are chained: `bot/domain/chain.py`.
"""

import re
from collections.abc import Iterator
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Document,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Typed,
    Where,
    asks,
    button,
    option,
    text,
)
from bot.core.deeds import details, said
from bot.core.i18n import Reader
from bot.core.messages import Words
from bot.core.traces import TRACES, Only, TracesMovedOn, only, zone_of
from bot.domain.roles import Role
from bot.domain.spreadsheets import MEDIA_TYPE, Cell, sheet
from storage.audit import Trace, Wanted

router = Router()

ON_A_PAGE = 10
AT_ONCE = 1000
_CURSOR = re.compile(r"([ba])(\d{1,9})")

Names = dict[int, str]


@router.command(
    "audit",
    fr="traces",
    who=Role.CULTIVATOR,
    where=Where.DIRECT,
    example="/traces Zoé --jour lundi",
    label=text("The traces"),
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
    """See who did, read or exported what, of a person, an act, a community or a day."""
    shown = only(ctx, person=person, act=act, community=community, day=day)
    return _file(ctx, shown) if csv else _page(ctx, shown)


def _close(_ctx: Context) -> dict[str, object]:
    return {"close": Typed("/close", "/cloturer")}


@router.form("traces_by", who=Role.CULTIVATOR)
def narrow_traces(
    ctx: Context,
    person: Annotated[str, asks("Of whom? Write a name or an account, or mention them.")] = "",
    act: Annotated[str, asks("Which act? Write its command, for example {close}.", _close)] = "",
    community: Annotated[str, asks("In which community? Write its short name.")] = "",
    day: Annotated[str, asks("On which day?")] = "",
) -> Card:
    """Choose which traces are shown."""
    return _page(ctx, only(ctx, person=person, act=act, community=community, day=day))


@router.button("traces_page", who=Role.CULTIVATOR)
def turn_page(ctx: Context, cursor: str, shown: str) -> Answer:
    """Go to the traces before or after those shown."""
    return _here(ctx, Replace(_page(ctx, Only.read(shown), cursor)))


@router.button("traces_file", who=Role.CULTIVATOR)
def export_traces(ctx: Context, shown: str) -> Answer:
    """Export the traces that are shown, all pages of them."""
    return _here(ctx, _file(ctx, Only.read(shown)))


def _here(ctx: Context, answer: Answer) -> Answer:
    """Traces are for one person's eyes, whatever button was pressed where."""
    if not ctx.direct:
        raise TracesMovedOn(traces=TRACES)
    return answer


# A page


def _page(ctx: Context, shown: Only, cursor: str = "") -> Card:
    traces, newer, older = _turned(ctx, shown.wanted(ctx), cursor)
    names = _communities(ctx)
    lines: list[Line] = [_line(ctx, each, names) for each in traces]
    lines = lines or [text("Nothing is noted of that.")]
    turning = [
        *([_turn(text("Newer"), f"a{traces[0].id}", shown)] if newer else []),
        *([_turn(text("Older"), f"b{traces[-1].id}", shown)] if older else []),
    ]
    narrowing = [button(text("Choose which"), "ask", "traces_by")]
    if str(shown):
        narrowing.append(button(text("Show all"), "cmd", "audit"))
    narrowing.append(button(text("As a sheet"), "traces_file", shown))
    rows = tuple(tuple(row) for row in (turning, narrowing) if row)
    title = text("Who did, read or exported what")
    return Card(title, (*lines, "", *_foot(ctx)), rows)


def _turned(ctx: Context, wanted: Wanted, cursor: str) -> tuple[list[Trace], bool, bool]:
    """The traces of a page, and whether there are newer and older ones."""
    audit, found = ctx.store.audit, _CURSOR.fullmatch(cursor)
    if cursor and found is None:
        raise TracesMovedOn(traces=TRACES)
    way, place = ("b", None) if found is None else (found[1], int(found[2]))
    if way == "a":
        traces = list(audit.page(wanted, most=ON_A_PAGE, after=place))
    else:
        traces = list(audit.page(wanted, most=ON_A_PAGE, before=place))
    if not traces:
        return [], False, False
    newer = place is not None and bool(audit.page(wanted, most=1, after=traces[0].id))
    return traces, newer, bool(audit.page(wanted, most=1, before=traces[-1].id))


def _turn(label: Text, cursor: str, shown: Only) -> Button:
    return button(label, "traces_page", cursor, shown)


def _line(ctx: JobContext, trace: Trace, names: Names) -> Text:
    """Who did what, to whom or how much, in which community, and when."""
    at = trace.at.astimezone(zone_of(ctx))
    told = said(trace.action, trace.outcome, _who(trace))
    for detail in _details(trace, names):
        told = text("{deed}, {detail}", deed=told, detail=detail)
    return text("{deed}, {day} at {time}", deed=told, day=at.date(), time=at.time())


def _who(trace: Trace) -> Words:
    """A name; an account too where no role vouches for the name, which anybody may copy."""
    if not trace.actor:
        return text("Somebody erased")
    if trace.name is None:
        return text("Somebody ({account})", account=trace.actor)
    return f"{trace.name} ({trace.actor})" if trace.outcome == "refused" else trace.name


def _details(trace: Trace, names: Names) -> list[Words]:
    told: list[Words] = [text("details erased")] if trace.facts is None else details(trace.facts)
    if len(names) > 1 and trace.community_id in names:
        told.append(names[trace.community_id])
    return told


def _communities(ctx: JobContext) -> Names:
    return {each.id: each.name for each in ctx.store.communities.all()}


def _foot(ctx: Context) -> list[Line]:
    lines: list[Line] = [text("Read on {now}.", now=ctx.now)]
    head = ctx.store.audit_chain.head()
    if head is not None:
        lines.append(
            text(
                "Fingerprint: {head}. Noted elsewhere, it shows later whether somebody wrote the "
                "traces anew: terreau check --noted {head}",
                head=str(head),
            )
        )
    return lines


# A sheet


def _file(ctx: Context, shown: Only) -> Answer:
    shown.wanted(ctx)
    return ctx.hand_out("audit", shown, ctx.person.locale, caption=text("The traces, as a sheet"))


@router.file("audit")
def draw_traces(ctx: JobContext, shown: str, locale: str) -> Document:
    """Draw all traces that are wanted, newest first, for a spreadsheet."""
    zone = zone_of(ctx)
    today = ctx.now.astimezone(zone).date()
    reader = Reader(locale, zone, today)
    titles = [
        text("Position"),
        text("When, {zone}", zone=str(zone)),
        text("Name"),
        text("Account"),
        text("What"),
        text("Community"),
        text("Act"),
        text("Outcome"),
        text("Details"),
        text("Number"),
        text("Link of the chain"),
    ]
    rows = _rows(ctx, Only.read(shown).wanted(ctx), reader)
    return Document(
        f"traces-{today}.csv", MEDIA_TYPE, sheet([reader.say(each) for each in titles], rows)
    )


def _rows(ctx: JobContext, wanted: Wanted, reader: Reader) -> Iterator[list[Cell]]:
    names, before = _communities(ctx), None
    while traces := ctx.store.audit.page(wanted, most=AT_ONCE, before=before):
        for each in traces:
            yield _row(each, names, reader)
        before = traces[-1].id


def _row(trace: Trace, names: Names, reader: Reader) -> list[Cell]:
    facts = trace.facts
    told = "" if facts is None else ", ".join(f"{name}: {value}" for name, value in facts.items())
    what = reader.say(said(trace.action, trace.outcome, _who(trace)))
    return [
        trace.position,
        f"{trace.at.astimezone(reader.zone):%Y-%m-%d %H:%M:%S}",
        trace.name or "",
        trace.actor,
        what,
        names.get(trace.community_id or 0, ""),
        trace.action,
        trace.outcome,
        told,
        trace.id,
        trace.hash or "",
    ]
