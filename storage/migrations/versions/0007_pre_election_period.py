"""Pre-election period."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("communities", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("neutral_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("neutral_until", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("communities", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("neutral_until")
        batch_op.drop_column("neutral_from")
