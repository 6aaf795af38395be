"""The end of needs: authors are asked a week before, and told when it has come."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.core import Card, JobContext, Router, text
from bot.domain.needs.need import ASKED_BEFORE, Need, NeedKind, NeedState
from bot.references.needs import need_command, offer_command
from handlers.needs.lists.need_lines import need_list_lines, need_rows
from handlers.needs.need_words import headline, need_title
from handlers.needs.own_need import end_buttons, renew_button
from storage.members import Members
from storage.needs import Needs

router = Router()

_ZONES = timedelta(days=1)
"""Elsewhere it may be tomorrow already."""


def ask_about_ends(ctx: JobContext) -> None:
    """Ask about the needs that end in a week, and close those whose last day is over."""
    today = ctx.now.date()
    for needs in _by_author(ctx.store[Needs].ended(today + _ZONES)):
        here = ctx.within(needs[0].community_id)
        ended = [each for each in needs if each.ends_on < here.today]
        if ended:
            _close(here, ended)
    for needs in _by_author(ctx.store[Needs].ending(today + ASKED_BEFORE + _ZONES)):
        here = ctx.within(needs[0].community_id)
        ending = [each for each in needs if each.ends_on - here.today <= ASKED_BEFORE]
        if ending:
            _ask(here, ending)


def _ask(ctx: JobContext, needs: Sequence[Need]) -> None:
    """Ask whether needs of one author are still valid; they end where nobody can be asked."""
    for each in needs:
        ctx.store[Needs].change(each.id, asked_on=ctx.today)
    card = _question_card(needs[0]) if len(needs) == 1 else _questions_card(needs)
    _tell_author(ctx, needs[0], card)


def _question_card(need: Need) -> Card:
    line = text(
        "“{words}” ends on {day}. Is it still valid?", words=headline(need.words), day=need.ends_on
    )
    return Card(need_title(need), (line,), ((renew_button(need),), end_buttons(need)))


def _questions_card(needs: Sequence[Need]) -> Card:
    """Several needs, each with a button to its own card, which has the answers."""
    lines = (text("These end soon. Are they still valid?"), *need_list_lines(needs))
    return Card(text("🤝 Needs and offers"), lines, tuple(need_rows(needs)))


def _close(ctx: JobContext, needs: Sequence[Need]) -> None:
    """Close needs of one author, and say so in one message."""
    for each in needs:
        ctx.store[Needs].close(each.id, NeedState.CLOSED, ctx.now)
    lines = [
        text(
            "“{words}” has come to its end: nobody sees it any more. To publish it again: {need}.",
            words=headline(each.words),
            need=(offer_command if each.kind == NeedKind.OFFER else need_command).typed(),
        )
        for each in needs
    ]
    title = need_title(needs[0]) if len(needs) == 1 else text("🤝 Needs and offers")
    _tell_author(ctx, needs[0], Card(title, tuple(lines)))


def _tell_author(ctx: JobContext, need: Need, card: Card) -> None:
    """Write to an author, unless they want no messages any more."""
    author = ctx.store[Members].get(need.author_id)
    if author is not None and author.stopped_at is None:
        ctx.tell(author, card, calm=True)


def _by_author(needs: Iterable[Need]) -> Iterable[Sequence[Need]]:
    """Needs of the same author in the same community together, so that each is told once."""
    found: dict[tuple[int, int], list[Need]] = defaultdict(list)
    for each in needs:
        found[each.community_id, each.author_id].append(each)
    return found.values()
