"""Outcomes of polls, and questions that were corrected."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "poll_outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("step_state", sa.String(), nullable=False),
        sa.Column("checked_for", sa.Date(), nullable=True),
        sa.Column("news_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_poll_outcomes_author_id")
        ),
        sa.ForeignKeyConstraint(["news_id"], ["news.id"], name=op.f("fk_poll_outcomes_news_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_outcomes_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_outcomes")),
        sa.UniqueConstraint("poll_id", name=op.f("uq_poll_outcomes_poll_id")),
    )
    op.create_index(op.f("ix_poll_outcomes_author_id"), "poll_outcomes", ["author_id"])
    op.create_index(op.f("ix_poll_outcomes_next_on"), "poll_outcomes", ["next_on"])

    op.add_column("polls", sa.Column("first_question", sa.String(), nullable=True))
    op.add_column("polls", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("polls", "answered_at")
    op.drop_column("polls", "first_question")
    op.drop_table("poll_outcomes")
