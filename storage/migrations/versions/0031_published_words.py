"""Words on polls that are published, one event a poll, and one reminder a poll."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INDEX = "ix_poll_events_poll_id"
_TWINS = "DELETE FROM poll_events WHERE event_id NOT IN (SELECT MIN(event_id) FROM poll_events GROUP BY poll_id)"


def upgrade() -> None:
    published: sa.Column[bool] = sa.Column(
        "published", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("poll_words", published)
    op.add_column("polls", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_TWINS)
    op.drop_index(_INDEX, table_name="poll_events")
    op.create_index(_INDEX, "poll_events", ["poll_id"], unique=True)


def downgrade() -> None:
    op.drop_index(_INDEX, table_name="poll_events")
    op.create_index(_INDEX, "poll_events", ["poll_id"])
    op.drop_column("polls", "reminded_at")
    op.drop_column("poll_words", "published")
