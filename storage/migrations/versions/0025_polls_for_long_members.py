"""Polls for those who have been members for some time."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("polls", sa.Column("member_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("polls", "member_days")
