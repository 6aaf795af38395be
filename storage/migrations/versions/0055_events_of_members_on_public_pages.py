"""Members say whether an event that they proposed may be on the public page."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.migrations.constraints import add_constraint, drop_constraint

revision: str = "0055"
down_revision: str | None = "0054"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_THINGS = ("name", "question", "poll", "news")


def upgrade() -> None:
    _allow(*_THINGS, "event")


def downgrade() -> None:
    consents = sa.table("web_consents", sa.column("thing", sa.String))
    op.execute(consents.delete().where(consents.c.thing == "event"))
    _allow(*_THINGS)


def _allow(*things: str) -> None:
    drop_constraint("web_consents", "ck_web_consents_thing")
    rule = f"CHECK (thing IN ({', '.join(map(repr, things))}))"
    add_constraint("web_consents", "ck_web_consents_thing", rule)
