"""Portraits, their answers, the places to which people said yes, and the gardeners' questions."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.personal_data import RetentionPeriods
from bot.domain.portraits import (
    KEPT_FOR,
    REMINDED_AFTER,
    UNFINISHED_KEPT_FOR,
    Place,
    PortraitState,
)
from bot.domain.public_page import Thing
from bot.domain.words import fold
from storage.base import Base, Choice
from storage.digest import LetterItems
from storage.files import FileRow, Files
from storage.members import Member, Membership
from storage.outbound import report_change
from storage.ownership import Held, Whom, held, not_told, owned_by_member
from storage.public_page import WebConsent, WebConsents
from storage.repository import Repository
from storage.retention import Purged
from storage.revisions import FIRST, RaisedBy, Revised, RevisionRow, Revisions

LETTER_KIND = "portrait"
"""Kind of the letter's items about portraits."""


class Portrait(Base):
    """A member's portrait in a community: there is one at most.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __revised__ = Revised(
        "portrait",
        by=("member_id", "photo_id", "photo_words"),
        apart=(
            *("id", "community_id", "asked_by", "state", "asked_at", "changed_at", "reminded_at"),
            *("published_at", "in_letter_at"),
        ),
        raised_by=(RaisedBy("members", by=("name", "adult"), named_in="member_id"),),
    )
    __tablename__ = "portraits"
    __table_args__ = (
        UniqueConstraint("community_id", "member_id"),
        Index("ix_portraits_listed", "community_id", "changed_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="portraits"),
    )
    asked_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie"),
    )
    """The gardener who asked."""
    state: Mapped[PortraitState] = mapped_column(Choice(PortraitState))
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    """Time of the last change of its words, or of the last yes."""
    reminded_at: Mapped[datetime | None]
    photo_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL"), index=True
    )
    photo_words: Mapped[str]
    published_at: Mapped[datetime | None]
    """Time since which it is in the rooms."""
    in_letter_at: Mapped[datetime | None]
    """Time at which a letter with it was sent."""


class PortraitAnswer(Base):
    """A question of a portrait with its answer; without words it is not shown."""

    __revised__ = Revised(
        "portrait",
        by=("question", "words"),
        apart=("id", "portrait_id", "place", "by_team", "skipped", "voice_id"),
        key="portrait_id",
    )
    __tablename__ = "portrait_answers"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    portrait_id: Mapped[int] = mapped_column(
        ForeignKey("portraits.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[int] = mapped_column(info=not_told())
    question: Mapped[str]
    words: Mapped[str]
    by_team: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True for words that the team typed for the person."""
    skipped: Mapped[bool] = mapped_column(default=False, server_default=false())
    voice_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL"), index=True
    )
    """A voice message that waits to be typed in."""


class PortraitYes(Base):
    """A yes to one place; it holds for the revision that was read. That to the web is elsewhere."""

    __tablename__ = "portrait_yeses"

    portrait_id: Mapped[int] = mapped_column(
        ForeignKey("portraits.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[Place] = mapped_column(Choice(Place), primary_key=True)
    revision: Mapped[int] = mapped_column(info=not_told())
    given_at: Mapped[datetime]


_OPEN_ANSWER = (
    PortraitAnswer.words == "",
    PortraitAnswer.skipped.is_(False),
    PortraitAnswer.voice_id.is_(None),
)


@dataclass(frozen=True, slots=True)
class WaitingVoice:
    """A voice answer that nobody typed in yet."""

    answer_id: int
    name: str
    """The person who speaks."""


class Portraits(Repository):
    """The portraits of all communities."""

    covers = (Portrait, PortraitAnswer, PortraitYes)
    purged_after = (Files,)

    def get(self, portrait_id: int) -> Portrait | None:
        """The portrait with this number, of whichever community."""
        return self._session.get(Portrait, portrait_id, populate_existing=True)

    def of(self, community_id: int, member_id: int) -> Portrait | None:
        """A member's portrait in a community."""
        mine = (Portrait.community_id == community_id, Portrait.member_id == member_id)
        return self._session.scalar(select(Portrait).where(*mine).with_for_update())

    def here(self, community_id: int, *, most: int) -> Sequence[tuple[Portrait, Member]]:
        """The portraits of a community with their people, the latest changed first."""
        found = (
            select(Portrait, Member)
            .join(Member, Member.id == Portrait.member_id)
            .where(Portrait.community_id == community_id)
            .order_by(Portrait.changed_at.desc(), Portrait.id.desc())
            .limit(most)
        )
        return [(row[0], row[1]) for row in self._session.execute(found)]

    def ask(
        self, community_id: int, member_id: int, questions: Sequence[str], *, by: int, at: datetime
    ) -> Portrait:
        """Begin a portrait with these questions."""
        portrait = self._added(
            Portrait(
                community_id=community_id,
                member_id=member_id,
                asked_by=by,
                state=PortraitState.ASKED,
                asked_at=at,
                changed_at=at,
                photo_words="",
            )
        )
        self.add_questions(portrait, questions)
        return portrait

    def add_questions(self, portrait: Portrait, questions: Sequence[str]) -> None:
        """Put questions at the end of a portrait."""
        first = 1 + max((each.place for each in self.answers(portrait.id)), default=0)
        self._session.add_all(
            PortraitAnswer(portrait_id=portrait.id, place=place, question=each, words="")
            for place, each in enumerate(questions, start=first)
        )
        self._session.flush()

    def answers(self, portrait_id: int) -> Sequence[PortraitAnswer]:
        """The questions of a portrait with their answers, in order."""
        found = select(PortraitAnswer).where(PortraitAnswer.portrait_id == portrait_id)
        return self._session.scalars(found.order_by(PortraitAnswer.place, PortraitAnswer.id)).all()

    def answer(self, answer_id: int) -> PortraitAnswer | None:
        """One question with its answer."""
        return self._session.get(PortraitAnswer, answer_id, populate_existing=True)

    def write(self, answer: PortraitAnswer, words: str, at: datetime, *, by_team: bool) -> None:
        """Keep an answer in words; without any, it was skipped or removed."""
        answer.words, answer.by_team = words, by_team
        answer.skipped, answer.voice_id = not words, None
        self._changed(answer.portrait_id, at)

    def set_photo(self, portrait: Portrait, file_id: int | None, words: str, at: datetime) -> None:
        """Replace the photo, or take it away."""
        portrait.photo_id, portrait.photo_words = file_id, words
        self._changed(portrait.id, at)

    def files(self, portrait_ids: Collection[int]) -> Sequence[int]:
        """The photos of portraits, and the voice messages that wait to be typed in."""
        photos = select(Portrait.photo_id).where(
            Portrait.id.in_(portrait_ids), Portrait.photo_id.is_not(None)
        )
        voices = select(PortraitAnswer.voice_id).where(
            PortraitAnswer.portrait_id.in_(portrait_ids), PortraitAnswer.voice_id.is_not(None)
        )
        found = [*self._session.scalars(photos), *self._session.scalars(voices)]
        return [each for each in found if each is not None]

    def _changed(self, portrait_id: int, at: datetime) -> None:
        self._session.flush()
        self._session.execute(
            update(Portrait).where(Portrait.id == portrait_id).values(changed_at=at)
        )
        report_change(self._session, Portrait, [portrait_id])

    # The yes to each place

    def say_yes(self, portrait: Portrait, place: Place, revision: int, at: datetime) -> None:
        """Keep a yes to the revision that was read."""
        if place is Place.WEB:
            self._put_web(portrait, given=True, revision=revision, at=at)
        else:
            row = PortraitYes(portrait_id=portrait.id, place=place, revision=revision, given_at=at)
            self._session.merge(row)
        self._changed(portrait.id, at)

    def take_back(self, portrait: Portrait, place: Place, at: datetime) -> None:
        """Take a yes back, out of sent letters too; cards in rooms are left to the caller."""
        if place is Place.WEB:
            self._put_web(portrait, given=False, revision=0, at=at)
        else:
            mine = (PortraitYes.portrait_id == portrait.id, PortraitYes.place == place)
            self._session.execute(delete(PortraitYes).where(*mine))
        if place is Place.LETTER:
            portrait.in_letter_at = None
            LetterItems(self._session).take_out(LETTER_KIND, [portrait.id], sent=True)
        if place is Place.ROOM:
            portrait.published_at = None
        self._session.flush()
        report_change(self._session, Portrait, [portrait.id])

    def _put_web(self, portrait: Portrait, *, given: bool, revision: int, at: datetime) -> None:
        WebConsents(self._session).put(
            Thing.PORTRAIT,
            portrait.id,
            member_id=portrait.member_id,
            community_id=portrait.community_id,
            given=given,
            at=at,
            revision=revision,
        )

    def agreed(self, portrait: Portrait) -> frozenset[Place]:
        """The places to which the person said yes for the text as it is now."""
        present = Revisions(self._session).of("portrait", portrait.id)
        return frozenset(place for place, read in self.yeses(portrait).items() if read == present)

    def yeses(self, portrait: Portrait) -> dict[Place, int]:
        """The places to which the person said yes, with the revision that they read."""
        found = select(PortraitYes).where(PortraitYes.portrait_id == portrait.id)
        given = {each.place: each.revision for each in self._session.scalars(found)}
        web = self._session.get(
            WebConsent, (Thing.PORTRAIT, portrait.id, portrait.member_id), populate_existing=True
        )
        if web is not None and web.given:
            given[Place.WEB] = web.revision
        return given

    def agreed_to(self, community_id: int, place: Place) -> Sequence[tuple[Portrait, Member]]:
        """The portraits of adult members with a yes to a place as they are now, oldest yes first.

        The web's are looked up by the public page.
        """
        found = (
            select(Portrait, Member, PortraitYes.revision)
            .join(PortraitYes, PortraitYes.portrait_id == Portrait.id)
            .join(Member, Member.id == Portrait.member_id)
            .join(
                Membership,
                (Membership.member_id == Member.id)
                & (Membership.community_id == Portrait.community_id),
            )
            .where(
                Portrait.community_id == community_id,
                PortraitYes.place == place,
                Member.adult.is_(True),
            )
            .order_by(PortraitYes.given_at, Portrait.id)
        )
        rows = self._session.execute(found).all()
        present = Revisions(self._session).these("portrait", [row[0].id for row in rows])
        return [(row[0], row[1]) for row in rows if present[row[0].id] == row[2]]

    # For gardeners, figures and jobs

    def voices(self, community_id: int, most: int) -> Sequence[WaitingVoice]:
        """Voice answers that wait to be typed in, the oldest first."""
        found = (
            select(PortraitAnswer.id, Member.name)
            .join(Portrait, Portrait.id == PortraitAnswer.portrait_id)
            .join(Member, Member.id == Portrait.member_id)
            .where(Portrait.community_id == community_id, PortraitAnswer.voice_id.is_not(None))
            .order_by(PortraitAnswer.voice_id)
            .limit(most)
        )
        return [WaitingVoice(row[0], row[1]) for row in self._session.execute(found)]

    def count_published(self, community_id: int, since: datetime, until: datetime) -> int:
        """Number of portraits that came into the rooms then, and are there still."""
        counted = select(func.count()).where(
            Portrait.community_id == community_id,
            Portrait.published_at >= since,
            Portrait.published_at < until,
        )
        return self._session.scalar(counted) or 0

    def to_remind(self, now: datetime, most: int) -> Sequence[Portrait]:
        """Portraits with open questions in which nothing happened for a week, never reminded of."""
        is_open = select(PortraitAnswer.portrait_id).where(*_OPEN_ANSWER)
        found = (
            select(Portrait)
            .where(
                Portrait.changed_at <= now - REMINDED_AFTER,
                Portrait.reminded_at.is_(None),
                Portrait.state != PortraitState.DECLINED,
                Portrait.published_at.is_(None),
                Portrait.id.in_(is_open),
            )
            .order_by(Portrait.id)
            .limit(most)
        )
        return self._session.scalars(found).all()

    def to_take_out(self, most: int) -> Sequence[Portrait]:
        """Portraits in the rooms that may not be there any more.

        Their people are no members there, or not known to be adults, or what they agreed to has
        changed.
        """
        self._session.flush()
        room_yes = (PortraitYes.portrait_id == Portrait.id) & (PortraitYes.place == Place.ROOM)
        present = (RevisionRow.kind == "portrait") & (RevisionRow.key == Portrait.id)
        belongs = (Membership.member_id == Portrait.member_id) & (
            Membership.community_id == Portrait.community_id
        )
        # Joined, as subqueries for each portrait took PostgreSQL 380 ms for two thousand of them.
        found = (
            select(Portrait)
            .outerjoin(PortraitYes, room_yes)
            .outerjoin(RevisionRow, present)
            .outerjoin(Membership, belongs)
            .outerjoin(Member, Member.id == Membership.member_id)
            .where(
                Portrait.published_at.is_not(None),
                or_(
                    PortraitYes.revision.is_(None),
                    PortraitYes.revision != FIRST + func.coalesce(RevisionRow.changes, 0),
                    Membership.member_id.is_(None),
                    Member.adult.is_not(True),
                ),
            )
        )
        return self._session.scalars(found.order_by(Portrait.id).limit(most)).all()

    # When people refuse, go, or are two

    def drop(self, portrait: Portrait) -> None:
        """Delete a portrait whole."""
        self._forget([portrait.id])
        self._session.execute(delete(Portrait).where(Portrait.id == portrait.id))

    def erase(self, member_id: int) -> None:
        """Take a member's portraits off cards and out of all letters; files go with the person."""
        self._forget(self._ids(Portrait.member_id == member_id))

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Of two portraits in a community that of the member who stays remains.

        A yes was another member's: who they are changes the portrait, and it is asked for again.
        """
        theirs = self._ids(Portrait.member_id == kept_id)
        here = select(Portrait.community_id).where(Portrait.id.in_(theirs))
        both = Portrait.community_id.in_(here)
        dropped = self._ids(Portrait.member_id == gone_id, both)
        self._drop_files(dropped)
        self._forget(dropped)
        report_change(self._session, Portrait, self._ids(Portrait.member_id == gone_id))

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's answers and consents."""
        mine = self._ids(Portrait.member_id == whom.member_id)
        for model in (PortraitAnswer, PortraitYes):
            yield from held(self._session, model, model.portrait_id.in_(mine))
        asked = select(Portrait.community_id, Portrait.asked_at)
        yield from self._held(
            "portraits_asked",
            asked.where(Portrait.asked_by == whom.member_id).order_by(Portrait.id),
        )

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete portraits that are old, and those that were refused or never agreed to."""
        agreed = or_(
            Portrait.id.in_(select(PortraitYes.portrait_id)),
            Portrait.id.in_(
                select(WebConsent.ref).where(WebConsent.thing == Thing.PORTRAIT, WebConsent.given)
            ),
            Portrait.in_letter_at.is_not(None),
        )
        before = now - UNFINISHED_KEPT_FOR
        old = self._ids(
            or_(
                Portrait.changed_at < now - KEPT_FOR,
                (Portrait.changed_at < before) & ~agreed,
            )
        )
        self._drop_files(old)
        self._forget(old)
        self._session.execute(delete(Portrait).where(Portrait.id.in_(old)))
        return [Purged("portraits", before, len(old))]

    def _ids(self, *which: ColumnElement[bool]) -> Sequence[int]:
        return self._session.scalars(select(Portrait.id).where(*which)).all()

    def _drop_files(self, ids: Collection[int]) -> None:
        """Delete the files of portraits; their bytes go with the next purge."""
        self._session.execute(delete(FileRow).where(FileRow.id.in_(self.files(ids))))

    def _forget(self, ids: Collection[int]) -> None:
        """Take portraits off cards, off the web and out of all letters."""
        self._session.execute(
            delete(WebConsent).where(WebConsent.thing == Thing.PORTRAIT, WebConsent.ref.in_(ids))
        )
        LetterItems(self._session).take_out(LETTER_KIND, ids, sent=True)
        report_change(self._session, Portrait, ids)


class PortraitQuestion(Base):
    """A question for portraits."""

    __tablename__ = "portrait_questions"
    __table_args__ = (UniqueConstraint("community_id", "folded"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    words: Mapped[str]
    folded: Mapped[str] = mapped_column(info=not_told())
    """Its words without accents, capitals and marks."""
    added_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="portrait_questions"),
    )
    added_at: Mapped[datetime]


class PortraitQuestions(Repository):
    """The lists of all communities."""

    def add(self, community_id: int, words: str, *, by: int | None, at: datetime) -> None:
        """Put a question at the end of a list."""
        self._added(
            PortraitQuestion(
                community_id=community_id,
                words=words,
                folded=fold(words),
                added_by=by,
                added_at=at,
            )
        )

    def of(self, community_id: int) -> Sequence[PortraitQuestion]:
        """A community's questions, in order."""
        here = select(PortraitQuestion).where(PortraitQuestion.community_id == community_id)
        return self._session.scalars(here.order_by(PortraitQuestion.id)).all()

    def drop(self, question: PortraitQuestion) -> None:
        """Take a question off the list."""
        self._session.delete(question)
        self._session.flush()
