"""People without a phone: the territory's gardener acts for them on request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.members import Identity, Member
from storage.ownership import Held, Whom, held, owned_by_member
from storage.repository import Repository


class Proxy(Base):
    """A member without an account: time and gardener of their request; deleted once they have one.

    What is kept about them rests on what they asked by voice on `asked_on`; it goes at
    `expires_on` unless they ask again. `code` is the hash of what lets them see and undo it. What
    was last done for them at `acted_at` was looked at by the other gardener at `looked_at`.
    """

    __tablename__ = "proxies"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    asked_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    code: Mapped[str] = mapped_column(unique=True)
    acted_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Proxied:
    """A person and the known details of their request."""

    member: Member
    proxy: Proxy


class Proxies(Repository):
    """The people who are acted for."""

    def add(self, proxy: Proxy) -> None:
        """Store a request by voice."""
        self._session.add(proxy)
        self._session.flush()

    def of(self, member_id: int, community_id: int) -> Proxied | None:
        """A person of this community who has no account and is acted for."""
        return self._one(Proxy.member_id == member_id, Proxy.community_id == community_id)

    def with_code(self, digest: str) -> Proxied | None:
        """The person whose code this is."""
        return self._one(Proxy.code == digest)

    def all(self, community_id: int) -> Sequence[Proxied]:
        """Everybody who is acted for in a community, by name."""
        return self._matching(Proxy.community_id == community_id)

    def unseen(self, community_id: int, most: int) -> Sequence[Proxied]:
        """People acted for since the other gardener last looked."""
        is_new = or_(Proxy.looked_at.is_(None), Proxy.looked_at < Proxy.acted_at)
        return self._matching(Proxy.community_id == community_id, is_new, most=most)

    def expired(self, today: date) -> Sequence[Proxied]:
        """The people who did not ask again in time, in all communities."""
        return self._matching(Proxy.expires_on <= today)

    def renew(self, proxy: Proxy, *, asked_on: date, expires_on: date, at: datetime) -> None:
        """They asked again."""
        proxy.asked_on, proxy.expires_on, proxy.acted_at = asked_on, expires_on, at
        self._session.flush()

    def act(self, proxy: Proxy, at: datetime) -> None:
        """Something was done for them."""
        proxy.acted_at = at
        self._session.flush()

    def see(self, proxy: Proxy, at: datetime) -> None:
        """The other gardener looked at what was done."""
        proxy.looked_at = at
        self._session.flush()

    def recode(self, proxy: Proxy, digest: str) -> None:
        """Replace the code of a request."""
        proxy.code = digest
        self._session.flush()

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's own request by voice, and the requests that they act on."""
        for is_mine, by_them in (
            (Proxy.member_id == whom.member_id, False),
            (Proxy.by_id == whom.member_id, True),
        ):
            for section, row in held(self._session, Proxy, is_mine, without=("code",)):
                yield section, {**row, "by_you": by_them}

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members are one: with an account they act for themselves."""
        self._session.execute(delete(Proxy).where(Proxy.member_id == gone_id))
        both = Identity.member_id.in_([kept_id, gone_id])
        if self._session.scalar(select(Identity.address).where(both).limit(1)) is not None:
            self._session.execute(delete(Proxy).where(Proxy.member_id == kept_id))

    def _matching(self, *those: ColumnElement[bool], most: int | None = None) -> Sequence[Proxied]:
        found = self._session.execute(
            select(Member, Proxy)
            .join(Proxy, Proxy.member_id == Member.id)
            .where(*those)
            .order_by(Member.name, Member.id)
            .limit(most)
        )
        return [Proxied(member, proxy) for member, proxy in found]

    def _one(self, *those: object) -> Proxied | None:
        row = self._session.execute(
            select(Member, Proxy).join(Proxy, Proxy.member_id == Member.id).where(*those)  # type: ignore[arg-type]
        ).first()
        return None if row is None else Proxied(row.Member, row.Proxy)
