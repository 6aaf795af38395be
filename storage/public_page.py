"""Parts of public pages with their approvals, and what people said of their own words on them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, false, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.digest.approvals import Approval
from bot.domain.public_page import Accord, PagePart, Thing
from bot.domain.roles import Hand, Seat
from storage.base import Base, Choice
from storage.ownership import not_told, owned_by_member, told_number
from storage.repository import Repository


class PublicPart(Base):
    """A part that is shown, or that one gardener wants to show; one that is not has no row."""

    __tablename__ = "public_parts"
    __table_args__ = (UniqueConstraint("community_id", "part"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    """Never given again: a button for one request approves no later one."""
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    part: Mapped[PagePart] = mapped_column(Choice(PagePart))
    submitted_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="public_parts"),
    )
    submitted_seat: Mapped[Seat] = mapped_column(Choice(Seat))
    submitted_hand: Mapped[Hand] = mapped_column(Choice(Hand))
    approved_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="public_parts"),
    )
    approved_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    approved_hand: Mapped[Hand] = mapped_column(Choice(Hand))

    @property
    def accord(self) -> Accord:
        """Its approvals, as the rules take them."""
        submitted = Approval(self.submitted_seat, self.submitted_by, self.submitted_hand)
        if self.approved_seat is None:
            return Accord(submitted)
        approved = Approval(self.approved_seat, self.approved_by, self.approved_hand)
        return Accord(submitted, approved)


class PublicParts(Repository):
    """The parts of all public pages."""

    covers = (PublicPart,)

    def of(self, community_id: int) -> dict[PagePart, PublicPart]:
        """The parts of a page that are shown or asked for."""
        found = select(PublicPart).where(PublicPart.community_id == community_id)
        return {each.part: each for each in self._session.scalars(found)}

    def shown(self, community_id: int) -> frozenset[PagePart]:
        """The parts of a page that are shown; none: there is no page."""
        parts = self.of(community_id).items()
        return frozenset(part for part, each in parts if each.accord.is_given)

    def communities_with(self, part: PagePart) -> Sequence[int]:
        """The communities whose page shows this part."""
        found = select(PublicPart).where(PublicPart.part == part).order_by(PublicPart.community_id)
        return [each.community_id for each in self._session.scalars(found) if each.accord.is_given]

    def get(self, part_id: int) -> PublicPart | None:
        """The part under this id, shown or asked for."""
        return self._session.get(PublicPart, part_id)

    def put(self, community_id: int, part: PagePart, accord: Accord) -> PublicPart:
        """Keep the approvals of a part."""
        row = self.of(community_id).get(part)
        if row is None:
            row = PublicPart(community_id=community_id, part=part)
            self._session.add(row)
        given, second = accord.submitted, accord.approved
        row.submitted_by, row.submitted_seat = given.member_id, given.seat
        row.submitted_hand = given.hand
        row.approved_by = None if second is None else second.member_id
        row.approved_seat = None if second is None else second.seat
        row.approved_hand = Hand.HOLDER if second is None else second.hand
        self._session.flush()
        return row

    def remove(self, community_id: int, part: PagePart) -> None:
        """Take a part off the page, or give up the request to show it."""
        here = (PublicPart.community_id == community_id, PublicPart.part == part)
        self._session.execute(delete(PublicPart).where(*here))


class WebConsent(Base):
    """A person's answer to whether a thing of theirs may be on the web; asked for each thing."""

    __tablename__ = "web_consents"

    thing: Mapped[Thing] = mapped_column(Choice(Thing), primary_key=True)
    ref: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=told_number())
    """The thing's id; that of the community for a name."""
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="delete", told_as="web_consents", newest_by="answered_at"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    revision: Mapped[int] = mapped_column(default=0, server_default="0", info=not_told())
    """The revision of the thing that they read; 0 for a name."""
    given: Mapped[bool] = mapped_column(default=False, server_default=false())
    answered_at: Mapped[datetime]
    """Time of the answer; that of being asked, before."""


class WebConsents(Repository):
    """Answers of members on their own words and names on the web."""

    covers = (WebConsent,)

    def was_asked(self, thing: Thing, ref: int, member_id: int) -> bool:
        """True if this person was asked, whatever they said."""
        return self._session.get(WebConsent, (thing, ref, member_id)) is not None

    def put(  # noqa: PLR0913 - the columns of an answer
        self,
        thing: Thing,
        ref: int,
        *,
        member_id: int,
        community_id: int,
        given: bool,
        at: datetime,
        revision: int = 0,
    ) -> None:
        """Keep an answer, or that the person was asked."""
        row = WebConsent(
            thing=thing,
            ref=ref,
            member_id=member_id,
            community_id=community_id,
            revision=revision,
            given=given,
            answered_at=at,
        )
        self._session.merge(row)
        self._session.flush()

    def given(self, community_id: int, thing: Thing) -> dict[tuple[int, int], int]:
        """The revisions of what may be shown, by the thing's id and its author."""
        found = select(WebConsent.ref, WebConsent.member_id, WebConsent.revision).where(
            WebConsent.community_id == community_id, WebConsent.thing == thing, WebConsent.given
        )
        return {(ref, member): revision for ref, member, revision in self._session.execute(found)}

    def of(self, member_id: int, community_id: int) -> Sequence[WebConsent]:
        """The consents of a person, the latest first."""
        return self._session.scalars(
            select(WebConsent)
            .where(
                WebConsent.member_id == member_id,
                WebConsent.community_id == community_id,
                WebConsent.given,
            )
            .order_by(WebConsent.answered_at.desc())
        ).all()
