"""Ids of cards are not given again."""

from collections.abc import Sequence

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _recreate_table(autoincrement=True)


def downgrade() -> None:
    _recreate_table(autoincrement=False)


def _recreate_table(*, autoincrement: bool) -> None:
    """Make the table anew on SQLite; PostgreSQL gives no id twice.

    Deliveries refer to it: a table that is referred to cannot be replaced, so they lose their cards
    and get them back.
    """
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE TEMPORARY TABLE kept_cards AS"
        " SELECT id, card_id FROM deliveries WHERE card_id IS NOT NULL"
    )
    op.execute("UPDATE deliveries SET card_id = NULL WHERE card_id IS NOT NULL")
    kept = {"sqlite_autoincrement": autoincrement}
    with op.batch_alter_table("cards", recreate="always", table_kwargs=kept):
        pass
    op.execute(
        "UPDATE deliveries SET card_id = kept.card_id"
        " FROM kept_cards AS kept WHERE kept.id = deliveries.id"
    )
    op.execute("DROP TABLE kept_cards")
