"""Announcements."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("to_people", sa.Boolean(), nullable=False),
        sa.Column("to_rooms", sa.Boolean(), nullable=False),
        sa.Column("to_channels", sa.Boolean(), nullable=False),
        sa.Column("chosen", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_seat", sa.String(), nullable=True),
        sa.Column("submitted_hand", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_seat", sa.String(), nullable=True),
        sa.Column("approved_hand", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["members.id"], name=op.f("fk_announcements_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_announcements_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["members.id"], name=op.f("fk_announcements_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint(
            "community_id", "number", name=op.f("uq_announcements_community_id_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "announcement_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("rooms", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_runs_announcement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailings.id"], name=op.f("fk_announcement_runs_mailing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_runs")),
        sa.UniqueConstraint(
            "announcement_id", "due_at", name=op.f("uq_announcement_runs_announcement_id_due_at")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("announcement_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_runs_state"), ["state"], unique=False)

    op.add_column("mailings", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("mailings", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("mailings", "stopped_at")
    op.drop_column("mailings", "paused_at")
    with op.batch_alter_table("announcement_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_runs_state"))

    op.drop_table("announcement_runs")
    op.drop_table("announcements")
