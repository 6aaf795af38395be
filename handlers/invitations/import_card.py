"""The live card of a list: the preview, the progress, and the resulting invitations."""

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
    """The current state of an import."""
    import_ = ctx.store[Imports].get(import_id)
    if import_ is None:
        return Card(None, (_OVER_TEXT,))
    return _import_card(ctx, import_)


def _import_card(ctx: JobContext, import_: Import) -> Card:
    title = text("List “{file}”", file=import_.file_name)
    source: list[Line] = [text("Source: {source}", source=import_.source)]
    stop = ((stop_import.button(text("Discard this list"), import_.id),),)
    match ImportState(import_.state):
        case ImportState.FETCHING:
            return Card(title, (*source, text("I am fetching the file.")), stop)
        case ImportState.READING:
            return Card(title, (*source, _reading_text(import_)), stop)
        case ImportState.SHOWN:
            preview = read_preview(import_.told)
            return Card(title, (*source, *preview_lines(preview)), _preview_rows(import_, preview))
        case ImportState.WRITING:
            so_far = text(
                "Preparing the invitations: {done} of {count}. They are valid once all are ready.",
                done=import_.seen,
                count=import_.people,
            )
            return Card(title, (*source, so_far), stop)
        case ImportState.DONE:
            return Card(title, (*source, *_done_lines(ctx, import_)), _done_rows(import_))
        case _ if import_.failure:
            return Card(title, (*source, FAILURE_TEXTS[ReadFailure(import_.failure)]))
        case _:
            return Card(title, (_OVER_TEXT,))


_OVER_TEXT = text("Nobody is invited by this list.")


def _reading_text(import_: Import) -> Text:
    if not import_.seen:
        return text("I am reading the file.")
    return text("I am reading the file: {count} lines so far.", count=import_.seen)


def _preview_rows(import_: Import, preview: Preview) -> Buttons:
    rows: list[tuple[Button, ...]] = []
    if preview.people:
        label = ntext("Invite {count} person", "Invite {count} people", preview.people)
        rows.append((invite_people.button(label, import_.id),))
    if preview.left_out or preview.aside or preview.known or preview.twice:
        rows.append((send_import_remarks.button(text("All remarks, in a file"), import_.id),))
    rows.append((stop_import.button(text("Discard this list"), import_.id),))
    return tuple(rows)


def _done_lines(ctx: JobContext, import_: Import) -> list[Line]:
    until = import_.expires_at.astimezone(ctx.zone).date()
    remaining = ctx.store[Invitees].count(import_.community_id, import_.id)
    return [
        ntext(
            "This list invited {count} person.",
            "This list invited {count} people.",
            import_.people,
        ),
        ntext(
            "{count} has not answered yet; the invitation is valid until {day}.",
            "{count} have not answered yet; the invitations are valid until {day}.",
            remaining,
            day=until,
        ),
        text(
            "Give each person their code: on a printed sheet, or by e-mail with the file of links."
        ),
    ]


def _done_rows(import_: Import) -> Buttons:
    return (
        (send_invitation_sheet.button(text("Sheet to print"), import_.id, 0),),
        (send_invitation_links.button(text("File of links"), import_.id),),
        (list_invitees.button(text("Who is invited"), 0),),
        (ask_before_ending.button(text("Withdraw them all"), import_.id),),
    )
