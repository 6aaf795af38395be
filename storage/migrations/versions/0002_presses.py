"""Presses that can be taken back, and deliveries that call nobody."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "presses",
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("press", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("network", "key", name=op.f("pk_presses")),
    )
    op.create_index(op.f("ix_presses_sender"), "presses", ["sender"])
    op.create_index(op.f("ix_presses_at"), "presses", ["at"])
    op.add_column(
        "deliveries", sa.Column("quiet", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("deliveries", "quiet")
    op.drop_table("presses")
