"""Posts beside the two seats of a community: deputies of each, and agents of the Region."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roles import Post
from storage.base import Base, Choice, table
from storage.holdings import Held, Whom, held
from storage.repository import Repository
from storage.statements import Prepared, entity_of, remembered


class PostRow(Base):
    """A post held by an identity; like a seat, it counts once its holder has joined."""

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("community_id", "post", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    post: Mapped[Post] = mapped_column(Choice(Post))
    address: Mapped[str] = mapped_column(index=True)


_rows = table(PostRow)
_COLUMNS = tuple(each.name for each in _rows.c)
_OF = Prepared(
    select(*_rows.c).where(_rows.c.community_id == bindparam("here")).order_by(_rows.c.id)
)


class Posts(Repository):
    """The deputies and the agents of all communities."""

    def of(self, community_id: int, post: Post | None = None) -> Sequence[PostRow]:
        """The posts of a community, or those of one kind, the oldest first."""
        return [each for each in self._all_of(community_id) if post in (None, each.post)]

    @remembered
    def _all_of(self, community_id: int) -> Sequence[PostRow]:
        self._session.flush()
        rows = _OF.rows(self._session, here=community_id)
        columns = (dict(zip(_COLUMNS, row, strict=True)) for row in rows)
        return [entity_of(self._session, PostRow, each) for each in columns]

    def get(self, post_id: int) -> PostRow | None:
        """The post with this id."""
        return self._session.get(PostRow, post_id)

    def held(self, addresses: Collection[str], community_id: int | None = None) -> set[Post]:
        """The posts that one of these accounts holds, in a community or anywhere."""
        if community_id is not None:
            here = self._all_of(community_id)
            return {each.post for each in here if each.address in addresses}
        wanted = select(PostRow.post).where(PostRow.address.in_(addresses))
        return set(self._session.scalars(wanted))

    def give(self, community_id: int, post: Post, address: str) -> None:
        """Give a post to an identity that does not hold it."""
        self._session.add(PostRow(community_id=community_id, post=post, address=address))
        self._session.flush()

    def take(self, row: PostRow) -> None:
        """Leave a post vacant."""
        self._session.delete(row)
        self._session.flush()

    def leave(self, community_id: int, addresses: Collection[str]) -> None:
        """Take from these accounts every post of a community."""
        self._session.execute(
            delete(PostRow).where(
                PostRow.community_id == community_id, PostRow.address.in_(addresses)
            )
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The posts of a person's accounts."""
        yield from held(self._session, PostRow, PostRow.address.in_(whom.accounts))

    def forget(self, addresses: Collection[str]) -> None:
        """Forget what a person's accounts held."""
        self._session.execute(delete(PostRow).where(PostRow.address.in_(addresses)))
