"""The traces as a spreadsheet; access is checked in `handlers/audit/log_pages.py`."""

from collections.abc import Iterator

from bot.core import Document, JobContext, Reader, Router, text
from bot.domain.roles import Role
from bot.domain.text.spreadsheets import MEDIA_TYPE, Cell, sheet
from bot.references.audit import audit_file
from handlers.audit.audit_labels import act_text, actor_text
from handlers.audit.filters import LogFilter, log_zone
from storage.audit import Audit, Trace, Wanted
from storage.communities import Communities

router = Router()

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


@router.file(audit_file, who=Role.CULTIVATOR)
def draw_traces(ctx: JobContext, shown: str, locale: str) -> Document:
    """The log of who did what, newest first."""
    zone = log_zone(ctx)
    today = ctx.now.astimezone(zone).date()
    reader = Reader(locale, zone, today)
    rows = _log_rows(ctx, LogFilter.read(shown).wanted(ctx), reader)
    drawn = sheet([reader.say(each) for each in _TITLES], rows)
    return Document(f"traces-{today}.csv", MEDIA_TYPE, drawn)


def _log_rows(ctx: JobContext, wanted: Wanted, reader: Reader) -> Iterator[list[Cell]]:
    names = {each.id: each.name for each in ctx.store[Communities].all()}
    before = None
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
