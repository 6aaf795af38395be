"""Wishes about working groups in plain words."""

from collections.abc import Sequence

from bot.core import Answer, Card, Context, Router, group_command, text
from bot.domain.conversations import only_named
from bot.domain.groups import GroupState
from bot.references.conversations import Intent, intents
from bot.references.groups import begin_group, show_group
from storage.groups import Groups

router = Router()

MOST_LOOKED_AT = 100
_STOP_WORDS = frozenset({"groupe", "groupes", "group", "groups", "travail", "working"})
"""Words of names that every wish about a group has."""


@router.contribution(intents)
def intents_of_groups(ctx: Context) -> Sequence[Intent]:
    """The intents: to see, join or leave a group, and a new one."""
    group, propose = group_command, text("Propose a group")
    return (
        Intent("groups_list", text("Working groups"), group, show_named_group, for_people=True),
        Intent("propose_group", propose, group, offer_to_propose, for_people=True),
    )


def show_named_group(ctx: Context, words: str) -> Answer:
    """The one open group whose name has a telling word of these; None for the list."""
    listed = ctx.store[Groups].listed(ctx.community.id, GroupState.OPEN, MOST_LOOKED_AT)
    number = only_named(words, {each.id: each.name for each in listed}, but=_STOP_WORDS)
    return None if number is None else show_group.run(ctx, number)


def offer_to_propose(ctx: Context, words: str) -> Card:
    """The button that asks for the name of a group, and the way to those that exist."""
    propose = begin_group.button(text("Propose a group"))
    asked = text("I ask you for its name and what it is for; the gardening team opens it.")
    every = group_command.button(text("All groups"))
    return Card(text("🛠 A new working group"), (asked,), ((propose,), (every,)))
