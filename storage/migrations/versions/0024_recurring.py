"""Reminders of events, what comes back, and messages that nobody needs after a moment."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "event_reminders",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("which", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_reminders_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_event_reminders_member_id")
        ),
        sa.PrimaryKeyConstraint(
            "event_id", "member_id", "which", "starts_at", name=op.f("pk_event_reminders")
        ),
    )
    op.create_index(op.f("ix_event_reminders_member_id"), "event_reminders", ["member_id"])
    op.create_index(op.f("ix_event_reminders_starts_at"), "event_reminders", ["starts_at"])

    op.create_table(
        "room_reminders",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_room_reminders_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "starts_at", name=op.f("pk_room_reminders")),
    )
    op.create_index(op.f("ix_room_reminders_starts_at"), "room_reminders", ["starts_at"])

    op.create_table(
        "event_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("first_local", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_event_series_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
    )
    op.create_index(op.f("ix_event_series_community_id"), "event_series", ["community_id"])

    op.create_table(
        "event_series_dates",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["event_series.id"], name=op.f("fk_event_series_dates_series_id")
        ),
        sa.PrimaryKeyConstraint("series_id", "day", name=op.f("pk_event_series_dates")),
    )

    op.add_column("members", sa.Column("reminders", sa.String(), nullable=True))
    op.add_column("deliveries", sa.Column("not_after", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("deliveries", "not_after")
    op.drop_column("members", "reminders")
    op.drop_table("event_series_dates")
    op.drop_table("event_series")
    op.drop_table("room_reminders")
    op.drop_table("event_reminders")
