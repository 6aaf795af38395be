"""Organisations that are new in the directory, in the letter: one item a list."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.core import JobContext, LetterItem, Line, Router, ntext, text
from bot.domain.digest.composing import Key, Section
from bot.domain.text.plain_text import shortened
from bot.references.digest import outdated_items
from bot.references.directory import directory_command
from storage.directory import OrganisationListRow, OrganisationLists, Organisations

router = Router()

KIND = "organisations"
RECENT = timedelta(weeks=6)
MOST_LISTS = 3
MOST_NAMED = 5
LONGEST_NAME = 60


@router.section(Section.NEWS, order=3)
def organisations_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The lists that were added lately."""
    return _items(ctx, ctx.store[OrganisationLists].added(ctx.community.id, ctx.now - RECENT))


@router.contribution(outdated_items)
def changed_organisations(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Items of lists of which something was removed."""
    approved = {each.ref: each for each in items if each.kind == KIND}
    lists = ctx.store[OrganisationLists].these(ctx.community.id, approved) if approved else []
    now = {each.ref: each for each in _items(ctx, lists)}
    return {
        item.key
        for list_id, item in approved.items()
        if list_id not in now or not now[list_id].says_the_same_as(item)
    }


def _items(ctx: JobContext, lists: Sequence[OrganisationListRow]) -> list[LetterItem]:
    items = (_letter_item(ctx, each) for each in lists[:MOST_LISTS])
    return [each for each in items if each is not None]


def _letter_item(ctx: JobContext, listed: OrganisationListRow) -> LetterItem | None:
    count, names = ctx.store[Organisations].of_list(listed.id, MOST_NAMED)
    if not count:
        return None
    lines: list[Line] = [*(shortened(each, LONGEST_NAME) for each in names)]
    others = count - len(names)
    if others:
        lines.append(ntext("and {count} other", "and {count} others", others))
    lines.append(text("All of them: {directory}", directory=directory_command.typed()))
    headline = ntext(
        "🏢 {count} new organisation in the directory",
        "🏢 {count} new organisations in the directory",
        count,
    )
    return LetterItem(kind=KIND, ref=listed.id, headline=headline, lines=tuple(lines))
