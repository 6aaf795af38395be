"""The member list as a file, and members in the figures and in the data of a member.

Files about people are given as `docs/decisions/0005-files.md` says.
"""

from collections.abc import Mapping

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    Document,
    JobContext,
    Reader,
    Router,
    Text,
    Toast,
    Where,
    commune_of,
    ntext,
    text,
)
from bot.domain.dates.local_time import Period
from bot.domain.files import SHEET_TYPE, WORKBOOK_TYPE, Cell, sheet, workbook
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle, Role
from bot.domain.stats import Counted, FigureKind
from bot.references.members import offer_member_export
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.audiences import CIRCLE_LABELS, domain_label
from handlers.members.member_filter import (
    TYPED_MEMBERS,
    ListChanged,
    MemberFilter,
    check_backstage,
    offer_places,
    read_filter,
)
from handlers.members.member_list import visible_accounts, visible_link
from storage.members import Entry, MemberFigures, Registers

router = Router()

LOOK_AT_HOW_THE_REGISTER_IS_EXPORTED = Act(
    text("{who} opened the export of the register"), text("open the export of the register")
)
EXPORT_THE_REGISTER = Act(text("{who} exported the register"), text("export the register"))
router.act("members file", EXPORT_THE_REGISTER)

FORMATS = {"xlsx": text("For Excel or LibreOffice (XLSX)"), "csv": text("For other programs (CSV)")}
_TITLES = (
    text("Number"),
    text("Name"),
    text("Participation"),
    text("Member since"),
    text("Last seen"),
    text("Commune"),
    text("INSEE code"),
    text("Department"),
    text("Territory"),
    text("Topics"),
    text("About"),
    text("Link"),
    text("Contact"),
)


class ExportInPrivate(Refusal):
    """I send files in private only: write {export} to me there."""


@router.command(
    "members export",
    fr="membres export",
    aliases=("members exporter", "membres exporter", "membre export", "member export"),
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=("export circle active", "export participation actif"),
    trace=LOOK_AT_HOW_THE_REGISTER_IS_EXPORTED,
)
def offer_export(ctx: Context, words: str = "") -> Card:
    """Export all or some members to a spreadsheet."""
    member_filter, places = read_filter(ctx, words) if words else (MemberFilter(), ())
    if places:
        return offer_places(member_filter, places, offer_member_export.button)
    return _export_card(ctx, member_filter)


@router.button(offer_member_export, who=Role.GARDENER, trace=LOOK_AT_HOW_THE_REGISTER_IS_EXPORTED)
def offer_export_of(ctx: Context, shown: str) -> Card:
    check_backstage(ctx)
    return _export_card(ctx, MemberFilter.read(shown))


@router.button("members_sheet", who=Role.GARDENER, limit=EXPORTS, trace=EXPORT_THE_REGISTER)
def export_members(ctx: Context, kind: str, shown: str) -> Answer:
    """Give the file, in private."""
    check_backstage(ctx)
    member_filter = MemberFilter.read(shown)
    if kind not in FORMATS:
        raise ListChanged(members=TYPED_MEMBERS)
    count = ctx.store[Registers].count(ctx.community.id, member_filter.sought(ctx))
    caption = ntext("{count} member, in a spreadsheet", "{count} members, in a spreadsheet", count)
    answer = draw_members.hand_out(ctx, kind, member_filter, caption=caption)
    if not isinstance(answer, Text):  # which says where else it is found
        ctx.trace(members=count)
    if ctx.direct:
        return answer
    if not ctx.whisper(answer):
        raise ExportInPrivate(export=offer_export.typed())
    return Toast(text("I am sending it to you in private."))


def _export_card(ctx: Context, member_filter: MemberFilter) -> Card:
    count = ctx.store[Registers].count(ctx.community.id, member_filter.sought(ctx))
    lines = [text("Only: {parts}.", parts=member_filter.labels(ctx))] if str(member_filter) else []
    lines.append(ntext("{count} member.", "{count} members.", count))
    if not count:
        return Card(text("Export the members"), tuple(lines))
    lines.append(
        text(
            "The file has what the cards show: a link and a contact only for people who share "
            "them. Keep it safe, and delete it when you no longer need it. This export is logged."
        )
    )
    rows = tuple(
        (export_members.button(label, kind, str(member_filter)),) for kind, label in FORMATS.items()
    )
    return Card(text("Export the members"), tuple(lines), rows)


@router.file("members", who=Role.GARDENER)
def draw_members(ctx: JobContext, kind: str = "csv", shown: str = "") -> Document:
    """The members by name (csv or xlsx), in the community's language."""
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    titles = [reader.say(each) for each in _TITLES]
    pages = ctx.store[Registers].all(ctx.community.id, MemberFilter.read(shown).sought(ctx))
    rows = (_member_row(ctx, each, reader) for page in pages for each in page)
    name = reader.say(text("members"))
    if kind == "xlsx":
        drawn = workbook(reader.say(text("The members")), titles, rows)
        return Document(f"{name}-{ctx.today}.xlsx", WORKBOOK_TYPE, drawn)
    return Document(f"{name}-{ctx.today}.csv", SHEET_TYPE, sheet(titles, rows))


def _member_row(ctx: JobContext, entry: Entry, reader: Reader) -> list[Cell]:
    member, home = entry.member, commune_of(entry.member)
    return [
        member.id,
        member.name,
        reader.say(CIRCLE_LABELS[entry.belonging.circle]),
        entry.belonging.joined_at.astimezone(reader.zone).date(),
        member.seen_on if entry.shows_last_seen else None,
        None if home is None else home.name,
        None if home is None else home.code,
        None if home is None else home.department.name,
        member.territory,
        ", ".join(reader.say(domain_label(each)) for each in entry.domains),
        member.about,
        visible_link(entry),
        ", ".join(visible_accounts(ctx, entry)),
    ]


MEMBER_FIGURES = (
    Figure(
        key="members",
        title=text("Members"),
        definition=text("Members at the end of the month, rounded down to five."),
        kind=FigureKind.MEMBERS,
    ),
    *(
        Figure(
            key=f"members_{circle}",
            title=CIRCLE_LABELS[circle],
            definition=text("Members who chose this way of taking part, at the end of the month."),
            kind=FigureKind.MEMBERS,
        )
        for circle in Circle
    ),
    Figure(
        key="members_joined",
        title=text("New members"),
        definition=text("Members who joined in the month and were still there at its end."),
        kind=FigureKind.PEOPLE,
    ),
)


@router.contribution(figures)
def member_figures(_ctx: JobContext) -> FigureSet:
    """Growth, and how members take part."""
    return FigureSet(
        order=10,
        theme=text("Members and participation"),
        figures=MEMBER_FIGURES,
        count=_count_members,
    )


def _count_members(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    here = ctx.community.id
    circles = ctx.store[MemberFigures].by_circle(here)
    return {
        "members": sum(circles.values()),
        **{f"members_{circle}": circles.get(circle, 0) for circle in Circle},
        "members_joined": ctx.store[MemberFigures].joined(here, period.since, period.until),
    }


router.personal_data(
    "name_parts",
    text("Your name in the search"),
    text("The words of your name, for searching. They are deleted when you leave."),
    order=240,
    labels={"part": text("words")},
)
