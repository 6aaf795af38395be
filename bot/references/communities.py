"""References of communities that several files use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.core import (
    Act,
    Answer,
    Button,
    ButtonRef,
    Card,
    CommandRef,
    Context,
    Contributions,
    FormRef,
    Line,
    Text,
    text,
)
from storage.communities import Community

SET_A_ROOM_UP = Act(text("{who} configured a room"), text("configure a room"))

turn_communities_page: ButtonRef[[int], Answer] = ButtonRef("communities")
open_community: ButtonRef[[Community], Card] = ButtonRef("community")
copy_community: ButtonRef[[Community], Answer] = ButtonRef("community_copy")
edit_community: ButtonRef[[Community, str], Answer] = ButtonRef("community_set")
put_community_value: ButtonRef[[Community, str, str], Answer] = ButtonRef("community_put")
ask_community_value: ButtonRef[[Community, str], Answer] = ButtonRef("community_ask")
choose_room_kind: ButtonRef[[Community], Answer] = ButtonRef("room_into")
ask_untie_room: ButtonRef[[Community], Answer] = ButtonRef("room_loose")
tie_room_as: ButtonRef[[Community, str], Answer] = ButtonRef("room_tie")
open_next_step: ButtonRef[[], Card | Text] = ButtonRef("setup_next")
community_command: CommandRef[..., Any] = CommandRef("community", "communaute")
room_command: CommandRef[..., Any] = CommandRef("room", "salon")

SET_A_COMMUNITY_UP = Act(text("{who} set a community up"), text("set a community up"))
"""A change of a setting, in the audit."""


@dataclass(frozen=True, slots=True)
class CommunitySetting:
    """A setting of a community as it stands, and how it is changed."""

    name: str
    """Its word in buttons."""
    label: Text
    """Label of the button that changes it."""
    line: Line | None
    """Its value; None where the card says so elsewhere."""
    ask: Callable[[Context, Community], Answer]
    """Asks for a value, with buttons of `put_community_value` and `ask_community_value`."""
    put: Callable[[Context, str], Text | None] | None = None
    """Sets the value of a button and says so; None if there is no such value."""
    form: FormRef[..., Any] | None = None
    """Asks for a value in words."""


community_settings: Contributions[Context, [Community], CommunitySetting] = Contributions(
    "community settings"
)
"""Settings of other features on the card of a community."""
setup_buttons: Contributions[Context, [], Button | None] = Contributions("setup buttons")
"""The way on, while a community is set up, beside what was done."""
zone_changed: Contributions[Context, [], None] = Contributions("zone changed")
"""Follow-ups of a changed time zone."""


def changed_setting_card(ctx: Context, confirmation: Text) -> Card:
    """Say what was set, with the way back to the other settings."""
    back = open_community.button(text("Back to the set-up"), ctx.community)
    return Card(ctx.community.name, (confirmation,), ((back,),))
