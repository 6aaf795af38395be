"""Acts that a rate limits; links to files for people who are no members; who reads letters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "counted_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_counted_acts_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_acts")),
    )
    for column in ("member_id", "account", "at"):
        op.create_index(op.f(f"ix_counted_acts_{column}"), "counted_acts", [column])
    with op.batch_alter_table("handouts") as table:
        table.alter_column("member_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("account", sa.String(), server_default="", nullable=False))
    op.add_column(
        "communities",
        sa.Column("public_channel", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("communities", "public_channel")
    op.execute("DELETE FROM handouts WHERE member_id IS NULL")
    with op.batch_alter_table("handouts") as table:
        table.drop_column("account")
        table.alter_column("member_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("counted_acts")
