"""What is kept to gardeners, written down once: a declaration that was opened by mistake fails."""

import pytest

from bot.app import declarations
from bot.core.declarations.declaration import Declaration
from bot.domain.roles import Role

# Everything that acts for a community. What is not here is for members, or for anyone.
KEPT = {
    "announce",
    "announce_approve",
    "announce_away",
    "announce_came",
    "announce_correct",
    "announce_date",
    "announce_for",
    "announce_look",
    "announce_now",
    "announce_off",
    "announce_pause",
    "announce_resume",
    "announce_rhythm",
    "announce_send",
    "announce_stop",
    "announce_stop_yes",
    "announce_to",
    "announce_when",
    "announce_whom",
    "announce_words",
    "announcement_correction",
    "announcement_date",
    "announcement_rhythm",
    "announcement_words",
    "circle propose",
    "circle_propose",
    "circle_withdraw",
    "away",
    "away end",
    "away_end",
    "digest add",
    "digest approve",
    "digest correct",
    "digest order",
    "digest remove",
    "digest schedule",
    "digest skip",
    "digest submit",
    "digest title",
    "digest_approve",
    "digest_correct",
    "digest_resume",
    "digest_submit",
    "communities",
    "community",
    "doubts_seen",
    "event add",
    "event door",
    "event files",
    "event present",
    "event_add",
    "event_came",
    "event_door",
    "event_door_new",
    "event_letters",
    "event_roll",
    "event_seek",
    "event_sheet",
    "event_sheets",
    "event_walk",
    "event_walk_name",
    "event_walk_undo",
    "import_end",
    "introduce",
    "introduce_member",
    "next_done",
    "next_drop",
    "next_later",
    "outcome",
    "outcome_account",
    "outcome_close",
    "outcome_first",
    "outcome_photo",
    "outcome_picture",
    "outcome_publish",
    "outcome_tell",
    "outcome_unphoto",
    "outcome poll",
    "poll_outcome_change",
    "poll_outcome_close",
    "poll_outcome_day",
    "poll_outcome_later",
    "poll_outcome_publish",
    "poll_outcome_settle",
    "poll_outcome_tell",
    "poll_sheet",
    "poll_outcome_words",
    "import_ended",
    "import_go",
    "import_remarks",
    "import_show",
    "import_stop",
    "invite_links",
    "invite_sheet",
    "invitee_again",
    "invitee_out",
    "invitee_show",
    "invitees",
    "members_import",
    "organisation_list",
    "organisation_list_remove",
    "organisation_remove",
    "organisations_add",
    "organisations_discard",
    "organisations_import",
    "organisations_list",
    "members",
    "members export",
    "members_by",
    "members_export",
    "members_find",
    "members_place",
    "members_search",
    "members_sheet",
    "members_where",
    "need_introduce",
    "need_introduce_reason",
    "need_look",
    "news_drop",
    "news_keep",
    "answer",
    "question_answer",
    "question_contact",
    "question_copy",
    "question_decline",
    "question_draft",
    "question_due",
    "question_due_day",
    "question_keep",
    "question_look",
    "question_more",
    "question_private_answer",
    "question_private_decline",
    "question_private_refuse",
    "question_private_reply",
    "question_progress",
    "question_publish",
    "question_reacted",
    "question_refuse",
    "question_silent",
    "question_take",
    "question_transfer",
    "question_answer_words",
    "refuse",
    "take",
    "transfer",
    "proxied",
    "proxy",
    "proxy event",
    "proxy vote",
    "proxy_code",
    "proxy_end",
    "proxy_event",
    "proxy_events",
    "proxy_ended",
    "proxy_poll",
    "proxy_polls",
    "proxy_renew",
    "proxy_rsvp",
    "proxy_vote",
    "room_free",
    "stats",
    "stats_of",
    "digest region",
    "region_days",
    "region_item",  # agents, too
    "region_letter_now",
    "region_never",
    "region_never_sure",
    "region_preview",
    "room_into",
    "room_loose",
    "room_sure",
    "room_tie",
    "welcome",
    "welcome_set",
    "poll_decline",
    "poll_proposal",
    "poll_publish",  # where the community leaves polls to its gardeners, as by default
    "todo",
    "event feed",
    "feed",
    "feed_add",
    "feed_after",
    "feed_again",
    "feed_announce",
    "feed_change",
    "feed_changes",
    "feed_decline",
    "feed_first",
    "feed_leave",
    "feed_look",
    "feed_new",
    "feed_remove",
    "feed_retake",
    "feed_show",
    "feed_take",
    "feeds",
    "webfeed",
    "webfeed_add",
    "webfeed_allback",
    "webfeed_ask",
    "webfeed_back",
    "webfeed_drop",
    "webfeed_first",
    "webfeed_follow",
    "webfeed_ignore",
    "webfeed_item",
    "webfeed_keep",
    "webfeed_later",
    "webfeed_look",
    "webfeed_new",
    "webfeed_none",
    "webfeed_now",
    "webfeed_pause",
    "webfeed_publish",
    "webfeed_remove",
    "webfeed_resume",
    "webfeeds",
}
# What gives and takes seats.
CULTIVATED = {
    "gardener",
    "post_drop",
    "seat_code",
    "seat_code_sure",
    "seat_empty",
    "seat_give",
    "seat_page",
    "seat_sure",
}
# What a stranger may do: learn, join, and leave again.
OPEN = {
    "cancel",
    "claim",  # whoever holds the code
    "claim_erase",
    "claim_erased",
    "decline",
    "door",  # whoever stands at it and scans the code
    "digest",  # the letter is read in rooms anyway
    "forget",
    "help",
    "here",  # the same, in writing
    "invited",  # who invites, and then the notice
    "invitee",  # whoever holds the code of somebody whom a list names
    "invitee_no",
    "join",
    "leave",
    "left",
    "link",
    "link_no",
    "link_take",  # whoever asked for the code: what is kept of two registrations
    "link_yes",
    "menu",
    "menu_page",
    "mydata",  # whoever never joined may have left something too
    "mydata_file",
    "notice",
    "notice_in",
    "poll_look",  # a signed word proves a press on a choice in the room
    "privacy",
    "remain",  # whoever was erased meanwhile is told so
    "resume",
    "room",  # it only tells; what it ties is a button that is kept
    "start",
    "seat_run",  # whoever brought the code for a first cultivator
    "stay",
    "stop",
    "write_said",
}


def declared() -> list[Declaration]:
    found = declarations()
    return [
        *found.all_commands(),
        *found.buttons.values(),
        *found.forms.values(),
        *found.outcomes.values(),
    ]


def least(name: str) -> set[Role]:
    """The least roles of all that bears a name."""
    return {each.permission.role(None) for each in declared() if each.name == name}


# What is for whoever runs the instance.
RUN = {
    "community_ask",
    "community_charter",
    "community_domains",
    "community_drop",
    "community_gone",
    "community_letter",
    "community_name",
    "community_new",
    "community_put",
    "community_set",
    "community_slug",
    "community_zone",
    "room_take",
}


@pytest.mark.parametrize("name", sorted(RUN))
def test_it_is_kept_to_those_who_run_the_instance(name: str) -> None:
    assert least(name) == {Role.CULTIVATOR}


@pytest.mark.parametrize("name", sorted(KEPT))
def test_it_is_kept_to_gardeners(name: str) -> None:
    assert least(name) == {Role.GARDENER}


@pytest.mark.parametrize("name", sorted(CULTIVATED))
def test_it_is_kept_to_cultivators(name: str) -> None:
    assert least(name) == {Role.CULTIVATOR}


def test_nothing_else_is_open_to_strangers() -> None:
    opened = {each.name for each in declared() if each.permission.role(None) is Role.ANYONE}
    assert opened <= OPEN
