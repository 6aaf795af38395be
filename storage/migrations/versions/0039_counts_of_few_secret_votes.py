"""Results of secret votes of fewer than five people are no more."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_counts = sa.table("secret_counts", sa.column("poll_id"), sa.column("counts", sa.JSON))
_FEWEST = 5


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_counts.c.poll_id, _counts.c.counts)).all()
    few = [row.poll_id for row in rows if sum(people for _, people in row.counts) < _FEWEST]
    if few:
        connection.execute(sa.delete(_counts).where(_counts.c.poll_id.in_(few)))


def downgrade() -> None:
    """Counts that are deleted do not come back."""
