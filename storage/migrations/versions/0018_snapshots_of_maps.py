"""Snapshots of where members are."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "map_snapshots",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_map_snapshots_community_id")
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_map_snapshots")),
    )


def downgrade() -> None:
    op.drop_table("map_snapshots")
