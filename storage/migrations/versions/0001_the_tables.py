"""All tables, as they were when nothing had been released yet."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "applied_settings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_applied_settings")),
    )
    op.create_table(
        "audit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), server_default="", nullable=False),
        sa.Column("facts", sa.String(), server_default="", nullable=False),
        sa.Column("position", BIG, nullable=True),
        sa.Column("hash", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_index(op.f("ix_audit_position"), "audit", ["position"], unique=True)

    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("purged", BIG, nullable=False),
        sa.Column("purged_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index("ix_cards_message", "cards", ["room", "message_id"])
    op.create_index("ix_cards_of", "cards", ["kind", "key"])

    op.create_table(
        "communities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("polls_by", sa.String(), nullable=False),
        sa.Column("charter_url", sa.String(), nullable=False),
        sa.Column("welcome", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("public_channel", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("domains", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("goal", sa.Integer(), nullable=True),
        sa.Column("goal_year", sa.Integer(), nullable=True),
        sa.Column("territories", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
        sa.UniqueConstraint("slug", name=op.f("uq_communities_slug")),
    )
    op.create_table(
        "cultivators",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("here", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_cultivators")),
    )
    op.create_table(
        "departures",
        sa.Column("id", BIG, nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("card", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
    )
    op.create_index(op.f("ix_departures_at"), "departures", ["at"])

    op.create_table(
        "inbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("network", "key", name=op.f("uq_inbox_network_key")),
    )
    op.create_index("ix_inbox_state", "inbox", ["state", "id"])

    op.create_table(
        "link_tries",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_link_tries")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unasked_on", sa.Date(), nullable=True),
        sa.Column("adult", sa.Boolean(), nullable=True),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("territory", sa.String(), nullable=True),
        sa.Column("about", sa.String(), server_default="", nullable=False),
        sa.Column("link", sa.String(), server_default="", nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("here", sa.Integer(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("quiet_from", sa.String(), nullable=True),
        sa.Column("quiet_to", sa.String(), nullable=True),
        sa.Column("reminders", sa.String(), nullable=True),
        sa.Column("asked", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("asked_to_stay_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_commune"), "members", ["commune"])
    op.create_index(op.f("ix_members_seen_on"), "members", ["seen_on"])
    op.create_index(op.f("ix_members_territory"), "members", ["territory"])

    op.create_table(
        "occurrences",
        sa.Column("id", BIG, nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint("schedule", "due_at", name=op.f("uq_occurrences_schedule_due_at")),
    )
    op.create_table(
        "paces",
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("interval_ms", sa.Integer(), nullable=False),
        sa.Column("burst", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_paces")),
    )
    op.create_table(
        "positions",
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_positions")),
    )
    op.create_table(
        "presses",
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("press", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("network", "key", name=op.f("pk_presses")),
    )
    op.create_index(op.f("ix_presses_at"), "presses", ["at"])
    op.create_index(op.f("ix_presses_sender"), "presses", ["sender"])

    op.create_table(
        "restorations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("backup_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restorations")),
    )
    op.create_table(
        "schedules",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("argument", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_schedules")),
    )
    op.create_table(
        "sealed",
        sa.Column("id", BIG, nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("ciphertext", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed")),
        sa.UniqueConstraint("network", "key", name=op.f("uq_sealed_network_key")),
    )
    op.create_index(op.f("ix_sealed_received_at"), "sealed", ["received_at"])
    op.create_index(op.f("ix_sealed_room"), "sealed", ["room"])

    op.create_table(
        "absences",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_absences_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_absences_member_id")),
        sa.PrimaryKeyConstraint("member_id", "community_id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_community_id"), "absences", ["community_id"])

    op.create_table(
        "audit_actors",
        sa.Column("audit_id", BIG, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_actors_audit_id")),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_actors")),
    )
    op.create_index(op.f("ix_audit_actors_account"), "audit_actors", ["account"])
    op.create_index(op.f("ix_audit_actors_member_id"), "audit_actors", ["member_id"])

    op.create_table(
        "audit_facts",
        sa.Column("audit_id", BIG, nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_facts_audit_id")),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_facts")),
    )
    op.create_index(op.f("ix_audit_facts_member_id"), "audit_facts", ["member_id"])

    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_calendar_feeds_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token", name=op.f("uq_calendar_feeds_token")),
    )
    op.create_index(op.f("ix_calendar_feeds_ended_at"), "calendar_feeds", ["ended_at"])
    op.create_index(op.f("ix_calendar_feeds_member_id"), "calendar_feeds", ["member_id"])

    op.create_table(
        "circle_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("circle", sa.String(), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_circle_proposals_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_circle_proposals_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["members.id"], name=op.f("fk_circle_proposals_proposer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_proposals")),
        sa.UniqueConstraint(
            "community_id", "member_id", name=op.f("uq_circle_proposals_community_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_circle_proposals_expires_at"), "circle_proposals", ["expires_at"])
    op.create_index(op.f("ix_circle_proposals_member_id"), "circle_proposals", ["member_id"])
    op.create_index(op.f("ix_circle_proposals_proposer_id"), "circle_proposals", ["proposer_id"])

    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_consents_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_consents_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_yes", "consents", ["member_id", "community_id", "purpose"])

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
    op.create_index(op.f("ix_counted_acts_account"), "counted_acts", ["account"])
    op.create_index(op.f("ix_counted_acts_at"), "counted_acts", ["at"])
    op.create_index(op.f("ix_counted_acts_member_id"), "counted_acts", ["member_id"])

    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_seat", sa.String(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_seat", sa.String(), nullable=True),
        sa.Column("submitted_hand", sa.String(), server_default="holder", nullable=False),
        sa.Column("approved_hand", sa.String(), server_default="holder", nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["members.id"], name=op.f("fk_digests_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_digests_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["members.id"], name=op.f("fk_digests_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_digests_community_id_number")),
    )
    op.create_table(
        "event_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("first_local", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_event_series_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
    )
    op.create_index(op.f("ix_event_series_community_id"), "event_series", ["community_id"])

    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("organiser", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("guests", sa.Boolean(), nullable=False),
        sa.Column("circles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("domains", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("territories", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_events_community_id")
        ),
        sa.ForeignKeyConstraint(["maker_id"], ["members.id"], name=op.f("fk_events_maker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_events_community_id_number")),
        sa.UniqueConstraint("community_id", "uid", name=op.f("uq_events_community_id_uid")),
    )
    op.create_index("ix_events_agenda", "events", ["community_id", "state", "starts_at"])
    op.create_index(op.f("ix_events_maker_id"), "events", ["maker_id"])
    op.create_index(op.f("ix_events_series_id"), "events", ["series_id"])

    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("modified", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["members.id"], name=op.f("fk_feeds_added_by")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_feeds_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("community_id", "url", name=op.f("uq_feeds_community_id_url")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feeds_added_by"), "feeds", ["added_by"])
    op.create_index(op.f("ix_feeds_next_at"), "feeds", ["next_at"])

    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored", sa.String(), nullable=False),
        sa.Column("reference", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_files_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_files_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("stored", name=op.f("uq_files_stored")),
    )
    op.create_index(op.f("ix_files_expires_at"), "files", ["expires_at"])
    op.create_index(op.f("ix_files_member_id"), "files", ["member_id"])

    op.create_table(
        "forms",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_forms_community_id")
        ),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_forms")),
    )
    op.create_table(
        "handouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("account", sa.String(), server_default="", nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_handouts_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_handouts_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handouts")),
        sa.UniqueConstraint("token", name=op.f("uq_handouts_token")),
    )
    op.create_index(op.f("ix_handouts_expires_at"), "handouts", ["expires_at"])
    op.create_index(op.f("ix_handouts_member_id"), "handouts", ["member_id"])

    op.create_table(
        "identities",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(), nullable=True),
        sa.Column("direct", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_identities_member_id")
        ),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_handle"), "identities", ["handle"])
    op.create_index(op.f("ix_identities_member_id"), "identities", ["member_id"])

    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("written_line", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_imports_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_imports_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_imports_community_id"), "imports", ["community_id"])
    op.create_index(op.f("ix_imports_expires_at"), "imports", ["expires_at"])
    op.create_index(op.f("ix_imports_member_id"), "imports", ["member_id"])

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_invitations_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_invitations_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code", name=op.f("uq_invitations_code")),
        sa.UniqueConstraint(
            "member_id", "community_id", name=op.f("uq_invitations_member_id_community_id")
        ),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_letters_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_letters_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_member_id"), "letters", ["member_id"])

    op.create_table(
        "link_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("first_room", sa.String(), nullable=False),
        sa.Column("first_locale", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("second_name", sa.String(), nullable=False),
        sa.Column("second_room", sa.String(), nullable=False),
        sa.Column("second_locale", sa.String(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("taken", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("shown", sa.String(), server_default="", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_link_codes_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_link_codes_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_link_codes_code")),
        sa.UniqueConstraint("token", name=op.f("uq_link_codes_token")),
    )
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_mailings_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
    )
    op.create_table(
        "member_domains",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_member_domains_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_domains_member_id")
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "community_id", "domain", name=op.f("pk_member_domains")
        ),
    )
    op.create_index(
        "ix_member_domains_domain", "member_domains", ["community_id", "domain", "member_id"]
    )

    op.create_table(
        "memberships",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("circle", sa.String(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visible", sa.String(), server_default="no", nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("rhythm", sa.String(), server_default="each", nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_memberships_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["members.id"], name=op.f("fk_memberships_invited_by")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_memberships_member_id")
        ),
        sa.PrimaryKeyConstraint("member_id", "community_id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_circle", "memberships", ["community_id", "circle", "member_id"])
    op.create_index(op.f("ix_memberships_community_id"), "memberships", ["community_id"])
    op.create_index(op.f("ix_memberships_invited_by"), "memberships", ["invited_by"])

    op.create_table(
        "polls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("multiple", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_polls_community_id")
        ),
        sa.ForeignKeyConstraint(["maker_id"], ["members.id"], name=op.f("fk_polls_maker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_polls_community_id_number")),
    )
    op.create_index(op.f("ix_polls_maker_id"), "polls", ["maker_id"])

    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_posts_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint(
            "community_id", "post", "address", name=op.f("uq_posts_community_id_post_address")
        ),
    )
    op.create_index(op.f("ix_posts_address"), "posts", ["address"])

    op.create_table(
        "proxies",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name=op.f("fk_proxies_by_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_proxies_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_proxies_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_proxies")),
        sa.UniqueConstraint("code", name=op.f("uq_proxies_code")),
    )
    op.create_index(op.f("ix_proxies_by_id"), "proxies", ["by_id"])
    op.create_index(op.f("ix_proxies_community_id"), "proxies", ["community_id"])
    op.create_index(op.f("ix_proxies_expires_on"), "proxies", ["expires_on"])

    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_rooms_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("address", name=op.f("uq_rooms_address")),
    )
    op.create_index(op.f("ix_rooms_community_id"), "rooms", ["community_id"])

    op.create_table(
        "seat_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_seat_offers_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_offers")),
        sa.UniqueConstraint("digest", name=op.f("uq_seat_offers_digest")),
    )
    op.create_index(op.f("ix_seat_offers_community_id"), "seat_offers", ["community_id"])

    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_seats_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("community_id", "seat", name=op.f("uq_seats_community_id_seat")),
    )
    op.create_index(op.f("ix_seats_address"), "seats", ["address"])

    op.create_table(
        "welcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_welcomes_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcomes")),
    )
    op.create_index(op.f("ix_welcomes_room"), "welcomes", ["room"])

    op.create_table(
        "attendances",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_attendances_event_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_attendances_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint(
            "event_id", "member_id", name=op.f("uq_attendances_event_id_member_id")
        ),
    )
    op.create_index("ix_attendances_counted", "attendances", ["event_id", "answer", "answered_at"])
    op.create_index(op.f("ix_attendances_member_id"), "attendances", ["member_id"])
    op.create_index(op.f("ix_attendances_offered_until"), "attendances", ["offered_until"])

    op.create_table(
        "ballots",
        sa.Column("id", BIG, nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_ballots_member_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_ballots_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sa.UniqueConstraint("poll_id", "member_id", name=op.f("uq_ballots_poll_id_member_id")),
    )
    op.create_index(op.f("ix_ballots_member_id"), "ballots", ["member_id"])

    op.create_table(
        "deliveries",
        sa.Column("id", BIG, nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("buttons", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("unasked", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("parting", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("txn", sa.String(), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_deliveries_card_id")),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailings.id"], name=op.f("fk_deliveries_mailing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "mailing_id", "member_id", name=op.f("uq_deliveries_mailing_id_member_id")
        ),
    )
    op.create_index(op.f("ix_deliveries_member_id"), "deliveries", ["member_id"])
    op.create_index("ix_deliveries_message", "deliveries", ["room", "message_id"])
    op.create_index("ix_deliveries_next", "deliveries", ["network", "state", "priority", "id"])

    op.create_table(
        "event_doors",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_doors_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_doors")),
        sa.UniqueConstraint("code", name=op.f("uq_event_doors_code")),
        sa.UniqueConstraint("token", name=op.f("uq_event_doors_token")),
    )
    op.create_table(
        "event_notices",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("by_maker", sa.Boolean(), nullable=False),
        sa.Column("by_others", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("untold", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_notices_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_notices")),
    )
    op.create_index(op.f("ix_event_notices_done_at"), "event_notices", ["done_at"])
    op.create_index(op.f("ix_event_notices_event_id"), "event_notices", ["event_id"])

    op.create_table(
        "event_reminders",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("which", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_reminders_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_event_reminders_member_id")
        ),
        sa.PrimaryKeyConstraint(
            "event_id", "member_id", "which", "starts_at", name=op.f("pk_event_reminders")
        ),
    )
    op.create_index(op.f("ix_event_reminders_member_id"), "event_reminders", ["member_id"])
    op.create_index(op.f("ix_event_reminders_starts_at"), "event_reminders", ["starts_at"])

    op.create_table(
        "event_series_dates",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["event_series.id"], name=op.f("fk_event_series_dates_series_id")
        ),
        sa.PrimaryKeyConstraint("series_id", "day", name=op.f("pk_event_series_dates")),
    )
    op.create_table(
        "feed_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("pending", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_feed_entries_community_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_feed_entries_event_id")),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_feed_entries_feed_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_entries")),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_feed_entries_community_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feed_entries_event_id"), "feed_entries", ["event_id"])
    op.create_index(op.f("ix_feed_entries_feed_id"), "feed_entries", ["feed_id"])
    op.create_index(op.f("ix_feed_entries_starts_at"), "feed_entries", ["starts_at"])

    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_feedback_event_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_feedback_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("event_id", "member_id", name=op.f("uq_feedback_event_id_member_id")),
    )
    op.create_index(op.f("ix_feedback_given_at"), "feedback", ["given_at"])
    op.create_index(op.f("ix_feedback_member_id"), "feedback", ["member_id"])

    op.create_table(
        "invitees",
        sa.Column("id", BIG, nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("circle", sa.String(), nullable=True),
        sa.Column("domains", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_invitees_community_id")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_invitees_import_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["members.id"], name=op.f("fk_invitees_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitees")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitees_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_invitees_community_id"), "invitees", ["community_id"])
    op.create_index(op.f("ix_invitees_email"), "invitees", ["email"])
    op.create_index(op.f("ix_invitees_expires_at"), "invitees", ["expires_at"])
    op.create_index(op.f("ix_invitees_import_id"), "invitees", ["import_id"])
    op.create_index(op.f("ix_invitees_taken_by"), "invitees", ["taken_by"])

    op.create_table(
        "name_parts",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column(
            "part", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["member_id", "community_id"],
            ["memberships.member_id", "memberships.community_id"],
            name=op.f("fk_name_parts_member_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "community_id", "nth", name=op.f("pk_name_parts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_name_parts_begun", "name_parts", ["community_id", "part", "member_id"])
    op.create_index(
        "ix_name_parts_in_order", "name_parts", ["community_id", "nth", "part", "member_id"]
    )

    op.create_table(
        "newcomers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("welcome_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_newcomers_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["welcome_id"], ["welcomes.id"], name=op.f("fk_newcomers_welcome_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newcomers")),
        sa.UniqueConstraint("room", "address", name=op.f("uq_newcomers_room_address")),
    )
    op.create_index(op.f("ix_newcomers_address"), "newcomers", ["address"])
    op.create_index(op.f("ix_newcomers_welcome_id"), "newcomers", ["welcome_id"])

    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_news_author_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_news_community_id")
        ),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_news_digest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_news_community_id_number")),
    )
    op.create_index(op.f("ix_news_author_id"), "news", ["author_id"])
    op.create_index(op.f("ix_news_digest_id"), "news", ["digest_id"])

    op.create_table(
        "pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("after", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_pictures_event_id")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_pictures_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_pictures_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
    )
    op.create_index(op.f("ix_pictures_event_id"), "pictures", ["event_id"])
    op.create_index(op.f("ix_pictures_file_id"), "pictures", ["file_id"])
    op.create_index(op.f("ix_pictures_member_id"), "pictures", ["member_id"])

    op.create_table(
        "room_reminders",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_room_reminders_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "starts_at", name=op.f("pk_room_reminders")),
    )
    op.create_index(op.f("ix_room_reminders_starts_at"), "room_reminders", ["starts_at"])

    op.create_table(
        "guests",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("attendance_id", BIG, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendances.id"], name=op.f("fk_guests_attendance_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_guests_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guests")),
    )
    op.create_index(op.f("ix_guests_attendance_id"), "guests", ["attendance_id"])
    op.create_index(op.f("ix_guests_event_id"), "guests", ["event_id"])

    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("decisions", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("step_state", sa.String(), nullable=False),
        sa.Column("checked_for", sa.Date(), nullable=True),
        sa.Column("news_id", sa.Integer(), nullable=True),
        sa.Column("asked_up_to", sa.Integer(), nullable=True),
        sa.Column("all_asked", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_outcomes_author_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_outcomes_event_id")),
        sa.ForeignKeyConstraint(["news_id"], ["news.id"], name=op.f("fk_outcomes_news_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outcomes_event_id")),
    )
    op.create_index(op.f("ix_outcomes_author_id"), "outcomes", ["author_id"])
    op.create_index(op.f("ix_outcomes_next_on"), "outcomes", ["next_on"])


def downgrade() -> None:
    op.drop_table("outcomes")
    op.drop_table("guests")
    op.drop_table("room_reminders")
    op.drop_table("pictures")
    op.drop_table("news")
    op.drop_table("newcomers")
    op.drop_table("name_parts")
    op.drop_table("invitees")
    op.drop_table("feedback")
    op.drop_table("feed_entries")
    op.drop_table("event_series_dates")
    op.drop_table("event_reminders")
    op.drop_table("event_notices")
    op.drop_table("event_doors")
    op.drop_table("deliveries")
    op.drop_table("ballots")
    op.drop_table("attendances")
    op.drop_table("welcomes")
    op.drop_table("seats")
    op.drop_table("seat_offers")
    op.drop_table("rooms")
    op.drop_table("proxies")
    op.drop_table("posts")
    op.drop_table("polls")
    op.drop_table("memberships")
    op.drop_table("member_domains")
    op.drop_table("mailings")
    op.drop_table("link_codes")
    op.drop_table("letters")
    op.drop_table("invitations")
    op.drop_table("imports")
    op.drop_table("identities")
    op.drop_table("handouts")
    op.drop_table("forms")
    op.drop_table("files")
    op.drop_table("feeds")
    op.drop_table("events")
    op.drop_table("event_series")
    op.drop_table("digests")
    op.drop_table("counted_acts")
    op.drop_table("consents")
    op.drop_table("circle_proposals")
    op.drop_table("calendar_feeds")
    op.drop_table("audit_facts")
    op.drop_table("audit_actors")
    op.drop_table("absences")
    op.drop_table("sealed")
    op.drop_table("schedules")
    op.drop_table("restorations")
    op.drop_table("presses")
    op.drop_table("positions")
    op.drop_table("paces")
    op.drop_table("occurrences")
    op.drop_table("members")
    op.drop_table("link_tries")
    op.drop_table("inbox")
    op.drop_table("departures")
    op.drop_table("cultivators")
    op.drop_table("communities")
    op.drop_table("cards")
    op.drop_table("audit_chain")
    op.drop_table("audit")
    op.drop_table("applied_settings")
