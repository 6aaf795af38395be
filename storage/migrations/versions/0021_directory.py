"""The directory: words of what members do, and organisations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bot.domain.words import search_tokens

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


AT_ONCE = 1000


def upgrade() -> None:
    words = op.create_table(
        "member_words",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_words_member_id")
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member_words")),
    )
    _fill(words)
    op.create_table(
        "organisation_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_organisation_lists_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_organisation_lists_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_lists")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("organisation_lists", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_lists_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_organisation_lists_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_organisation_lists_member_id"), ["member_id"], unique=False
        )

    op.create_table(
        "removed_organisations",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_removed_organisations_community_id")
        ),
        sa.PrimaryKeyConstraint("community_id", "key", name=op.f("pk_removed_organisations")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("domains", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_organisations_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["organisation_lists.id"], name=op.f("fk_organisations_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_organisations_community_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_list_id"), ["list_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_list_id"))

    op.drop_table("organisations")
    op.drop_table("removed_organisations")
    with op.batch_alter_table("organisation_lists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_lists_member_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_lists_expires_at"))
        batch_op.drop_index(batch_op.f("ix_organisation_lists_community_id"))

    op.drop_table("organisation_lists")
    op.drop_table("member_words")


def _fill(words: sa.Table) -> None:
    """Write the words of what members say already."""
    members = sa.table("members", sa.column("id", sa.Integer), sa.column("about", sa.String))
    telling = sa.select(members.c.id, members.c.about).where(members.c.about != "")
    rows = [
        {"member_id": member_id, "tokens": f" {' '.join(search_tokens(about))} "}
        for member_id, about in op.get_bind().execute(telling)
    ]
    for start in range(0, len(rows), AT_ONCE):
        op.bulk_insert(words, rows[start : start + AT_ONCE])
