"""The live card of a list: the preview, the progress, and the invitations that came of it."""

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Router,
    Text,
    ntext,
    text,
)
from bot.domain.invitations.preview import Preview, read_preview
from bot.domain.roles import Role
from bot.references.invitations import (
    import_card,
    list_invitees,
    open_import,
    send_import_remarks,
    send_invitation_links,
    send_invitation_sheet,
)
from bot.workers.table_lines import ReadFailure
from handlers.invitations import acts
from handlers.invitations.import_preview import preview_lines
from handlers.invitations.list_import import (
    ask_before_ending,
    finished_import,
    invite_people,
    stop_import,
)
from handlers.invitations.lists import FAILURE_TEXTS
from storage.invitations import Import, Imports, ImportState, Invitees

router = Router()


@router.button(open_import, who=Role.GARDENER, trace=acts.LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE)
def show_import(ctx: Context, import_id: int) -> Answer:
    """Show an import by which people are invited."""
    return _import_card(ctx, finished_import(ctx, import_id))


@router.card(import_card)
def draw_import_card(ctx: JobContext, import_id: int) -> Card:
    """Draw an import as it is now."""
    found = ctx.store[Imports].get(import_id)
    if found is None:
        return Card(None, (_OVER_TEXT,))
    return _import_card(ctx, found)


def _import_card(ctx: JobContext, found: Import) -> Card:
    title = text("List “{file}”", file=found.file_name)
    source: list[Line] = [text("Source: {source}", source=found.source)]
    stop = ((stop_import.button(text("Give up"), found.id),),)
    match ImportState(found.state):
        case ImportState.FETCHING:
            return Card(title, (*source, text("I am fetching the file.")), stop)
        case ImportState.READING:
            return Card(title, (*source, _reading_text(found)), stop)
        case ImportState.SHOWN:
            preview = read_preview(found.told)
            return Card(title, (*source, *preview_lines(preview)), _preview_rows(found, preview))
        case ImportState.WRITING:
            so_far = text(
                "I am preparing the invitations: {done} of {count}. They count once all are ready.",
                done=found.seen,
                count=found.people,
            )
            return Card(title, (*source, so_far), stop)
        case ImportState.DONE:
            return Card(title, (*source, *_done_lines(ctx, found)), _done_rows(found))
        case _ if found.failure:
            return Card(title, (*source, FAILURE_TEXTS[ReadFailure(found.failure)]))
        case _:
            return Card(title, (_OVER_TEXT,))


_OVER_TEXT = text("Nobody is invited by this list.")


def _reading_text(found: Import) -> Text:
    if not found.seen:
        return text("I am reading the file.")
    return text("I am reading the file: {count} lines so far.", count=found.seen)


def _preview_rows(found: Import, preview: Preview) -> Buttons:
    rows: list[tuple[Button, ...]] = []
    if preview.people:
        label = ntext("Invite {count} person", "Invite {count} people", preview.people)
        rows.append((invite_people.button(label, found.id),))
    if preview.left_out or preview.aside or preview.known or preview.twice:
        rows.append((send_import_remarks.button(text("All remarks, in a file"), found.id),))
    rows.append((stop_import.button(text("Give up"), found.id),))
    return tuple(rows)


def _done_lines(ctx: JobContext, found: Import) -> list[Line]:
    until = found.expires_at.astimezone(ctx.zone).date()
    left = ctx.store[Invitees].count(found.community_id, found.id)
    return [
        ntext(
            "{count} person was invited by this list.",
            "{count} people were invited by this list.",
            found.people,
        ),
        ntext(
            "{count} is still invited, until {day}.",
            "{count} are still invited, until {day}.",
            left,
            day=until,
        ),
        text(
            "Give each their code: on a printed sheet, or by your own mail with the file of links."
        ),
    ]


def _done_rows(found: Import) -> Buttons:
    return (
        (send_invitation_sheet.button(text("Sheet to print"), found.id, 0),),
        (send_invitation_links.button(text("File of links"), found.id),),
        (list_invitees.button(text("Who is invited"), 0),),
        (ask_before_ending.button(text("Withdraw all of them"), found.id),),
    )
