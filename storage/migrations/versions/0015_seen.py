"""The day a member was last here."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("members", sa.Column("seen_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE members SET seen_on = (SELECT date(max(identities.seen_at)) FROM identities"
        " WHERE identities.member_id = members.id)"
    )


def downgrade() -> None:
    op.drop_column("members", "seen_on")
