"""Step-by-step questions in progress, one a room: they survive a restart."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, table
from storage.ownership import Held, Whom, held, not_told
from storage.repository import Repository, Unlinked
from storage.retention import NO_LONGER, kept_for
from storage.revisions import Revisions

_PAGE = " page"
_OWN_PAGE = " own page"
_ASIDE = " aside"
_HELD = " held"
_DRAFT = " draft"
_PREVIEW = " preview"
_REQUEST = " request"
_SEARCH = " search"
PROPOSED = " proposal"
"""Mark of what a member proposed: `storage.polls.polls` keeps it."""
_KINDS = ("", _ASIDE, _HELD, _DRAFT, _PREVIEW, _REQUEST, _SEARCH, PROPOSED)
_MARKS = tuple(f"{where}{kind}" for where in ("", _PAGE, _OWN_PAGE) for kind in _KINDS)


def page_room(direct: str) -> str:
    """The room of what is in progress on the page of a person, apart from their direct room."""
    return f"{direct}{_PAGE}"


def own_page_room(direct: str) -> str:
    """Likewise on a member's own page, apart from the gardeners' page."""
    return f"{direct}{_OWN_PAGE}"


class FormRow(Base):
    """A form in progress in a direct room; `answers` holds what was typed, by question."""

    __tablename__ = "forms"

    room: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str]
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"))
    answers: Mapped[dict[str, Any]]
    mark: Mapped[int] = mapped_column(server_default="0", info=not_told())
    """Its number, which is never given twice: buttons carry it."""
    expires_at: Mapped[datetime] = mapped_column(info=kept_for(NO_LONGER))


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form in progress."""

    form: str
    community_id: int | None
    answers: dict[str, Any]
    until: datetime | None = field(default=None, compare=False)
    """Its end, unless it is answered before."""
    mark: int = field(default=0, compare=False)
    """The number by which a button recognises what it was made for; 0 while it is not kept."""


_rows = table(FormRow)
_FORM = select(
    *(FormRow.form, FormRow.community_id, FormRow.answers, FormRow.mark),
    FormRow.expires_at.label("until"),
)


class Forms(Repository):
    """The forms in progress."""

    def open_in(self, room: str, now: datetime) -> OpenForm | None:
        """The form in progress in a room, unless its time is over."""
        found = self._value(OpenForm, _FORM.where(FormRow.room == room))
        is_over = found is not None and found.until is not None and found.until <= now
        return None if is_over else found

    def put(self, room: str, form: OpenForm, expires_at: datetime) -> int:
        """Keep the answers given so far; a form replaces the one before it.

        Gives its mark: the same as long as it says the same, else one that was never given.
        """
        known = self._value(OpenForm, _FORM.where(FormRow.room == room))
        mark = known.mark if known == form else Revisions(self._session).serial("form")
        self._session.merge(
            FormRow(
                room=room,
                form=form.form,
                community_id=form.community_id,
                answers=form.answers,
                mark=mark,
                expires_at=expires_at,
            )
        )
        self._session.flush()
        return mark

    def close(self, room: str) -> bool:
        """Forget the form in progress; False when there was none."""
        gone = self._session.execute(
            delete(FormRow).where(FormRow.room == room).returning(FormRow.room)
        )
        return gone.first() is not None

    def put_aside(self, room: str, form: OpenForm, expires_at: datetime) -> int:
        """Keep answers for a form that nobody opened yet; gives its mark."""
        return self.put(f"{room}{_ASIDE}", form, expires_at)

    def aside_in(self, room: str, now: datetime) -> OpenForm | None:
        """The form set aside in a room."""
        return self.open_in(f"{room}{_ASIDE}", now)

    def forget_aside(self, room: str) -> None:
        """Forget what was put aside in a room."""
        self.close(f"{room}{_ASIDE}")

    def kept_words(self, room: str, mark: int, now: datetime) -> str:
        """The words of what is put aside in a room under this mark; empty once they are gone."""
        kept = self.aside_in(room, now)
        return "" if kept is None or kept.mark != mark else kept.answers.get("words", "")

    def keep_draft(self, room: str, form: OpenForm, expires_at: datetime) -> None:
        """Keep what was typed so far, in case the form is left."""
        self.put(f"{room}{_DRAFT}", form, expires_at)

    def draft_in(self, room: str, now: datetime) -> OpenForm | None:
        """The draft of the form that was typed in last in a room."""
        return self.open_in(f"{room}{_DRAFT}", now)

    def forget_draft(self, room: str) -> None:
        """Forget the draft of a room: it was sent, or thrown away."""
        self.close(f"{room}{_DRAFT}")

    def keep_preview(self, room: str, form: OpenForm, expires_at: datetime) -> int:
        """Keep what is shown before it counts, in place of an earlier one; gives its mark."""
        return self.put(f"{room}{_PREVIEW}", form, expires_at)

    def preview_in(self, room: str, mark: int, now: datetime) -> OpenForm | None:
        """The preview with this mark; None once its time is over, or another came after it."""
        found = self.any_preview_in(room, now)
        return None if found is None or found.mark != mark else found

    def any_preview_in(self, room: str, now: datetime) -> OpenForm | None:
        """The preview of a room, whichever its mark."""
        return self.open_in(f"{room}{_PREVIEW}", now)

    def forget_preview(self, room: str) -> None:
        """Forget the preview of a room: it counts now, or was thrown away."""
        self.close(f"{room}{_PREVIEW}")

    def keep_request(self, room: str, form: OpenForm, expires_at: datetime) -> int:
        """Save a request by another person to the one in this room; returns its mark."""
        return self.put(f"{room}{_REQUEST}", form, expires_at)

    def request_in(self, room: str, now: datetime) -> OpenForm | None:
        """The unanswered request by another person to the one in this room."""
        return self.open_in(f"{room}{_REQUEST}", now)

    def take_request(self, room: str, mark: int, now: datetime) -> OpenForm | None:
        """Remove the request with this mark and return it; None if there is none any more."""
        found = self.request_in(room, now)
        if found is None or found.mark != mark:
            return None
        self.close(f"{room}{_REQUEST}")
        return found

    def keep_search(self, room: str, search: OpenForm, expires_at: datetime) -> int:
        """Keep the words of a search, in place of an earlier one; returns its mark."""
        return self.put(f"{room}{_SEARCH}", search, expires_at)

    def search_in(self, room: str, mark: int, now: datetime) -> OpenForm | None:
        """The search with this mark; None once another came after it."""
        found = self.open_in(f"{room}{_SEARCH}", now)
        return None if found is None or found.mark != mark else found

    def hold(self, room: str, held: OpenForm, expires_at: datetime) -> int:
        """Hold a request until it is known in the name of which community; gives its mark."""
        return self.put(f"{room}{_HELD}", held, expires_at)

    def held_in(self, room: str, now: datetime) -> OpenForm | None:
        """The request held in a room."""
        return self.open_in(f"{room}{_HELD}", now)

    def forget_held(self, room: str) -> None:
        """Forget what was held in a room: it goes on, or never will."""
        self.close(f"{room}{_HELD}")

    def move_room(self, old: str, new: str) -> None:
        """Move forms to another room, unless it has forms already."""
        for mark in _MARKS:
            there = select(FormRow.room).where(FormRow.room == f"{new}{mark}")
            if self._session.scalar(there) is None:
                self._session.execute(
                    update(FormRow)
                    .where(FormRow.room == f"{old}{mark}")
                    .values(room=f"{new}{mark}")
                )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The forms in a person's direct rooms."""
        rooms = [f"{room}{mark}" for room in whom.traces for mark in _MARKS]
        yield from held(self._session, FormRow, FormRow.room.in_(rooms))

    def forget(self, rooms: Collection[str]) -> None:
        """Forget what is in progress or kept beside in a person's direct rooms, and on pages."""
        gone = [f"{room}{mark}" for room in rooms for mark in _MARKS]
        self._session.execute(delete(FormRow).where(FormRow.room.in_(gone)))

    def unlink(self, unlinked: Unlinked) -> None:
        """Forget what is in progress in the room of an account that left its member."""
        self.forget({unlinked.room})

    def drop_community(self, community_id: int) -> None:
        """Forget all that is in progress in a community."""
        self._session.execute(delete(FormRow).where(FormRow.community_id == community_id))

    def restored(self, _now: datetime) -> None:
        """Take nothing for the answer to a question of long ago."""
        self._session.execute(delete(FormRow))
