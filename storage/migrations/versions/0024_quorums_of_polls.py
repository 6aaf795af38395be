"""Quorums of polls."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("polls", sa.Column("quorum", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("polls", "quorum")
