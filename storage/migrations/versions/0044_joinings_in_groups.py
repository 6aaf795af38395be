"""Members who joined in a group and have no direct room yet."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "group_joinings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_group_joinings_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_group_joinings_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_joinings")),
        sa.UniqueConstraint(
            "member_id", "community_id", name=op.f("uq_group_joinings_member_id_community_id")
        ),
    )
    op.create_index(op.f("ix_group_joinings_community_id"), "group_joinings", ["community_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_group_joinings_community_id"), "group_joinings")
    op.drop_table("group_joinings")
