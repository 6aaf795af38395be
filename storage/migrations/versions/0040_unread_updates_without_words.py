"""What could not be read was kept without its sender, so that nobody's erasure found it."""

from collections.abc import Sequence

from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("UPDATE inbox SET payload = NULL WHERE error = 'unreadable'")


def downgrade() -> None:
    """What was emptied cannot come back."""
