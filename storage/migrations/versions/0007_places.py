"""A community's own territories, and circles that gardeners propose."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "communities", sa.Column("territories", sa.JSON(none_as_null=True), nullable=True)
    )
    op.create_table(
        "circle_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("circle", sa.String(), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_circle_proposals_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_circle_proposals_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["members.id"], name=op.f("fk_circle_proposals_proposer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_proposals")),
        sa.UniqueConstraint(
            "community_id", "member_id", name=op.f("uq_circle_proposals_community_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_circle_proposals_member_id"), "circle_proposals", ["member_id"])
    op.create_index(op.f("ix_circle_proposals_proposer_id"), "circle_proposals", ["proposer_id"])
    op.create_index(op.f("ix_circle_proposals_expires_at"), "circle_proposals", ["expires_at"])


def downgrade() -> None:
    op.drop_table("circle_proposals")
    op.drop_column("communities", "territories")
