"""The directory in the letter, on the map, in the figures, and in the data of a member."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from bot.core import JobContext, Line, Router, ntext, text
from bot.domain.addresses import shortened
from bot.domain.dates.local_time import Period
from bot.domain.digest.composing import Key
from bot.domain.stats import Counted, FigureKind
from bot.references.digest import letter_items, outdated_items
from bot.references.directory import directory_command
from bot.references.map import MapLayer, map_layers, places_in_communes
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.letter_items import LetterItem
from storage.directory import OrganisationListRow, OrganisationLists, Organisations, VisibleMembers

router = Router()

LETTER_KIND = "organisations"
RECENT = timedelta(weeks=6)
MOST_LISTS = 3
MOST_NAMED = 5
LONGEST_NAME = 60


@router.contribution(letter_items, order=3)
def organisations_in_letter(ctx: JobContext) -> list[LetterItem]:
    """Lists of organisations added in the last six weeks."""
    added = ctx.store[OrganisationLists].added(ctx.community.id, ctx.now - RECENT)
    return _letter_items(ctx, added)


@router.contribution(outdated_items)
def changed_organisations(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Items of lists that have changed: an organisation was removed."""
    approved = {each.ref: each for each in items if each.kind == LETTER_KIND}
    lists = ctx.store[OrganisationLists].these(ctx.community.id, approved) if approved else []
    now = {each.ref: each for each in _letter_items(ctx, lists)}
    return {
        item.key
        for list_id, item in approved.items()
        if list_id not in now or not now[list_id].says_the_same_as(item)
    }


def _letter_items(ctx: JobContext, lists: Sequence[OrganisationListRow]) -> list[LetterItem]:
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
    return LetterItem(kind=LETTER_KIND, ref=listed.id, headline=headline, lines=tuple(lines))


@router.contribution(map_layers)
def organisations_on_map(ctx: JobContext) -> MapLayer:
    """Organisations whose commune is known."""
    organisations = ctx.store[Organisations].listed(ctx.community.id)
    return MapLayer(
        name="organisations",
        order=20,
        label=text("Organisations"),
        title=text("Organisations"),
        places=places_in_communes((each.commune, None) for each in organisations),
        small=text(
            "Organisations without a commune are not on the map. To find them all: {directory}",
            directory=directory_command.typed(),
        ),
        more=directory_command.button(text("Directory")),
    )


DIRECTORY_FIGURES = (
    Figure(
        key="members_in_directory",
        title=text("Members in the directory"),
        definition=text("Members who chose to be found, at the end of the month."),
        kind=FigureKind.MEMBERS,
    ),
    Figure(
        key="organisations",
        title=text("Organisations in the directory"),
        definition=text("Organisations listed at the end of the month."),
        kind=FigureKind.AT_END,
    ),
)


@router.contribution(figures)
def directory_figures(_ctx: JobContext) -> FigureSet:
    """Members and organisations that can be found."""
    return FigureSet(
        order=15, theme=text("Directory"), figures=DIRECTORY_FIGURES, count=_count_directory
    )


def _count_directory(ctx: JobContext, _period: Period) -> Mapping[str, Counted]:
    here = ctx.community.id
    return {
        "members_in_directory": ctx.store[VisibleMembers].count(here),
        "organisations": ctx.store[Organisations].count(here),
    }


router.personal_data(
    "organisation_lists",
    text("Lists of organisations that you sent"),
    text("With the source that you stated. They stay without you when you have your data erased."),
    order=276,
)
router.personal_data(
    "removal_requests",
    text("Organisations that you asked to remove"),
    text("With your reason, until a gardener decides."),
    order=278,
)
