"""Letters, announcements and changes of news that were checked as neutral, or were not."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = (("announcements", "neutral"), ("digests", "neutral"), ("news", "unchecked"))


def upgrade() -> None:
    for table, name in COLUMNS:
        column: sa.Column[bool] = sa.Column(
            name, sa.Boolean(), server_default=sa.false(), nullable=False
        )
        op.add_column(table, column)


def downgrade() -> None:
    for table, name in COLUMNS:
        op.drop_column(table, name)
