"""The map of members is a part of public pages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import add_constraint, drop_constraint

revision: str = "0051"
down_revision: str | None = "0050"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_PARTS = ("presentation", "events", "questions", "polls", "letters", "figures")


def upgrade() -> None:
    _allow(*_PARTS, "map")


def downgrade() -> None:
    parts = sa.table("public_parts", sa.column("part", sa.String))
    op.execute(parts.delete().where(parts.c.part == "map"))
    _allow(*_PARTS)


def _allow(*parts: str) -> None:
    drop_constraint("public_parts", "ck_public_parts_part")
    rule = f"CHECK (part IN ({', '.join(map(repr, parts))}))"
    add_constraint("public_parts", "ck_public_parts_part", rule)
