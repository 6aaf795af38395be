"""Rides to events."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "rides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rides_event_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_rides_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rides")),
        sa.UniqueConstraint("event_id", "member_id", name=op.f("uq_rides_event_id_member_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rides", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rides_member_id"), ["member_id"], unique=False)

    op.add_column("introductions", sa.Column("event_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_introductions_event_id"), "introductions", ["event_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_introductions_event_id"), table_name="introductions")
    op.drop_column("introductions", "event_id")
    with op.batch_alter_table("rides", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rides_member_id"))

    op.drop_table("rides")
