"""Declarations kept to gardeners are written down once: one opened by mistake fails."""

import pytest

from bot.app import declarations
from bot.core.declarations.declaration import Declaration
from bot.domain.roles import Role
from tests.house.kept_declarations import KEPT

# Giving and taking seats.
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
# Open to strangers: learn, join, and leave again.
OPEN = {
    "cancel",
    "claim",  # the holder of the code
    "claim_erase",
    "claim_erased",
    "decline",
    "door",  # a person at the door who scans the code
    "digest",  # the letter is read in rooms anyway
    "forget",
    "help",
    "help_more",
    "here",  # the same, in writing
    "invited",  # the inviting member, and then the notice
    "invitee",  # the holder of the code of a person on a list
    "invitee_no",
    "join",
    "leave",
    "left",
    "link",
    "link_no",
    "link_take",  # the person who asked for the code, about two registrations
    "link_yes",
    "menu",
    "menu_page",
    "mydata",  # a stranger may have left something too
    "mydata_file",
    "notice",
    "notice_in",
    "poll_look",  # a signed word proves a press on a choice in the room
    "privacy",
    "remain",  # a person erased meanwhile is told so
    "resume",
    "room",  # it only tells; what it ties is a button that is kept
    "start",
    "seat_run",  # the bringer of the first cultivator's code
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


# Kept to cultivators of the instance.
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
    "network_refused",
    "room_take",
}


@pytest.mark.parametrize("name", sorted(RUN))
def test_acts_of_the_instance_are_kept_to_the_people_who_run_it(name: str) -> None:
    assert least(name) == {Role.CULTIVATOR}


@pytest.mark.parametrize("name", sorted(KEPT))
def test_acts_of_gardeners_are_kept_to_gardeners(name: str) -> None:
    assert least(name) == {Role.GARDENER}


@pytest.mark.parametrize("name", sorted(CULTIVATED))
def test_acts_of_cultivators_are_kept_to_cultivators(name: str) -> None:
    assert least(name) == {Role.CULTIVATOR}


def test_nothing_else_is_open_to_strangers() -> None:
    opened = {each.name for each in declared() if each.permission.role(None) is Role.ANYONE}
    assert opened <= OPEN
