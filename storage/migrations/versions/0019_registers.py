"""Names taken apart, and indexes by what members share, for large registers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bot.domain.names import parts_of

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 1000


def upgrade() -> None:
    letters = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    parts = op.create_table(
        "name_parts",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("part", letters, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id", "community_id"],
            ["memberships.member_id", "memberships.community_id"],
            name=op.f("fk_name_parts_member_id"),
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "community_id", "nth", name=op.f("pk_name_parts")),
        sqlite_with_rowid=False,
    )
    _take_apart(op.get_bind(), parts)
    op.create_index(
        "ix_name_parts_in_order", "name_parts", ["community_id", "nth", "part", "member_id"]
    )
    op.create_index("ix_name_parts_begun", "name_parts", ["community_id", "part", "member_id"])
    op.create_index("ix_memberships_circle", "memberships", ["community_id", "circle", "member_id"])
    op.create_index(
        "ix_member_domains_domain", "member_domains", ["community_id", "domain", "member_id"]
    )
    op.create_index(op.f("ix_members_territory"), "members", ["territory"])


def downgrade() -> None:
    op.drop_index(op.f("ix_members_territory"), "members")
    op.drop_index("ix_member_domains_domain", "member_domains")
    op.drop_index("ix_memberships_circle", "memberships")
    op.drop_table("name_parts")


def _take_apart(connection: sa.Connection, parts: sa.Table) -> None:
    """Keep the parts of the names that are there already."""
    rows = connection.execute(
        sa.text(
            "SELECT member_id, community_id, name FROM memberships"
            " JOIN members ON members.id = memberships.member_id"
        )
    ).all()
    for start in range(0, len(rows), AT_ONCE):
        made = [
            {"member_id": member, "community_id": community, "nth": nth, "part": part}
            for member, community, name in rows[start : start + AT_ONCE]
            for nth, part in enumerate(parts_of(name))
        ]
        connection.execute(parts.insert(), made)
