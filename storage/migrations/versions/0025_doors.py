"""Codes at the doors of events."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "event_doors",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_doors_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_doors")),
        sa.UniqueConstraint("code", name=op.f("uq_event_doors_code")),
        sa.UniqueConstraint("token", name=op.f("uq_event_doors_token")),
    )


def downgrade() -> None:
    op.drop_table("event_doors")
