"""Accounts that a yes to an introduction covers: those that its sides have now."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_GIVEN = """
    INSERT INTO introduction_accounts (introduction_id, address)
    SELECT introduction_sides.introduction_id, identities.address
    FROM introduction_sides JOIN identities ON identities.member_id = introduction_sides.member_id
    WHERE introduction_sides.answer = 'yes' AND introduction_sides.reached_by = ''
    AND (identities.handle IS NOT NULL OR identities.address NOT LIKE 'telegram:%')
"""


def upgrade() -> None:
    op.create_table(
        "introduction_accounts",
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_introduction_accounts_introduction_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["address"],
            ["identities.address"],
            name=op.f("fk_introduction_accounts_address"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "introduction_id", "address", name=op.f("pk_introduction_accounts")
        ),
    )
    op.create_index(op.f("ix_introduction_accounts_address"), "introduction_accounts", ["address"])
    op.execute(sa.text(_GIVEN))


def downgrade() -> None:
    op.drop_index(op.f("ix_introduction_accounts_address"), "introduction_accounts")
    op.drop_table("introduction_accounts")
