"""Letters, their items as submitted, gardeners' choices for a draft, and results of link checks."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ForeignKey,
    UniqueConstraint,
    and_,
    delete,
    false,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.circles import Audience
from bot.domain.digest.approvals import Approval, DigestState, DigestStatus
from bot.domain.digest.composing import ItemFacts, Key, Section
from bot.domain.digest.contents import Part
from bot.domain.roles import Hand, Seat
from storage.base import Base, BigId, Choice, table
from storage.outbound import report_change
from storage.ownership import not_told, owned_by_member
from storage.repository import Repository
from storage.retention import kept_for
from storage.revisions import Revised
from storage.statements import insert_into

PICTURE = "with_picture"
"""Key of the picture in the words of an item that has one."""


class Digest(Base):
    """A digest; one of a community is `open`: the next to go out, or a missed one not given up."""

    __revised__ = Revised(
        "letter",
        by=("title", "greeting", "introduction", "due_at", "contents"),
        apart=(
            *("id", "community_id", "number", "state", "submitted_by", "submitted_seat"),
            *("submitted_hand", "submitted_at", "approved_by", "approved_seat", "approved_hand"),
            *("open", "sent_at", "mailing_id", "alone_hours", "neutral", "shown", "shown_to"),
        ),
    )
    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("community_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    number: Mapped[int]
    title: Mapped[str]
    greeting: Mapped[str] = mapped_column(server_default="")
    """A line by the gardeners, above all else."""
    introduction: Mapped[str] = mapped_column(server_default="")
    state: Mapped[DigestState] = mapped_column(Choice(DigestState))
    due_at: Mapped[datetime | None]
    submitted_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    submitted_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    approved_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    approved_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    submitted_hand: Mapped[Hand] = mapped_column(Choice(Hand), server_default=Hand.HOLDER)
    approved_hand: Mapped[Hand] = mapped_column(Choice(Hand), server_default=Hand.HOLDER)
    open: Mapped[bool]
    sent_at: Mapped[datetime | None]
    mailing_id: Mapped[int | None] = mapped_column(
        ForeignKey("mailings.id"), index=True, info=not_told()
    )
    """The mailing that sent it in private."""
    submitted_at: Mapped[datetime | None]
    alone_hours: Mapped[int] = mapped_column(default=0, server_default="0")
    """Hours that the other seat was given to answer when it was submitted; 0: it waits."""
    neutral: Mapped[bool] = mapped_column(default=False, server_default=false(), info=not_told())
    """True if it was checked as neutral since it was submitted (pre-election period)."""
    contents: Mapped[list[Any] | None] = mapped_column(info=not_told())
    """The items as they were shown last: see `stored_parts`. None once it is over."""
    shown: Mapped[list[Any] | None] = mapped_column(info=not_told())
    """The parts as they were submitted last, to tell later changes. None once it is over."""
    shown_to: Mapped[list[Any] | None] = mapped_column(info=not_told())
    """The people who were shown these: all who acted for a seat."""

    def forget_words(self, which: Callable[[Part], bool]) -> None:
        """Empty the stored words of some parts; that they were there is still told."""

        def emptied(part: Part) -> Part:
            return Part(part.key, "") if which(part) else part

        self._change_stored(emptied)

    def change_author(self, gone_id: int, kept_id: int) -> None:
        """Give one member the stored words of another."""

        def given(part: Part) -> Part:
            return replace(part, author_id=kept_id) if part.author_id == gone_id else part

        self._change_stored(given)

    def _change_stored(self, change: Callable[[Part], Part]) -> None:
        if self.contents is not None:
            self.contents = stored_parts(map(change, read_parts(self.contents)))
        if self.shown is not None:
            self.shown = stored_parts(map(change, read_parts(self.shown)))

    @property
    def status(self) -> DigestStatus:
        """Its state, for the rules."""
        return DigestStatus(
            self.state,
            self.due_at,
            _approval(self.submitted_seat, self.submitted_by, self.submitted_hand),
            _approval(self.approved_seat, self.approved_by, self.approved_hand),
            self.submitted_at,
        )


def stored_parts(parts: Iterable[Part]) -> list[list[Any]]:
    """Parts of a digest as they are stored: key, words and author of each."""
    return [[each.key, each.words, each.author_id] for each in parts]


def read_parts(stored: Iterable[Sequence[Any]] | None) -> list[Part]:
    """Parts of a digest from what is stored."""
    return [Part(*each) for each in stored or ()]


def digests_with_words(session: Session) -> Sequence[Digest]:
    """The digests of all communities of which words are stored: those under way."""
    words = Digest.contents.is_not(None) | Digest.shown.is_not(None)
    return session.scalars(select(Digest).where(words)).all()


def _approval(seat: Seat | None, member_id: int | None, hand: Hand) -> Approval | None:
    return None if seat is None else Approval(seat, member_id, hand)


class LetterItemRow(Base):
    """An item of a letter in the words that were submitted; nothing of it changes any more.

    Only its author, and the picture that they sent, are forgotten with their account.
    """

    __tablename__ = "letter_items"
    __table_args__ = (UniqueConstraint("digest_id", "kind", "ref"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digests.id"))
    section: Mapped[Section] = mapped_column(Choice(Section))
    place: Mapped[int]
    kind: Mapped[str]
    ref: Mapped[int]
    words: Mapped[dict[str, Any]]
    """Headline, lines and button, encoded as a card, and the picture."""
    audience: Mapped[dict[str, Any]]
    until: Mapped[datetime | None]
    seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="letter_items"),
    )
    author: Mapped[str | None]


class LetterChoice(Base):
    """The gardeners' choice for an item of a draft: its place, or to leave it out."""

    __tablename__ = "letter_choices"

    digest_id: Mapped[int] = mapped_column(ForeignKey("digests.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int | None]
    left_out: Mapped[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenItem(ItemFacts):
    """An item of a letter as it is stored."""

    words: dict[str, Any]
    """Its headline, lines and button, encoded as a card, and its picture."""
    seat: Seat | None = None
    author_id: int | None = None
    author: str | None = None


_items, _digests = table(LetterItemRow), table(Digest)
_choices = table(LetterChoice)


class LetterItems(Repository):
    """The items of all letters that were submitted, and the choices for drafts."""

    def freeze(self, digest_id: int, items: Sequence[FrozenItem]) -> None:
        """Keep the items of a letter as they are submitted."""
        self.thaw(digest_id)
        rows = [_row(digest_id, place, each) for place, each in enumerate(items)]
        if rows:
            self._session.execute(insert(_items), rows)

    def thaw(self, digest_id: int) -> None:
        """Forget the items of a letter: it is a draft again."""
        self._session.execute(delete(_items).where(_items.c.digest_id == digest_id))

    def frozen(self, digest_id: int) -> list[FrozenItem]:
        """The items of a letter as they were submitted, in order; none of a draft."""
        rows = self._session.execute(
            select(_items).where(_items.c.digest_id == digest_id).order_by(_items.c.place)
        )
        return [
            FrozenItem(
                kind=row.kind,
                ref=row.ref,
                section=row.section,
                audience=Audience(**row.audience),
                until=row.until,
                words=row.words,
                seat=row.seat,
                author_id=row.author_id,
                author=row.author,
            )
            for row in rows
        ]

    def remove(self, digest_id: int, keys: Collection[Key]) -> None:
        """Remove items that are no longer true when a letter is sent."""
        for kind, ref in keys:
            self._session.execute(
                delete(_items).where(
                    _items.c.digest_id == digest_id, _items.c.kind == kind, _items.c.ref == ref
                )
            )

    def take_out(self, kind: str, refs: Collection[int], *, sent: bool) -> None:
        """Delete the items about these things from letters not sent yet, or from all letters."""
        these = (_items.c.kind == kind) & _items.c.ref.in_(refs)
        if not sent:
            these &= _items.c.digest_id.in_(select(_digests.c.id).where(_digests.c.open))
        gone = delete(_items).where(these).returning(_items.c.digest_id)
        letters = set(self._session.scalars(gone))
        keys = {f"{kind}-{ref}" for ref in refs}
        for digest in digests_with_words(self._session):
            digest.forget_words(lambda part: part.key in keys)
        report_change(self._session, Digest, letters)
        report_change(self._session, LetterItems, letters)

    def leave_out(self, digest_id: int, key: Key, *, left_out: bool = True) -> None:
        """Take an item out of a draft, or put it back."""
        self._choose(digest_id, key, left_out=left_out)

    def put_in_order(self, digest_id: int, keys: Sequence[Key]) -> None:
        """Give the items of a draft the order of these keys."""
        for place, key in enumerate(keys):
            self._choose(digest_id, key, place=place)

    def left_out(self, digest_id: int) -> Collection[Key]:
        """The keys of the items that were taken out of a draft."""
        rows = self._session.execute(
            select(_choices.c.kind, _choices.c.ref).where(
                _choices.c.digest_id == digest_id, _choices.c.left_out
            )
        )
        return {(row.kind, row.ref) for row in rows}

    def places(self, digest_id: int) -> dict[Key, int]:
        """The places that items of a draft were given."""
        rows = self._session.execute(
            select(_choices).where(_choices.c.digest_id == digest_id, _choices.c.place.is_not(None))
        )
        return {(row.kind, row.ref): row.place for row in rows}

    def drop(self, digest_ids: Collection[int]) -> None:
        """Forget letters whole."""
        for each in (_items, _choices):
            self._session.execute(delete(each).where(each.c.digest_id.in_(digest_ids)))

    def erase(self, member_id: int) -> None:
        """Forget an author and their pictures, also where items are shown."""
        mine = _items.c.author_id == member_id
        shown = self._session.scalars(select(_items.c.digest_id).where(mine).distinct()).all()
        for row in self._session.execute(select(_items.c.id, _items.c.words).where(mine)).all():
            words = {name: row.words[name] for name in row.words if name != PICTURE}
            self._session.execute(
                update(_items)
                .where(_items.c.id == row.id)
                .values(author_id=None, author=None, words=words)
            )
        report_change(self._session, Digest, shown)

    def _choose(self, digest_id: int, key: Key, **chosen: object) -> None:
        kind, ref = key
        found = self._session.get(LetterChoice, (digest_id, kind, ref))
        if found is None:
            found = LetterChoice(digest_id=digest_id, kind=kind, ref=ref, left_out=False)
            self._session.add(found)
        for name, value in chosen.items():
            setattr(found, name, value)
        self._session.flush()


def _row(digest_id: int, place: int, item: FrozenItem) -> Mapping[str, Any]:
    audience = {name: list(part) for name, part in asdict(item.audience).items()}
    return {
        "digest_id": digest_id,
        "section": item.section,
        "place": place,
        "kind": item.kind,
        "ref": item.ref,
        "words": item.words,
        "audience": audience,
        "until": item.until,
        "seat": item.seat,
        "author_id": item.author_id,
        "author": item.author,
    }


KNOWN_FOR = timedelta(days=1)
"""Time for which a result is valid."""
FAILURE_KNOWN_FOR = timedelta(hours=1)
REMEMBERED = timedelta(days=60)


class LinkCheck(Base):
    """The last request for a link; of the link itself only the hash is kept."""

    __tablename__ = "link_checks"

    community_id: Mapped[int] = mapped_column(
        ForeignKey("communities.id"), primary_key=True, autoincrement=False
    )
    link_key: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(info=kept_for(REMEMBERED))
    failure: Mapped[str | None]
    """One word for the reason of a failure; empty if it answered, None while unknown."""


_checks = table(LinkCheck)


class LinkChecks(Repository):
    """The requests for the links of all communities' letters."""

    def claim(self, community_id: int, link_key: str, now: datetime) -> bool:
        """Note a request for a link; False if its last result is still valid."""
        new = insert_into(self._session, _checks).values(
            community_id=community_id, link_key=link_key, asked_at=now, failure=None
        )
        failed = and_(_checks.c.failure != "", _checks.c.asked_at <= now - FAILURE_KNOWN_FOR)
        claimed = self._session.execute(
            new.on_conflict_do_update(
                index_elements=["community_id", "link_key"],
                set_={"asked_at": now},
                where=or_(failed, _checks.c.asked_at <= now - KNOWN_FOR),
            ).returning(_checks.c.link_key)
        )
        return claimed.first() is not None

    def note(self, community_id: int, link_key: str, failure: str) -> None:
        """Save the result of a request."""
        self._session.execute(
            update(_checks)
            .where(_checks.c.community_id == community_id, _checks.c.link_key == link_key)
            .values(failure=failure)
        )

    def known(self, community_id: int, link_keys: Collection[str]) -> Mapping[str, str | None]:
        """The failure of each requested link; empty if it answered, None while unknown."""
        rows = self._session.execute(
            select(_checks.c.link_key, _checks.c.failure).where(
                _checks.c.community_id == community_id, _checks.c.link_key.in_(list(link_keys))
            )
        )
        return {row.link_key: row.failure for row in rows}

    def drop_community(self, community_id: int) -> None:
        """Forget the links of a community."""
        self._session.execute(delete(_checks).where(_checks.c.community_id == community_id))
