"""Ids of deliveries are not given again."""

from collections.abc import Sequence

from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _recreate_table(autoincrement=True)


def downgrade() -> None:
    _recreate_table(autoincrement=False)


def _recreate_table(*, autoincrement: bool) -> None:
    """Make the table anew on SQLite; PostgreSQL gives no id twice."""
    if op.get_bind().dialect.name != "sqlite":
        return
    kept = {"sqlite_autoincrement": autoincrement}
    with op.batch_alter_table("deliveries", recreate="always", table_kwargs=kept):
        pass
