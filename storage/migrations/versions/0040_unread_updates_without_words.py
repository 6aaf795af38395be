"""Empty unreadable updates: they were stored without a sender, so no erasure found them."""

from collections.abc import Sequence

from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("UPDATE inbox SET payload = NULL WHERE error = 'unreadable'")


def downgrade() -> None:
    """Emptied payloads cannot be restored."""
