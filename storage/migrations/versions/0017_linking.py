"""What is kept of two registrations that are merged, as the question showed it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("link_codes") as table:
        table.add_column(sa.Column("taken", sa.JSON(none_as_null=True), nullable=True))
        table.add_column(sa.Column("shown", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("link_codes") as table:
        table.drop_column("shown")
        table.drop_column("taken")
