"""A gardener brings a list of people: its preview, the invitations, and their withdrawal.

Reading and inviting happen in `handlers/invitations/import_worker.py`. Nobody becomes a member by
it: see `handlers/invitations/invitees.py`.
"""

from collections.abc import Iterator
from functools import partial
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Router,
    Text,
    Upload,
    asks,
    ntext,
    reads,
    text,
)
from bot.domain.invitations import Preview, read_preview
from bot.domain.rates import IMPORTS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.invitations import (
    LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE,
    import_card,
    list_invitees,
    open_import,
    send_import_remarks,
    send_invitation_links,
    send_invitation_sheet,
    start_import,
    write_to_invitees,
)
from bot.vocabulary.lists import with_others
from bot.vocabulary.outside_sources import (
    UNDECIDED_FOR,
    column_lines,
    problem_text,
    shown_file_name,
    stated_source,
)
from bot.workers.tables import ReadFailure
from handlers.invitations.lists import (
    FAILURE_TEXTS,
    INVITED_FOR,
    MATCH_LABELS,
    OUTCOME,
    PROBLEM_TEXTS,
)
from storage.files import Files
from storage.invitations import OPEN, Import, Imports, ImportState, Invitees

router = Router()

BRING_A_LIST_OF_PEOPLE_TO_INVITE = Act(
    text("{who} brought a list of people to invite"), text("bring a list of people to invite")
)
GIVE_UP_A_LIST_OF_PEOPLE_TO_INVITE = Act(
    text("{who} discarded a list of people to invite"), text("discard a list of people to invite")
)
WITHDRAW_THE_INVITATIONS_OF_A_LIST = Act(
    text("{who} withdrew the invitations of a list"), text("withdraw the invitations of a list")
)
IMPORT_PEOPLE_TO_INVITE = Act(
    text("{who} imported people to invite"), text("import people to invite")
)

_OVER_TEXT = text("Nobody is invited by this list.")


class NoSource(Refusal):
    """Say where these addresses come from (3 to 120 characters): “Sign-ups at the May forum”."""


class ImportOver(Final):
    """This list is no longer here. Please send it again."""


class NotYourList(Final):
    """Only the person who sent this list can decide about it."""


@router.button(start_import, who=Role.GARDENER, trace=BRING_A_LIST_OF_PEOPLE_TO_INVITE)
def ask_list(ctx: Context) -> Answer:
    """Ask for the file, then for its source, in private."""
    return take_list.ask_in_private(ctx)


@router.form("members_import", who=Role.GARDENER, limit=IMPORTS)
def take_list(
    ctx: Context,
    file: Annotated[
        Upload,
        asks(
            "Send me the list of people to invite: a spreadsheet (XLSX) or a CSV file with a "
            "column of names. I also read: first name, e-mail, commune, postcode, "
            "participation, topics, language. Nobody is invited before you have checked it."
        ),
    ],
    source: Annotated[
        str,
        asks("Where do these addresses come from? The people invited will read your answer."),
        reads(partial(stated_source, refusal=NoSource)),
    ],
) -> None:
    """Fetch the file; its card shows the rest."""
    import_ = ctx.store[Imports].add(
        ctx.community.id,
        ctx.member.id,
        source=source,
        file_name=shown_file_name(file.name),
        at=ctx.now,
        expires_at=ctx.now + UNDECIDED_FOR,
    )
    read_list.fetch(ctx, file, key=import_.id)
    ctx.trace(number=import_.id, source=source)
    import_card.post(ctx, ctx.private_room() or ctx.incoming.room, import_.id)


def _note_failed_fetch(ctx: Context, key: int) -> None:
    import_ = ctx.store[Imports].held(key)
    if import_ is not None and import_.state == ImportState.FETCHING:
        import_.state, import_.failure = ImportState.FAILED, ReadFailure.GONE.value
        import_card.refresh(ctx, key)


@router.outcome(OUTCOME, who=Role.GARDENER, failed=_note_failed_fetch)
def read_list(ctx: Context, key: int, file_id: int) -> None:
    """The file is fetched: start reading it."""
    import_ = ctx.store[Imports].held(key)
    if import_ is None or import_.state != ImportState.FETCHING:
        ctx.store[Files].drop(file_id)
        return
    import_.state, import_.file_id = ImportState.READING, file_id
    import_card.refresh(ctx, key)


@router.button("import_go", deliberate=True, who=Role.GARDENER, trace=IMPORT_PEOPLE_TO_INVITE)
def invite_people(ctx: Context, import_id: int) -> None:
    """Invite the people of the preview; a second press changes nothing."""
    import_ = _own_import(ctx, import_id)
    if import_.state != ImportState.SHOWN:
        return
    if not import_.people:
        raise ImportOver
    import_.state, import_.seen = ImportState.WRITING, 0
    import_.expires_at = import_.created_at + INVITED_FOR
    ctx.trace(rows=import_.people, source=import_.source)
    import_card.refresh(ctx, import_id)


@router.button("import_stop", who=Role.GARDENER, trace=GIVE_UP_A_LIST_OF_PEOPLE_TO_INVITE)
def stop_import(ctx: Context, import_id: int) -> None:
    """Stop an import before people are invited."""
    import_ = _own_import(ctx, import_id)
    if import_.state in [each.value for each in OPEN]:
        import_.state = ImportState.ENDING
        import_card.refresh(ctx, import_id)


@router.button("import_end", who=Role.GARDENER, trace=LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE)
def ask_before_ending(ctx: Context, import_id: int) -> Card:
    """Explain what withdrawing all invitations of an import does."""
    import_ = finished_import(ctx, import_id)
    count = ctx.store[Invitees].count(ctx.community.id, import_.id)
    why = ntext(
        "{count} person is still invited by this list: “{source}”. Their code, printed or not, "
        "would stop working.",
        "{count} people are still invited by this list: “{source}”. Their codes, printed or not, "
        "would stop working.",
        count,
        source=import_.source,
    )
    yes = end_import.button(text("Yes, withdraw them all"), import_.id)
    no = open_import.button(text("No, change nothing"), import_.id)
    return Card(None, (why,), ((yes,), (no,)))


@router.button(
    "import_ended",
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=WITHDRAW_THE_INVITATIONS_OF_A_LIST,
)
def end_import(ctx: Context, import_id: int) -> Text:
    """Withdraw all invitations of an import at once; their rows go in the background."""
    import_ = finished_import(ctx, import_id)
    ctx.trace(rows=ctx.store[Invitees].count(ctx.community.id, import_.id), source=import_.source)
    import_.state = ImportState.ENDING
    import_card.refresh(ctx, import_id)
    return text("These invitations are withdrawn. Their codes no longer work.")


@router.button(open_import, who=Role.GARDENER, trace=LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE)
def show_import(ctx: Context, import_id: int) -> Answer:
    return _import_card(ctx, finished_import(ctx, import_id))


@router.card(import_card)
def draw_import_card(ctx: JobContext, import_id: int) -> Card:
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
            so_far = text("I am reading the file.")
            if import_.seen:
                so_far = text("I am reading the file: {count} lines so far.", count=import_.seen)
            return Card(title, (*source, so_far), stop)
        case ImportState.SHOWN:
            preview = read_preview(import_.told)
            return Card(title, (*source, *_preview_lines(preview)), _preview_rows(import_, preview))
        case ImportState.WRITING:
            so_far = text(
                "Preparing the invitations: {done} of {count}. They are valid once all are ready.",
                done=import_.seen,
                count=import_.people,
            )
            return Card(title, (*source, so_far), stop)
        case ImportState.DONE:
            return Card(title, (*source, *_done_lines(ctx, import_)), _done_rows(ctx, import_))
        case _ if import_.failure:
            return Card(title, (*source, FAILURE_TEXTS[ReadFailure(import_.failure)]))
        case _:
            return Card(title, (_OVER_TEXT,))


def _preview_lines(preview: Preview) -> Iterator[Line]:
    if preview.people:
        yield ntext("{count} person to invite.", "{count} people to invite.", preview.people)
    else:
        yield text("There is nobody to invite.")
    if preview.first:
        yield text("The first: {names}.", names=preview.first)
    yield from column_lines(preview.understood, preview.ignored)
    yield from _repeated_lines(preview)
    yield from _problem_lines(preview)
    if preview.people:
        yield ""
        yield text(
            "This makes nobody a member: each person gets a code, reads your source and decides. "
            "Those who have not come after 60 days are erased."
        )


def _repeated_lines(preview: Preview) -> Iterator[Line]:
    if preview.twice:
        lines = [str(each.line) for each in preview.first_twice]
        yield ntext(
            "{count} line repeats a person listed above: {lines}.",
            "{count} lines repeat a person listed above: {lines}.",
            preview.twice,
            lines=with_others(lines, preview.twice),
        )
    if preview.known:
        names = [
            text("{name} ({how})", name=each.name, how=MATCH_LABELS[each.how])
            for each in preview.first_known
        ]
        yield ntext(
            "{count} person is already a member or invited: {names}.",
            "{count} people are already members or invited: {names}.",
            preview.known,
            names=with_others(names, preview.known),
        )


def _problem_lines(preview: Preview) -> Iterator[Line]:
    left_out = ntext(
        "{count} line has an error and invites nobody.",
        "{count} lines have an error and invite nobody.",
        preview.left_out,
    )
    ignored = ntext(
        "{count} cell was not understood: the person is invited without it.",
        "{count} cells were not understood: the people are invited without them.",
        preview.aside,
    )
    for count, title, remarks in (
        (preview.left_out, left_out, preview.first_left_out),
        (preview.aside, ignored, preview.first_aside[:3]),
    ):
        if count:
            yield ""
            yield Bold(title)
            for each in remarks:
                yield problem_text(each.line, PROBLEM_TEXTS[each.problem], each.typed)


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
    mailed = []
    if import_.letters_at is not None:
        mailed = [
            ntext(
                "{count} e-mail written. Said “No thank you”, now or before: {refusals}.",
                "{count} e-mails written. Said “No thank you”, now or before: {refusals}.",
                import_.letters,
                refusals=import_.refusals,
            )
        ]
    return [
        ntext(
            "This list invited {count} person.", "This list invited {count} people.", import_.people
        ),
        *mailed,
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


def _done_rows(ctx: JobContext, import_: Import) -> Buttons:
    mail: Buttons = ()
    is_open = import_.letters_at is None and can_write(ctx)
    if is_open and ctx.store[Invitees].count_addresses(import_.id):
        mail = ((write_to_invitees.button(text("Write to those with an address"), import_.id),),)
    return (
        *mail,
        (send_invitation_sheet.button(text("Sheet to print"), import_.id, 0),),
        (send_invitation_links.button(text("File of links"), import_.id),),
        (list_invitees.button(text("Who is invited"), 0),),
        (ask_before_ending.button(text("Withdraw them all"), import_.id),),
    )


def _own_import(ctx: Context, import_id: int) -> Import:
    """The import of a list that this person sent, locked until the commit."""
    import_ = _held_import(ctx, import_id)
    if import_.member_id != ctx.member.id:
        raise NotYourList
    return import_


def can_write(ctx: JobContext) -> bool:
    """True where there are e-mails, and pages for their links."""
    return bool(ctx.contact.mail_networks and ctx.contact.public_url)


def finished_import(ctx: Context, import_id: int) -> Import:
    """A finished import, which every gardener may see; raises `ImportOver`."""
    import_ = _held_import(ctx, import_id)
    if import_.state != ImportState.DONE:
        raise ImportOver
    return import_


def _held_import(ctx: Context, import_id: int) -> Import:
    import_ = ctx.store[Imports].held(import_id)
    if import_ is None or import_.community_id != ctx.community.id:
        raise ImportOver
    return import_
