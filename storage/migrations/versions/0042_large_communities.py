"""Indexes that keep acts short in large communities."""

from collections.abc import Sequence

from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INDEXES = (
    ("ix_events_end", "events", ("community_id", "state", "ends_at", "starts_at")),
    ("ix_polls_open", "polls", ("closed_at", "community_id", "number")),
    ("ix_questions_shown", "questions", ("community_id", "shown_at", "id")),
    ("ix_questions_answered", "questions", ("community_id", "answered_at")),
    ("ix_question_steps_kind", "question_steps", ("kind", "at")),
)


def upgrade() -> None:
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
