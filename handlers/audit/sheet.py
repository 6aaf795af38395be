"""The traces as a sheet, for a spreadsheet; who gets it: see `handlers/audit/reading.py`."""

from collections.abc import Iterator

from bot.core import Document, JobContext, Reader, Router, text
from bot.domain.roles import Role
from bot.domain.spreadsheets import MEDIA_TYPE, Cell, sheet
from bot.references.audit import audit_file
from handlers.audit.audit_labels import said, who
from handlers.audit.filters import Only, zone_of
from storage.audit import Audit, Trace, Wanted
from storage.communities import Communities

router = Router()

AT_ONCE = 1000
"""How many rows are read at a time."""
_TITLES = (
    text("Position"),
    text("When"),
    text("Name"),
    text("Account"),
    text("What"),
    text("Community"),
    text("Act"),
    text("Outcome"),
    text("Details"),
    text("Number"),
    text("Link of the chain"),
)


@router.file(audit_file, who=Role.CULTIVATOR)
def draw_traces(ctx: JobContext, shown: str, locale: str) -> Document:
    """Draw all traces that are wanted, newest first."""
    zone = zone_of(ctx)
    today = ctx.now.astimezone(zone).date()
    reader = Reader(locale, zone, today)
    rows = _rows(ctx, Only.read(shown).wanted(ctx), reader)
    drawn = sheet([reader.say(each) for each in _TITLES], rows)
    return Document(f"traces-{today}.csv", MEDIA_TYPE, drawn)


def _rows(ctx: JobContext, wanted: Wanted, reader: Reader) -> Iterator[list[Cell]]:
    names = {each.id: each.name for each in ctx.store[Communities].all()}
    before = None
    while traces := ctx.store[Audit].page(wanted, most=AT_ONCE, before=before):
        for each in traces:
            yield _row(ctx, each, names.get(each.community_id or 0, ""), reader)
        before = traces[-1].id


def _row(ctx: JobContext, trace: Trace, community: str, reader: Reader) -> list[Cell]:
    facts = trace.facts or {}
    return [
        trace.position,
        trace.at.astimezone(reader.zone).isoformat(sep=" ", timespec="seconds"),
        trace.name or "",
        trace.actor,
        reader.say(said(ctx, trace.action, trace.outcome, who(trace))),
        community,
        trace.action,
        trace.outcome,
        ", ".join(f"{name}: {value}" for name, value in facts.items()),
        trace.id,
        trace.hash or "",
    ]
