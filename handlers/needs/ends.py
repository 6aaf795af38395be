"""The end of needs: authors are asked a week before, and told when it has come."""

from datetime import timedelta

from bot.core import Card, JobContext, Router, text
from bot.domain.needs.need import ASKED_BEFORE, Need, NeedState
from bot.references.needs import need_command
from handlers.needs.need_words import headline, need_title
from handlers.needs.own_need import end_buttons, renew_button
from storage.members import Member, Members
from storage.needs import Needs

router = Router()

_ZONES = timedelta(days=1)
"""Elsewhere it may be tomorrow already."""


def ask_about_ends(ctx: JobContext) -> None:
    """Ask about the needs that end in a week, and close those whose last day is over."""
    today = ctx.now.date()
    for need in ctx.store[Needs].ending(today + ASKED_BEFORE + _ZONES):
        here = ctx.within(need.community_id)
        if need.ends_on - here.today <= ASKED_BEFORE:
            _ask(here, need)
    for need in ctx.store[Needs].ended(today + _ZONES):
        here = ctx.within(need.community_id)
        if need.ends_on < here.today:
            _close(here, need)


def _ask(ctx: JobContext, need: Need) -> None:
    """Ask whether it is still valid; it ends where the author cannot be asked."""
    ctx.store[Needs].change(need.id, asked_on=ctx.today)
    author = _author(ctx, need)
    if author is None:
        return
    line = text(
        "“{words}” ends on {day}. Is it still valid?", words=headline(need.words), day=need.ends_on
    )
    buttons = ((renew_button(need),), end_buttons(need))
    ctx.tell(author, Card(need_title(need), (line,), buttons), calm=True)


def _close(ctx: JobContext, need: Need) -> None:
    ctx.store[Needs].close(need.id, NeedState.CLOSED, ctx.now)
    author = _author(ctx, need)
    if author is None:
        return
    line = text(
        "“{words}” has come to its end: nobody sees it any more. To publish it again: {need}.",
        words=headline(need.words),
        need=need_command.typed(),
    )
    ctx.tell(author, Card(need_title(need), (line,)), calm=True)


def _author(ctx: JobContext, need: Need) -> Member | None:
    """The author, unless they want no messages any more."""
    author = ctx.store[Members].get(need.author_id)
    return None if author is None or author.stopped_at is not None else author
