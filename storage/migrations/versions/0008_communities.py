"""Which community is meant in private, by those who belong to several or run all of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for table in ("members", "cultivators"):
        op.add_column(table, sa.Column("here", sa.Integer(), nullable=True))


def downgrade() -> None:
    for table in ("members", "cultivators"):
        op.drop_column(table, "here")
