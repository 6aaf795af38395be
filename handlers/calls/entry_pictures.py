"""Pictures of entries: sent in private with the consent of the people in them, fetched, removed."""

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    JobContext,
    Picture,
    Router,
    Text,
    asks,
    reads,
    text,
)
from bot.domain.calls import KEPT_FOR, MOST_PICTURES, VOTE_LASTS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.calls import (
    add_entry_picture,
    call_picture_card,
    keep_entry_picture,
    show_own_entry,
)
from bot.vocabulary.publications import PictureSent, PictureText
from handlers.calls.call_words import changeable_entry, note_change, own_entry, picture_of
from storage.calls import CallEntry, CallPicture, Entries
from storage.files import Files

router = Router()

NOBODY, AGREED, NOT_AGREED = "nobody", "agreed", "not agreed"
_PEOPLE = {
    NOBODY: text("Nobody can be recognised"),
    AGREED: text("They agreed"),
    NOT_AGREED: text("Not everybody agreed"),
}
_FRENCH = {"personne": NOBODY, "d'accord": AGREED, "pas d'accord": NOT_AGREED}


class NotSaidWhoIsSeen(Refusal):
    """Answer with one of the three buttons."""


class PeopleDidNotAgree(Final):
    """Then I do not take this picture, and nothing of it was kept. Another one is welcome."""


class PicturesEnough(Final):
    """This entry has {count} pictures already: remove one first."""


class EntryPictureGone(Final):
    """This picture is not here any more."""


def read_people(typed: str) -> bool:
    """True if people can be recognised who agreed, False for nobody; raises for those who did not.

    Raises `PeopleDidNotAgree` or `NotSaidWhoIsSeen`.
    """
    word = fold(typed)
    answer = _FRENCH.get(word, word)
    if answer == NOT_AGREED:
        raise PeopleDidNotAgree
    if answer not in _PEOPLE:
        raise NotSaidWhoIsSeen
    return answer == AGREED


@router.button(add_entry_picture, who=Role.MEMBER)
def ask_entry_picture(ctx: Context, entry_id: int) -> Answer:
    """Ask for a picture of one's own entry."""
    entry, _ = changeable_entry(ctx, entry_id)
    _check_room_for_picture(ctx, entry)
    return send_entry_picture.ask(ctx, entry_id=str(entry.id))


def _check_room_for_picture(ctx: Context, entry: CallEntry) -> None:
    if len(ctx.store[Entries].pictures(entry.id)) >= MOST_PICTURES:
        raise PicturesEnough(count=MOST_PICTURES)


@router.form("call_picture_new", who=Role.MEMBER)
def send_entry_picture(
    ctx: Context,
    entry_id: int,
    file: PictureSent,
    people: Annotated[
        bool,
        asks(
            "Can people be recognised in the picture? Each of them has to agree that the members "
            "see it. No face of a pupil, please: a class shows what it made.",
            choices=lambda _ctx: list(_PEOPLE.items()),
        ),
        reads(read_people),
    ],
    words: PictureText = "",
) -> Text:
    """Have the picture fetched, once its sender said that the people in it agreed."""
    entry, call = changeable_entry(ctx, entry_id)
    _check_room_for_picture(ctx, entry)
    picture_id = ctx.store[Entries].expect(entry, words, ctx.now, people=people)
    kept = call.ends_at - ctx.now + VOTE_LASTS + KEPT_FOR
    keep_entry_picture.fetch(ctx, file, key=picture_id, kept=kept, photo=True)
    return text("Thank you, I am fetching the picture.")


def forget_entry_picture(ctx: Context, key: int) -> None:
    ctx.store[Entries].drop_picture(key)


@router.outcome(keep_entry_picture, who=Role.MEMBER, failed=forget_entry_picture)
def attach_picture(ctx: Context, key: int, file_id: int) -> Answer:
    """Attach a fetched picture to its entry, if that may still change."""
    row = ctx.store[Entries].arrived(key, file_id)
    entry = None if row is None else ctx.store[Entries].get(row.entry_id)
    if row is None or entry is None:
        ctx.store[Files].drop(file_id)
        return None
    if len(ctx.store[Entries].pictures(entry.id)) > MOST_PICTURES:
        ctx.store[Entries].drop_picture(row.id)
        enough = PicturesEnough(count=MOST_PICTURES)
        return Text(enough.sentence, enough.values)
    changeable_entry(ctx, entry.id)
    note_change(ctx, entry)
    away = remove_entry_picture.button(text("Remove this picture"), row.id)
    more = add_entry_picture.button(text("Another picture"), entry.id)
    look = show_own_entry.button(text("See it whole"), entry.id)
    picture = picture_of(ctx, entry, row)
    return None if picture is None else replace(picture, buttons=((away, more), (look,)))


@router.button("call_unphoto", deliberate=True, tone="", who=Role.MEMBER)
def remove_entry_picture(ctx: Context, picture_id: int) -> Answer:
    """Remove a picture of one's own entry, wherever it is posted."""
    row = ctx.store[Entries].picture(picture_id)
    if row is None:
        raise EntryPictureGone
    entry, _ = own_entry(ctx, row.entry_id)
    _take_away(ctx, row)
    ctx.store[Entries].drop_picture(row.id)
    look = show_own_entry.button(text("See it whole"), entry.id)
    return Card(None, (text("The picture is removed."),), ((look,),))


@router.card(call_picture_card)
def draw_call_picture(ctx: JobContext, picture_id: int) -> Card | Picture:
    """A picture of one of the first entries, in a room."""
    row = ctx.store[Entries].picture(picture_id)
    entry = None if row is None else ctx.store[Entries].get(row.entry_id)
    picture = None if row is None or entry is None else picture_of(ctx, entry, row)
    return picture or Card(None, (_GONE,))


_GONE = text("This picture was taken back.")


def _take_away(ctx: JobContext, row: CallPicture) -> None:
    call_picture_card.take_away(ctx, row.id, instead=_GONE)


def delete_entries(ctx: JobContext, entries: Collection[CallEntry]) -> None:
    """Delete entries with their pictures, also those that stand in rooms."""
    for each in entries:
        for row in ctx.store[Entries].pictures(each.id):
            _take_away(ctx, row)
    ctx.store[Entries].drop(entries)
