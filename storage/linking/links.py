"""Codes that tie a second account to a member: hashed, short-lived, used once."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, case, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, changed, table
from storage.ownership import Held, Whom, held, owned_by_member
from storage.repository import Repository, Unlinked
from storage.retention import Purged
from storage.revisions import Revised
from storage.statements import insert_into


class LinkCode(Base):
    """A code given on the account `first`, typed or as a token in a link.

    Once it was brought by the account `second` it waits for a yes: on `second` while it is not
    `agreed`, then on `first`. The question there shows what is kept of two registrations: `taken`
    are the fields that are the second one's, `shown` are the words of the question.
    """

    __revised__ = Revised(
        "link_code",
        by=("second", "second_name", "taken", "shown"),
        apart=(
            *("id", "code", "token", "member_id", "community_id", "first", "first_room"),
            *("first_locale", "second_room", "second_locale", "agreed", "expires_at"),
        ),
    )
    __tablename__ = "link_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    first: Mapped[str]
    first_room: Mapped[str]
    first_locale: Mapped[str]
    second: Mapped[str] = mapped_column(default="")
    second_name: Mapped[str] = mapped_column(default="")
    second_room: Mapped[str] = mapped_column(default="")
    second_locale: Mapped[str] = mapped_column(default="")
    agreed: Mapped[bool]
    taken: Mapped[list[str] | None]
    shown: Mapped[str] = mapped_column(server_default="")
    expires_at: Mapped[datetime]


class LinkTry(Base):
    """The number of wrong codes that an account typed, or the whole instance under the name `*`."""

    __tablename__ = "link_tries"

    address: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    until: Mapped[datetime]


EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class CodeDigests:
    """The stored hash of a code or of its token."""

    code: str
    token: str


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it was when it asked for a code or brought one, and its direct room."""

    address: str
    name: str
    room: str
    locale: str


class Links(Repository):
    """The codes in use."""

    def offer(
        self,
        digests: CodeDigests,
        first: Account,
        *,
        member_id: int,
        community_id: int,
        expires_at: datetime,
    ) -> None:
        """Keep a new code's hashes; the member's earlier codes end."""
        self._session.execute(delete(LinkCode).where(LinkCode.member_id == member_id))
        self._session.add(
            LinkCode(
                code=digests.code,
                token=digests.token,
                member_id=member_id,
                community_id=community_id,
                first=first.address,
                first_room=first.room,
                first_locale=first.locale,
                agreed=False,
                expires_at=expires_at,
            )
        )
        self._session.flush()

    def offered(self, digest: str, now: datetime) -> LinkCode | None:
        """The code or token with this hash, if it still waits for a second account."""
        return self._session.scalar(
            select(LinkCode)
            .where(
                or_(LinkCode.code == digest, LinkCode.token == digest),
                LinkCode.second == "",
                LinkCode.expires_at > now,
            )
            .with_for_update()
        )

    def claim(self, code: LinkCode, second: Account, *, expires_at: datetime) -> None:
        """Remember who brought the code: nobody can bring it again, and they are asked first."""
        code.second, code.second_name = second.address, second.name
        code.second_room, code.second_locale = second.room, second.locale
        code.expires_at = expires_at
        self._session.flush()

    def agree(self, code: LinkCode) -> None:
        """Keep the yes of the second account."""
        code.agreed = True
        self._session.flush()

    def show(self, code: LinkCode, shown: str, taken: Collection[str]) -> None:
        """Remember what the question to the first account says."""
        code.shown, code.taken = shown, sorted(taken) or None
        self._session.flush()

    def claimed(self, code_id: int, now: datetime, *, hold: bool = False) -> LinkCode | None:
        """The code that was brought, and waits for a yes; held, nobody else answers meanwhile."""
        found = select(LinkCode).where(
            LinkCode.id == code_id, LinkCode.second != "", LinkCode.expires_at > now
        )
        if hold:
            held = found.with_for_update().execution_options(populate_existing=True)
            return self._session.scalar(held)
        return self._session.scalar(found)

    def end(self, code: LinkCode) -> None:
        """Use a code up."""
        self._session.delete(code)
        self._session.flush()

    def unlink(self, unlinked: Unlinked) -> None:
        """End what an account asked for or brought; its wrong codes stay counted."""
        account = unlinked.account
        self._session.execute(
            delete(LinkCode).where(or_(LinkCode.first == account, LinkCode.second == account))
        )

    def failed_tries(self, address: str, now: datetime) -> int:
        """The number of wrong codes that this account typed lately."""
        tries = select(LinkTry.tries).where(LinkTry.address == address, LinkTry.until > now)
        return self._session.scalar(tries) or 0

    def fail(self, address: str, now: datetime, until: datetime) -> None:
        """Count a wrong code; the count is forgotten at `until`."""
        counted = insert_into(self._session, LinkTry).values(address=address, tries=1, until=until)
        tries = case((LinkTry.until > now, LinkTry.tries + 1), else_=1)
        self._session.execute(
            counted.on_conflict_do_update(
                index_elements=["address"], set_={"tries": tries, "until": until}
            )
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The codes that a person asked for or brought, of each their own side; wrong ones."""
        is_mine = (LinkCode.member_id == whom.member_id, LinkCode.second.in_(whom.accounts))
        for is_side, other in zip(is_mine, ("second", "first"), strict=True):
            theirs = [each.name for each in table(LinkCode).c if each.name.startswith(other)]
            left_out = ("code", "token", "shown", *theirs)
            yield from held(self._session, LinkCode, is_side, without=left_out)
        yield from held(self._session, LinkTry, LinkTry.address.in_(whom.accounts))

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members become one: requests of either are over."""
        self._session.execute(delete(LinkCode).where(LinkCode.member_id.in_([kept_id, gone_id])))

    def forget(self, accounts: Collection[str]) -> None:
        """Forget the codes that these accounts brought, and their wrong ones."""
        self._session.execute(delete(LinkCode).where(LinkCode.second.in_(accounts)))
        self._session.execute(delete(LinkTry).where(LinkTry.address.in_(accounts)))

    def restored(self, _now: datetime) -> None:
        """Delete all codes, so that none is used twice."""
        self._session.execute(delete(LinkCode))

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete codes and tries whose time is over."""
        codes = changed(self._session, delete(LinkCode).where(LinkCode.expires_at <= now))
        tries = changed(self._session, delete(LinkTry).where(LinkTry.until <= now))
        return [Purged("link_codes, link_tries", now, codes + tries)]
