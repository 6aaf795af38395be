"""Lists of people that gardeners bring: previewed, then invited.

Reading and inviting happen in `handlers/invitations/import_worker.py`; here a list is taken, shown
on one live card, and stopped. Nobody becomes a member by it:
`handlers/invitations/list_invitations.py`.
"""

from typing import Annotated

from bot.core import (
    Answer,
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    OpenDirect,
    Router,
    Text,
    Upload,
    Words,
    asks,
    ntext,
    reads,
    text,
)
from bot.domain.invitations.preview import Preview, read_preview
from bot.domain.rates import IMPORTS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import on_one_line
from bot.references.invitations import (
    import_card,
    list_invitees,
    open_import,
    send_import_remarks,
    send_invitation_links,
    send_invitation_sheet,
    start_import,
)
from bot.workers.table_lines import Why
from handlers.invitations import acts
from handlers.invitations.lists import (
    FAILURE_TEXTS,
    INVITED_FOR,
    MATCH_LABELS,
    OUTCOME,
    PROBLEM_TEXTS,
    UNDECIDED_FOR,
)
from storage.files import Files
from storage.invitations import OPEN, Import, Imports, ImportState, Invitees

router = Router()

LONGEST_SOURCE = 120
MOST_FILE_NAME = 60
MOST_SHOWN = 8
"""How many titles of columns are named."""


class NoSource(Refusal):
    """Say where these addresses come from, in 3 to 120 characters: “Sign-ups at the May forum”."""


class ImportOver(Refusal):
    """This list is not there any more. To begin anew, send it again."""


class NotYourList(Refusal):
    """Only whoever sent this list decides about it."""


def read_source(typed: str) -> str:
    """The source of a list, in a few words."""
    source = on_one_line(typed)
    if not 3 <= len(source) <= LONGEST_SOURCE:  # noqa: PLR2004 - a word, or nearly
        raise NoSource
    return source


@router.button(start_import, who=Role.GARDENER, trace=acts.BRING_A_LIST_OF_PEOPLE_TO_INVITE)
def ask_list(ctx: Context) -> Answer:
    """Ask for the file, then for its source, in private."""
    if ctx.private_room is None:
        return OpenDirect(take_list.link_word(ctx))
    return take_list.ask(ctx)


@router.form("members_import", who=Role.GARDENER, limit=IMPORTS)
def take_list(
    ctx: Context,
    file: Annotated[
        Upload,
        asks(
            "Send me the list of people to invite: a spreadsheet (XLSX) or CSV file, with a column "
            "of names. Also read: first name, e-mail, commune, postcode, circle, domains, "
            "language. Nobody is invited before you have seen what I understood."
        ),
    ],
    source: Annotated[
        str,
        asks("Where do these addresses come from? Those invited will read it."),
        reads(read_source),
    ],
) -> None:
    """Fetch the file; its card shows the rest."""
    found = ctx.store[Imports].add(
        ctx.community.id,
        ctx.member.id,
        source=source,
        file_name=on_one_line(file.name)[:MOST_FILE_NAME],
        at=ctx.now,
        expires_at=ctx.now + UNDECIDED_FOR,
    )
    read_list.fetch(ctx, file, key=found.id)
    ctx.trace(number=found.id, source=source)
    import_card.post(ctx, ctx.private_room or ctx.incoming.room, found.id)


def _note_failed_fetch(ctx: Context, key: int) -> None:
    found = ctx.store[Imports].held(key)
    if found is not None and found.state == ImportState.FETCHING:
        found.state, found.failure = ImportState.FAILED, Why.GONE.value
        import_card.refresh(ctx, key)


@router.outcome(OUTCOME, who=Role.GARDENER, failed=_note_failed_fetch)
def read_list(ctx: Context, key: int, file_id: int) -> None:
    """The file is fetched: start reading it."""
    found = ctx.store[Imports].held(key)
    if found is None or found.state != ImportState.FETCHING:
        ctx.store[Files].drop(file_id)
        return
    found.state, found.file_id = ImportState.READING, file_id
    import_card.refresh(ctx, key)


@router.button("import_go", who=Role.GARDENER, trace=acts.IMPORT_PEOPLE_TO_INVITE)
def invite_people(ctx: Context, import_id: int) -> None:
    """Invite the people of the preview; a second press changes nothing."""
    found = _own_import(ctx, import_id)
    if found.state != ImportState.SHOWN:
        return
    if not found.people:
        raise ImportOver
    found.state, found.seen = ImportState.WRITING, 0
    found.expires_at = found.created_at + INVITED_FOR
    ctx.trace(rows=found.people, source=found.source)
    import_card.refresh(ctx, import_id)


@router.button("import_stop", who=Role.GARDENER, trace=acts.GIVE_UP_A_LIST_OF_PEOPLE_TO_INVITE)
def stop_import(ctx: Context, import_id: int) -> None:
    """Stop an import by which nobody is invited yet."""
    found = _own_import(ctx, import_id)
    if found.state in [each.value for each in OPEN]:
        found.state = ImportState.ENDING
        import_card.refresh(ctx, import_id)


@router.button(open_import, who=Role.GARDENER, trace=acts.LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE)
def show_import(ctx: Context, import_id: int) -> Answer:
    """Show an import by which people are invited."""
    return _import_card(ctx, _finished_import(ctx, import_id))


@router.button("import_end", who=Role.GARDENER, trace=acts.LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE)
def ask_before_ending(ctx: Context, import_id: int) -> Card:
    """Say what it means to withdraw all invitations of an import."""
    found = _finished_import(ctx, import_id)
    count = ctx.store[Invitees].count(ctx.community.id, found.id)
    why = ntext(
        "{count} person is still invited by this list: “{source}”. Their code would work no more, "
        "nor would a printed sheet.",
        "{count} people are still invited by this list: “{source}”. Their codes would work no "
        "more, nor would printed sheets.",
        count,
        source=found.source,
    )
    rows = (
        (end_import.button(text("Yes, withdraw all of them"), found.id),),
        (open_import.button(text("No, change nothing"), found.id),),
    )
    return Card(None, (why,), rows)


@router.button("import_ended", who=Role.GARDENER, trace=acts.WITHDRAW_THE_INVITATIONS_OF_A_LIST)
def end_import(ctx: Context, import_id: int) -> Text:
    """Withdraw all invitations of an import at once; their rows go in the background."""
    found = _finished_import(ctx, import_id)
    ctx.trace(rows=ctx.store[Invitees].count(ctx.community.id, found.id), source=found.source)
    found.state = ImportState.ENDING
    import_card.refresh(ctx, import_id)
    return text("These invitations are withdrawn, and their codes work no more.")


def _own_import(ctx: Context, import_id: int) -> Import:
    """Return the import if this person sent the list, locked until the commit."""
    found = _held_import(ctx, import_id)
    if found.member_id != ctx.member.id:
        raise NotYourList
    return found


def _finished_import(ctx: Context, import_id: int) -> Import:
    """Return the finished import, for every gardener."""
    found = _held_import(ctx, import_id)
    if found.state != ImportState.DONE:
        raise ImportOver
    return found


def _held_import(ctx: Context, import_id: int) -> Import:
    found = ctx.store[Imports].held(import_id)
    if found is None or found.community_id != ctx.community.id:
        raise ImportOver
    return found


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
            return Card(title, (*source, *_preview_lines(preview)), _preview_rows(found, preview))
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
            return Card(title, (*source, FAILURE_TEXTS[Why(found.failure)]))
        case _:
            return Card(title, (_OVER_TEXT,))


_OVER_TEXT = text("Nobody is invited by this list.")


def _reading_text(found: Import) -> Text:
    if not found.seen:
        return text("I am reading the file.")
    return text("I am reading the file: {count} lines so far.", count=found.seen)


def _preview_lines(preview: Preview) -> list[Line]:
    lines: list[Line] = [_count_text(preview)]
    if preview.first:
        lines.append(text("The first ones: {names}.", names=preview.first))
    columns = preview.understood[:MOST_SHOWN]
    lines.append(text("Columns understood: {columns}.", columns=columns))
    if preview.ignored:
        columns = preview.ignored[:MOST_SHOWN]
        lines.append(text("Columns left aside: {columns}.", columns=columns))
    lines += _repeated_lines(preview)
    if preview.left_out:
        lines += ["", Bold(_left_out_text(preview))]
        lines += [
            _remark_text(each.line, PROBLEM_TEXTS[each.problem], each.typed)
            for each in preview.first_left_out
        ]
    if preview.aside:
        lines += ["", Bold(_aside_text(preview))]
        lines += [
            _remark_text(each.line, PROBLEM_TEXTS[each.problem], each.typed)
            for each in preview.first_aside[:3]
        ]
    if preview.people:
        lines += [
            "",
            text(
                "Nobody becomes a member by this: each person gets a code, reads your source and "
                "decides. Who has not come within 60 days is erased."
            ),
        ]
    return lines


def _count_text(preview: Preview) -> Text:
    if not preview.people:
        return text("There is nobody to invite.")
    return ntext("{count} person to invite.", "{count} people to invite.", preview.people)


def _repeated_lines(preview: Preview) -> list[Line]:
    lines: list[Line] = []
    if preview.twice:
        lines.append(
            ntext(
                "{count} line names somebody who stands further up: {lines}.",
                "{count} lines name somebody who stands further up: {lines}.",
                preview.twice,
                lines=_first_names([str(each.line) for each in preview.first_twice], preview.twice),
            )
        )
    if preview.known:
        names = [
            text("{name} ({how})", name=each.name, how=MATCH_LABELS[each.how])
            for each in preview.first_known
        ]
        lines.append(
            ntext(
                "{count} person is a member or invited already: {names}.",
                "{count} people are members or invited already: {names}.",
                preview.known,
                names=_first_names(names, preview.known),
            )
        )
    return lines


def _first_names(first: list[Words] | list[str] | list[Text], count: int) -> list[object]:
    return [*first, "…"] if count > len(first) else [*first]


def _left_out_text(preview: Preview) -> Text:
    return ntext(
        "{count} line has an error: nobody is invited by it.",
        "{count} lines have an error: nobody is invited by them.",
        preview.left_out,
    )


def _aside_text(preview: Preview) -> Text:
    return ntext(
        "{count} cell is not understood: the person is invited without it.",
        "{count} cells are not understood: the people are invited without them.",
        preview.aside,
    )


def _remark_text(line: int, what: Text, typed: str) -> Text:
    if not typed:
        return text("Line {line}: {what}", line=str(line), what=what)
    return text("Line {line}: {what} “{typed}”", line=str(line), what=what, typed=typed)


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
