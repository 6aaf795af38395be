"""Feeds."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "web_feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("modified", sa.String(), nullable=False),
        sa.Column("failed_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["members.id"], name=op.f("fk_web_feeds_added_by")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_web_feeds_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_feeds")),
        sa.UniqueConstraint("community_id", "url", name=op.f("uq_web_feeds_community_id_url")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("web_feeds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_feeds_added_by"), ["added_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_feeds_next_at"), ["next_at"], unique=False)

    op.create_table(
        "web_feed_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("link_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["web_feeds.id"], name=op.f("fk_web_feed_items_feed_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_feed_items")),
        sa.UniqueConstraint("feed_id", "key", name=op.f("uq_web_feed_items_feed_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("web_feed_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_feed_items_found_at"), ["found_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_feed_items_link_key"), ["link_key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("web_feed_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_feed_items_link_key"))
        batch_op.drop_index(batch_op.f("ix_web_feed_items_found_at"))

    op.drop_table("web_feed_items")
    with op.batch_alter_table("web_feeds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_feeds_next_at"))
        batch_op.drop_index(batch_op.f("ix_web_feeds_added_by"))

    op.drop_table("web_feeds")
