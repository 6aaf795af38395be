"""Deputies and agents, codes that give a seat, absences, and by which hand a key was turned."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for column in ("submitted_hand", "approved_hand"):
        op.add_column(
            "digests", sa.Column(column, sa.String(), nullable=False, server_default="holder")
        )
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_posts_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint(
            "community_id", "post", "address", name=op.f("uq_posts_community_id_post_address")
        ),
    )
    op.create_index(op.f("ix_posts_address"), "posts", ["address"])
    op.create_table(
        "seat_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_seat_offers_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_offers")),
        sa.UniqueConstraint("digest", name=op.f("uq_seat_offers_digest")),
    )
    op.create_index(op.f("ix_seat_offers_community_id"), "seat_offers", ["community_id"])
    op.create_table(
        "absences",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_absences_member_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_absences_community_id")
        ),
        sa.PrimaryKeyConstraint("member_id", "community_id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_community_id"), "absences", ["community_id"])


def downgrade() -> None:
    op.drop_table("absences")
    op.drop_table("seat_offers")
    op.drop_table("posts")
    for column in ("approved_hand", "submitted_hand"):
        op.drop_column("digests", column)
