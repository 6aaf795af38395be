"""Take a list of people from a gardener, invite them, or withdraw the invitations.

Reading and inviting happen in `handlers/invitations/import_worker.py`; here a list is taken, shown
on one live card, and stopped. Nobody becomes a member by it:
`handlers/invitations/list_invitations.py`.
"""

from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    OpenDirect,
    Router,
    Text,
    Upload,
    asks,
    ntext,
    reads,
    text,
)
from bot.domain.rates import IMPORTS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.invitations import import_card, open_import, start_import
from bot.vocabulary.lists.brought_lists import UNDECIDED_FOR, shown_file_name, stated_source
from bot.workers.table_lines import ReadFailure
from handlers.invitations import acts
from handlers.invitations.lists import INVITED_FOR, OUTCOME
from storage.files import Files
from storage.invitations import OPEN, Import, Imports, ImportState, Invitees

router = Router()


class NoSource(Refusal):
    """Say where these addresses come from (3 to 120 characters): “Sign-ups at the May forum”."""


class ImportOver(Final):
    """This list is no longer here. Please send it again."""


class NotYourList(Final):
    """Only the person who sent this list can decide about it."""


def read_source(typed: str) -> str:
    """The source of a list, in a few words."""
    return stated_source(typed, NoSource)


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
            "Send me the list of people to invite: a spreadsheet (XLSX) or a CSV file with a "
            "column of names. I also read: first name, e-mail, commune, postcode, circle, "
            "domains, language. Nobody is invited before you have checked it."
        ),
    ],
    source: Annotated[
        str,
        asks("Where do these addresses come from? The people invited will read your answer."),
        reads(read_source),
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
    import_card.post(ctx, ctx.private_room or ctx.incoming.room, import_.id)


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


@router.button("import_go", deliberate=True, who=Role.GARDENER, trace=acts.IMPORT_PEOPLE_TO_INVITE)
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


@router.button("import_stop", who=Role.GARDENER, trace=acts.GIVE_UP_A_LIST_OF_PEOPLE_TO_INVITE)
def stop_import(ctx: Context, import_id: int) -> None:
    """Stop an import before people are invited."""
    import_ = _own_import(ctx, import_id)
    if import_.state in [each.value for each in OPEN]:
        import_.state = ImportState.ENDING
        import_card.refresh(ctx, import_id)


@router.button("import_end", who=Role.GARDENER, trace=acts.LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE)
def ask_before_ending(ctx: Context, import_id: int) -> Card:
    """Say what it means to withdraw all invitations of an import."""
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
    rows = (
        (end_import.button(text("Yes, withdraw them all"), import_.id),),
        (open_import.button(text("No, change nothing"), import_.id),),
    )
    return Card(None, (why,), rows)


@router.button(
    "import_ended",
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=acts.WITHDRAW_THE_INVITATIONS_OF_A_LIST,
)
def end_import(ctx: Context, import_id: int) -> Text:
    """Withdraw all invitations of an import at once; their rows go in the background."""
    import_ = finished_import(ctx, import_id)
    ctx.trace(rows=ctx.store[Invitees].count(ctx.community.id, import_.id), source=import_.source)
    import_.state = ImportState.ENDING
    import_card.refresh(ctx, import_id)
    return text("These invitations are withdrawn. Their codes no longer work.")


def _own_import(ctx: Context, import_id: int) -> Import:
    """The import of a list that this person sent, locked until the commit."""
    import_ = _held_import(ctx, import_id)
    if import_.member_id != ctx.member.id:
        raise NotYourList
    return import_


def finished_import(ctx: Context, import_id: int) -> Import:
    """A finished import, which every gardener may see."""
    import_ = _held_import(ctx, import_id)
    if import_.state != ImportState.DONE:
        raise ImportOver
    return import_


def _held_import(ctx: Context, import_id: int) -> Import:
    import_ = ctx.store[Imports].held(import_id)
    if import_ is None or import_.community_id != ctx.community.id:
        raise ImportOver
    return import_
