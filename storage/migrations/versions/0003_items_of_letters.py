"""Items of letters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "letter_choices",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_letter_choices_digest_id")
        ),
        sa.PrimaryKeyConstraint("digest_id", "kind", "ref", name=op.f("pk_letter_choices")),
    )
    op.create_table(
        "letter_items",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("audience", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_letter_items_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_letter_items_digest_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_items")),
        sa.UniqueConstraint(
            "digest_id", "kind", "ref", name=op.f("uq_letter_items_digest_id_kind_ref")
        ),
    )
    with op.batch_alter_table("letter_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_items_author_id"), ["author_id"], unique=False)

    op.add_column("digests", sa.Column("greeting", sa.String(), server_default="", nullable=False))
    op.add_column(
        "digests", sa.Column("introduction", sa.String(), server_default="", nullable=False)
    )
    op.add_column("digests", sa.Column("mailing_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    for column in ("mailing_id", "introduction", "greeting"):
        op.drop_column("digests", column)

    with op.batch_alter_table("letter_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_items_author_id"))

    op.drop_table("letter_items")
    op.drop_table("letter_choices")
