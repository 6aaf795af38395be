"""Headings of words in polls."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("poll_words", sa.Column("topic", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("poll_words", "topic")
