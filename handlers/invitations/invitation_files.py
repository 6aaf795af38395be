"""Files for gardeners who invite: a sheet to print, the links, remarks on a list.

They are about people, so they go by a page or on Matrix only: see `FileRef.hand_out`.
"""

from collections.abc import Iterator

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    Document,
    JobContext,
    Line,
    Link,
    Reader,
    Router,
    Sheet,
    Slip,
    Text,
    as_card,
    ntext,
    print_sheet,
    text,
    together,
)
from bot.domain import communes
from bot.domain.files import SHEET_TYPE, Cell, sheet
from bot.domain.invitations import Header
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.invitations import (
    LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE,
    send_import_remarks,
    send_invitation_links,
    send_invitation_sheet,
)
from bot.workers.tables import ListReading
from handlers.invitations.lists import (
    MATCH_LABELS,
    PROBLEM_TEXTS,
    first_link,
    invitation_word,
    list_to_read,
    way_lines,
)
from storage.communities import Community
from storage.invitations import Import, Imports, ImportState, Invitee, Invitees

router = Router()

EXPORT_THE_CODES_OF_THOSE_INVITED = Act(
    text("{who} exported the invitation codes"), text("export the invitation codes")
)
router.act("import_remarks file", LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE)
router.act("invitation_sheet file", EXPORT_THE_CODES_OF_THOSE_INVITED)
router.act("invitation_links file", EXPORT_THE_CODES_OF_THOSE_INVITED)

PEOPLE_PER_SHEET = 400
"""Most people on one sheet: fifty pages, drawn in some seconds."""


class NoSuchList(Refusal):
    """This list no longer invites anyone."""


@router.button(
    send_invitation_sheet,
    who=Role.GARDENER,
    limit=EXPORTS,
    trace=EXPORT_THE_CODES_OF_THOSE_INVITED,
)
def give_sheet(ctx: Context, import_id: int, after: int) -> Answer:
    """Give the sheet to print; a long list makes several."""
    import_ = _list_in_state(ctx, import_id, ImportState.DONE)
    people = ctx.store[Invitees].page(
        ctx.community.id, after=after, most=PEOPLE_PER_SHEET + 1, import_id=import_.id
    )
    if not people:
        raise NoSuchList
    listed = people[:PEOPLE_PER_SHEET]
    caption = ntext(
        "A sheet for {count} person, from {first} to {last}: print it, cut it, hand it out.",
        "A sheet for {count} people, from {first} to {last}: print it, cut it, hand it out.",
        len(listed),
        first=listed[0].name,
        last=listed[-1].name,
    )
    ctx.trace(rows=len(listed))
    file = draw_sheet.hand_out(ctx, import_.id, after, ctx.person.locale, caption=caption)
    if len(people) <= PEOPLE_PER_SHEET:
        return file
    rows = ((send_invitation_sheet.button(text("The next sheet"), import_.id, listed[-1].id),),)
    more = Card(None, (text("There are more people on this list."),), rows)
    whole = as_card(file)
    if whole is None:
        ctx.whisper(more)
        return file
    return together(whole, more)


@router.button(
    send_invitation_links,
    who=Role.GARDENER,
    limit=EXPORTS,
    trace=EXPORT_THE_CODES_OF_THOSE_INVITED,
)
def give_links(ctx: Context, import_id: int) -> Answer:
    import_ = _list_in_state(ctx, import_id, ImportState.DONE)
    ctx.trace(rows=ctx.store[Invitees].count(ctx.community.id, import_.id))
    caption = text("Names, codes and links of “{file}”", file=import_.file_name)
    return draw_links.hand_out(ctx, import_.id, ctx.person.locale, caption=caption)


@router.button(
    send_import_remarks,
    who=Role.GARDENER,
    limit=EXPORTS,
    trace=LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE,
)
def give_remarks(ctx: Context, import_id: int) -> Answer:
    import_ = _list_in_state(ctx, import_id, ImportState.SHOWN)
    caption = text("Remarks on “{file}”, line by line", file=import_.file_name)
    return draw_remarks.hand_out(ctx, import_.id, ctx.person.locale, caption=caption)


@router.file("invitation_sheet", who=Role.GARDENER)
def draw_sheet(ctx: JobContext, import_id: str, after: str, locale: str) -> Document:
    """The invitations of an imported list of people, to print."""
    import_, reader = _import_to_draw(ctx, import_id), Reader(locale, ctx.zone, ctx.today)
    people = ctx.store[Invitees].page(
        import_.community_id, after=int(after), most=PEOPLE_PER_SHEET, import_id=import_.id
    )
    slips = [_invitation_slip(ctx, import_, each, reader) for each in people]
    title = reader.say(text("Invitations to {community}", community=ctx.community.name))
    drawn = print_sheet(Sheet(title, reader.locale, ctx.now, slips))
    return Document(f"invitations-{ctx.today}.pdf", "application/pdf", drawn)


def _invitation_slip(ctx: JobContext, import_: Import, invitee: Invitee, reader: Reader) -> Slip:
    code = ctx.store[Invitees].code_of(invitee)
    word = invitation_word(ctx, code)
    link = first_link(ctx, word)
    until = invitee.expires_at.astimezone(ctx.zone).date()
    beside: list[Line] = [text("{community} invites you.", community=ctx.community.name)]
    beside += [text("Scan this code with your phone.")] if link else []
    beside.append(text("Your code: {code}", code=code))
    below: list[Line] = [
        *way_lines(ctx, word, code),
        text("Source: {source}", source=import_.source),
        text(
            "If you do not answer, your name is erased on {day}. The code also lets you erase it.",
            day=until,
        ),
    ]
    words = [[_plain_text(each, reader) for each in part] for part in (beside, below)]
    return Slip(invitee.name, link or code, *words)


def _plain_text(line: Line, reader: Reader) -> str:
    if isinstance(line, Link):
        return f"{reader.say(line.words)} {line.url}"
    return reader.say(line if isinstance(line, Text | str) else line.words)


@router.file("invitation_links", who=Role.GARDENER)
def draw_links(ctx: JobContext, import_id: str, locale: str) -> Document:
    """The names, codes and links of an imported list of people."""
    import_, reader = _import_to_draw(ctx, import_id), Reader(locale, ctx.zone, ctx.today)
    titles = (
        text("Name"),
        text("E-mail"),
        text("Commune"),
        text("Code"),
        text("Link"),
        text("Until"),
    )
    drawn = sheet([reader.say(each) for each in titles], _link_rows(ctx, import_))
    return Document(f"invitations-{ctx.today}.csv", SHEET_TYPE, drawn)


def _link_rows(ctx: JobContext, import_: Import) -> Iterator[list[Cell]]:
    invitees = ctx.store[Invitees]
    for each in invitees.each(import_.community_id, import_.id):
        code = invitees.code_of(each)
        home = None if each.commune is None else communes.at(each.commune)
        yield [
            each.name,
            each.email or "",
            "" if home is None else home.name,
            code,
            first_link(ctx, invitation_word(ctx, code)),
            each.expires_at.astimezone(ctx.zone).date().isoformat(),
        ]


@router.file("import_remarks", who=Role.GARDENER)
def draw_remarks(ctx: JobContext, import_id: str, locale: str) -> Document:
    """The remarks on an imported list of people, which is read again."""
    import_, reader = _import_to_draw(ctx, import_id), Reader(locale, ctx.zone, ctx.today)
    titles = (text("Line"), text("What"), text("What it says"), text("Invited"))
    rows = _remark_rows(ctx, import_, ctx.community, reader)
    drawn = sheet([reader.say(each) for each in titles], rows)
    return Document(f"remarques-{ctx.today}.csv", SHEET_TYPE, drawn)


def _remark_rows(
    ctx: JobContext, import_: Import, community: Community, reader: Reader
) -> Iterator[list[Cell]]:
    yes, no = reader.say(text("yes")), reader.say(text("no"))
    reading = ListReading(list_to_read(ctx.store, import_, community))
    try:
        while (result := reading.next()) is not None:
            if isinstance(result, Header):
                continue
            rows: list[tuple[int, str, str, str]] = []
            for remark in result.remarks:
                problem = reader.say(PROBLEM_TEXTS[remark.problem]).rstrip(" :\u00a0")
                invited = no if remark.problem.leaves_out else yes
                rows.append((remark.line, problem, remark.typed, invited))
            rows += [
                (again.line, reader.say(MATCH_LABELS[again.how]), again.name, no)
                for again in result.repeated
            ]
            yield from map(list, sorted(rows, key=lambda row: row[0]))
    finally:
        reading.close()


def _list_in_state(ctx: Context, import_id: int, state: ImportState) -> Import:
    import_ = ctx.store[Imports].get(import_id)
    if import_ is None or import_.community_id != ctx.community.id or import_.state != state:
        raise NoSuchList
    return import_


def _import_to_draw(ctx: JobContext, import_id: str) -> Import:
    """The import, if it belongs to the community; else `LookupError`."""
    import_ = ctx.store[Imports].get(int(import_id))
    if import_ is None or import_.community_id != ctx.community.id:
        raise LookupError(import_id)
    return import_
