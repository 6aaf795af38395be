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
    (
        "events",
        "event",
        "id",
        False,
        (
            *("kind", "title", "starts_at", "ends_at", "zone", "commune", "place", "link"),
            *("description", "picture_id", "organiser", "capacity", "guests", "circles"),
            *("domains", "territories", "deadline", "question", "series_id", "source_url"),
        ),
    ),
    ("feed_entries", "calendar_change", "id", False, ("event_id", "known", "pending")),
    (
        "needs",
        "need",
        "id",
        False,
        (
            *("kind", "words", "domain", "commune", "radius_km", "ends_on", "readers"),
            "for_region",
        ),
    ),
    (
        "outcomes",
        "report",
        "event_id",
        False,
        ("event_id", "words", "decisions", "next_step", "next_on", "step_state"),
    ),
    ("pictures", "report", "event_id", True, ("event_id", "file_id", "words", "after")),
    (
        "poll_outcomes",
        "poll_report",
        "poll_id",
        False,
        ("poll_id", "words", "next_on", "step_state"),
    ),
    ("rides", "ride", "id", False, ("event_id", "kind", "commune", "seats")),
)
# A table, the kind of thing that a change of its rows raises, the things' own table, its column with
# their ids, the columns there and here that are the same, whether rows are parts, and the columns
# that raise it.
_OTHERS: Sequence[tuple[str, str, str, str, str, str, bool, Sequence[str]]] = (
    (
        "event_series",
        "event",
        "events",
        "id",
        "series_id",
        "id",
        False,
        ("rule", "zone", "first_local", "stopped_at"),
    ),
    (
        "events",
        "calendar_change",
        "feed_entries",
        "id",
        "event_id",
        "id",
        False,
        ("title", "starts_at", "ends_at", "zone", "place", "link", "description"),
    ),
    (
        "events",
        "ride",
        "rides",
        "id",
        "event_id",
        "id",
        False,
        ("starts_at", "ends_at", "zone", "commune", "place"),
    ),
    (
        "identities",
        "introduction_side",
        "introduction_sides",
        "number",
        "member_id",
        "member_id",
        True,
        ("address", "member_id", "handle"),
    ),
)
_SIDE_NUMBERS = """
UPDATE introduction_sides SET number = introduction_id * 2 + (
    SELECT count(*) FROM introduction_sides AS others
    WHERE others.introduction_id = introduction_sides.introduction_id
    AND others.member_id < introduction_sides.member_id
)
"""
_RAISE = """
INSERT INTO revisions (kind, key, changes) SELECT '{kind}', {row}.{key}, 1 WHERE true
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_RAISE_OTHERS = """
INSERT INTO revisions (kind, key, changes)
SELECT '{kind}', {things}.{key}, 1 FROM {things} WHERE {things}.{named_in} = {row}.{column}
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION raise_revision_of_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
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
        raised = (_RAISE.format(kind=kind, row=row, key=key) for row in ("old", "new"))
        _create_triggers(table, table, columns, *raised, events=_events(parts=parts))
    for table, kind, things, key, named_in, column, parts, columns in _OTHERS:
        names = {"kind": kind, "things": things, "key": key, "named_in": named_in}
        raised = (_RAISE_OTHERS.format(row=row, column=column, **names) for row in ("old", "new"))
        events = _other_events(parts=parts)
        _create_triggers(f"{kind}s_by_{table}", table, columns, *raised, events=events)


def downgrade() -> None:
    for table, *_, parts, _columns in _TABLES:
        _drop_triggers(table, table, events=_events(parts=parts))
    for table, kind, *_, parts, _columns in _OTHERS:
        _drop_triggers(f"{kind}s_by_{table}", table, events=_other_events(parts=parts))
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
    name: str,
    table: str,
    columns: Sequence[str],
    raise_old: str,
    raise_new: str,
    *,
    events: Sequence[str],
) -> None:
    if not _is_sqlite():
        op.execute(_FUNCTION.format(name=name, raise_old=raise_old, raise_new=raise_new))
    differs = "old.{0} IS NOT new.{0}"
    if not _is_sqlite():  # JSON has no equality there
        differs = "old.{0}::text IS DISTINCT FROM new.{0}::text"
    when = " OR ".join(differs.format(each) for each in columns)
    for event in events:
        raised = raise_old if event == "delete" else raise_new
        done = (
            f"BEGIN {raised}; END"
            if _is_sqlite()
            else f"EXECUTE FUNCTION raise_revision_of_{name}()"
        )
        of = f"UPDATE OF {', '.join(columns)}" if event == "update" else event.upper()
        condition = f"WHEN ({when})" if event == "update" else ""
        op.execute(
            f"CREATE TRIGGER {name}_revised_by_{event} AFTER {of} ON {table} FOR EACH ROW "
            f"{condition} {done}"
        )


def _drop_triggers(name: str, table: str, *, events: Sequence[str]) -> None:
    for event in events:
        on = "" if _is_sqlite() else f" ON {table}"
        op.execute(f"DROP TRIGGER {name}_revised_by_{event}{on}")
    if not _is_sqlite():
        op.execute(f"DROP FUNCTION raise_revision_of_{name}()")


def _events(*, parts: bool) -> Sequence[str]:
    return ("update", "delete", "insert") if parts else ("update", "delete")


def _other_events(*, parts: bool) -> Sequence[str]:
    return ("update", "delete", "insert") if parts else ("update",)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
