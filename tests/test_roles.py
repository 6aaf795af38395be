"""What is kept to gardeners, written down once: a declaration that was opened by mistake fails."""

import pytest

from bot.app import declarations
from bot.core.routing import Declaration
from bot.domain.roles import Role

# Everything that acts for a community. What is not here is for members, or for anyone.
KEPT = {
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
    "news_drop",
    "news_keep",
    "poll",  # where the community leaves polls to its gardeners, as by default
}
# What a stranger may do: learn, join, and leave again.
OPEN = {
    "cancel",
    "decline",
    "digest",  # the letter is read in rooms anyway
    "forget",
    "help",
    "join",
    "leave",
    "left",
    "link",
    "link_no",
    "link_yes",
    "menu",
    "notice",
    "privacy",
    "resume",
    "start",
    "stay",
    "stop",
    "write_said",
}


def declared() -> list[Declaration]:
    found = declarations()
    return [*found.all_commands(), *found.buttons.values(), *found.forms.values()]


def least(name: str) -> set[Role]:
    """The least roles of all that bears a name; `/poll` bare only shows what is open."""
    named = [each for each in declared() if each.name == name]
    makers = [each for each in named if any(not param.option for param in each.params)]
    return {each.permission.role(None) for each in (makers if name == "poll" else named)}


@pytest.mark.parametrize("name", sorted(KEPT - {"poll"}))
def test_it_is_kept_to_gardeners(name: str) -> None:
    assert least(name) == {Role.GARDENER}


def test_making_a_poll_is_kept_to_gardeners_by_default() -> None:
    assert least("poll") >= {Role.GARDENER}


def test_nothing_else_is_open_to_strangers() -> None:
    opened = {each.name for each in declared() if each.permission.role(None) is Role.ANYONE}
    assert opened <= OPEN
