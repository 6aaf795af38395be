"""Revisions of things that can be changed and acted on, which triggers raise."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# A table, its kind of thing, the column with the thing's id, and whether its rows are parts of it.
_TABLES: Sequence[tuple[str, str, str, bool, Sequence[str]]] = (
    (
        "polls",
        "poll",
        "id",
        False,
        (
            *("question", "options", "choice_base", "kind", "least", "most", "public", "secret"),
            *("hidden", "audience", "quorum", "close_at_quorum", "member_days", "ends_at"),
        ),
    ),
    (
        *("digests", "letter", "id", False),
        ("title", "greeting", "introduction", "due_at", "contents"),
    ),
    (
        *("news", "news", "id", False),
        (
            *("kind", "title", "words", "link", "until", "picture_id", "picture_words"),
            *("circles", "domains", "territories", "seat", "by_member"),
        ),
    ),
    (
        *("announcements", "announcement", "id", False),
        ("words", "to_people", "to_rooms", "to_channels", "chosen", "rule"),
    ),
    (
        *("web_feed_items", "web_feed_item", "id", False),
        ("title", "summary", "link", "at", "source"),
    ),
    ("identities", "introduction_side", "number", True, ("address", "member_id", "handle")),
    (
        "introduction_sides",
        "introduction_side",
        "number",
        False,
        ("member_id", "reached_by"),
    ),
    (
        "questions",
        "question",
        "id",
        False,
        (
            *("words", "naming", "gardener_id", "domain", "draft", "answer", "reason", "contact"),
            "contact_details",
        ),
    ),
    ("link_codes", "link_code", "id", False, ("second", "second_name", "taken", "shown")),
)
# Tables whose things are rows of another table: that table, and the column that is the same in both.
_THROUGH = {"identities": ("introduction_sides", "member_id")}
_SIDE_NUMBERS = """
UPDATE introduction_sides SET number = introduction_id * 2 + (
    SELECT count(*) FROM introduction_sides AS others
    WHERE others.introduction_id = introduction_sides.introduction_id
    AND others.member_id < introduction_sides.member_id
)
"""
_RAISE = """
INSERT INTO revisions (kind, key, changes) {things}
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION raise_revision_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN {raise_old}; ELSE {raise_new}; END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "revisions",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_revisions")),
    )
    op.add_column(
        "polls", sa.Column("choice_base", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("digests", sa.Column("contents", sa.JSON(), nullable=True))
    op.add_column("digests", sa.Column("shown_to", sa.JSON(), nullable=True))
    op.add_column(
        "web_feed_items", sa.Column("source", sa.String(), server_default="", nullable=False)
    )
    op.execute("UPDATE digests SET shown = NULL")  # checksums, of which no words can be made
    op.add_column("cards", sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
    op.add_column("introduction_sides", sa.Column("number", sa.Integer(), nullable=True))
    op.execute(_SIDE_NUMBERS)
    with op.batch_alter_table("introduction_sides") as sides:
        sides.alter_column("number", existing_type=sa.Integer(), nullable=False)
        sides.create_unique_constraint("uq_introduction_sides_number", ["number"])
    op.execute("UPDATE link_codes SET shown = ''")  # it was a hash
    op.add_column("forms", sa.Column("mark", sa.Integer(), server_default="0", nullable=False))
    for table, kind, key, parts, columns in _TABLES:
        _create_triggers(table, kind, key, columns, parts=parts)


def downgrade() -> None:
    for table, *_, parts, _columns in _TABLES:
        for event in _events(parts=parts):
            on = "" if _is_sqlite() else f" ON {table}"
            op.execute(f"DROP TRIGGER {table}_revised_by_{event}{on}")
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION raise_revision_of_{table}()")
    with op.batch_alter_table("introduction_sides") as sides:
        sides.drop_constraint("uq_introduction_sides_number")
        sides.drop_column("number")
    op.drop_column("forms", "mark")
    op.drop_column("cards", "revision")
    op.execute("UPDATE digests SET shown = NULL")
    op.drop_column("digests", "shown_to")
    op.drop_column("digests", "contents")
    op.drop_column("web_feed_items", "source")
    op.drop_column("polls", "choice_base")
    op.drop_table("revisions")


def _create_triggers(
    table: str, kind: str, key: str, columns: Sequence[str], *, parts: bool
) -> None:
    raise_old = _RAISE.format(things=_things(table, kind, key, "old"))
    raise_new = _RAISE.format(things=_things(table, kind, key, "new"))
    if not _is_sqlite():
        op.execute(_FUNCTION.format(table=table, raise_old=raise_old, raise_new=raise_new))
    differs = "old.{0} IS NOT new.{0}"
    if not _is_sqlite():  # JSON has no equality there
        differs = "old.{0}::text IS DISTINCT FROM new.{0}::text"
    when = " OR ".join(differs.format(each) for each in columns)
    for event in _events(parts=parts):
        raised = raise_old if event == "delete" else raise_new
        done = (
            f"BEGIN {raised}; END"
            if _is_sqlite()
            else f"EXECUTE FUNCTION raise_revision_of_{table}()"
        )
        of = f"UPDATE OF {', '.join(columns)}" if event == "update" else event.upper()
        condition = f"WHEN ({when})" if event == "update" else ""
        op.execute(
            f"CREATE TRIGGER {table}_revised_by_{event} AFTER {of} ON {table} FOR EACH ROW "
            f"{condition} {done}"
        )


def _things(table: str, kind: str, key: str, row: str) -> str:
    """The things that a row is, or belongs to."""
    if table not in _THROUGH:
        return f"VALUES ('{kind}', {row}.{key}, 1)"
    other, column = _THROUGH[table]
    return f"SELECT '{kind}', {other}.{key}, 1 FROM {other} WHERE {other}.{column} = {row}.{column}"  # noqa: S608 - names of this file


def _events(*, parts: bool) -> Sequence[str]:
    return ("update", "delete", "insert") if parts else ("update", "delete")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
