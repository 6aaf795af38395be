"""Kinds of polls, the events made from them, and the words that members write in them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("polls", sa.Column("kind", sa.String(), server_default="one", nullable=False))
    for name in ("least", "most"):
        op.add_column("polls", sa.Column(name, sa.Integer(), server_default="1", nullable=False))
    op.execute("UPDATE polls SET kind = 'several', most = 10 WHERE multiple")
    op.drop_column("polls", "multiple")
    _create_events()
    _create_words()


def _create_events() -> None:
    op.create_table(
        "poll_events",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_poll_events_event_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_events_poll_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_poll_events")),
    )
    op.create_index(op.f("ix_poll_events_poll_id"), "poll_events", ["poll_id"])


def _create_words() -> None:
    op.create_table(
        "poll_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_words_poll_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_poll_words_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_words")),
        sa.UniqueConstraint("poll_id", "member_id", name=op.f("uq_poll_words_poll_id_member_id")),
    )
    op.create_index(op.f("ix_poll_words_member_id"), "poll_words", ["member_id"])


def downgrade() -> None:
    op.drop_table("poll_words")
    op.drop_table("poll_events")
    column: sa.Column[bool] = sa.Column(
        "multiple", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("polls", column)
    op.execute(sa.text("UPDATE polls SET multiple = :yes WHERE most > 1").bindparams(yes=True))
    for name in ("most", "least", "kind"):
        op.drop_column("polls", name)
