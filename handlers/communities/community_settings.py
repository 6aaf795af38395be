"""Change the settings of a community, for cultivators.

The settings of this feature are in `handlers/communities/own_settings.py`; others contribute
theirs. The card with all of them: see `handlers/communities/overview.py`. Changes survive the next
reading of the configuration file: see `bot/vocabulary/community_settings.py`.
"""

from bot.core import Answer, Context, Replace, Router
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.communities import (
    SET_A_COMMUNITY_UP,
    CommunitySetting,
    ask_community_value,
    changed_setting_card,
    community_command,
    community_settings,
    edit_community,
    put_community_value,
)
from handlers.communities.own_settings import first_settings, last_settings
from storage.communities import Community

router = Router()

TYPED_COMMUNITY = community_command.typed()


class NothingToSet(Refusal):
    """This setting does not exist. {community} shows what can be changed."""


def all_settings(ctx: Context, community: Community) -> list[CommunitySetting]:
    """The settings of a community, in the order in which its card shows them."""
    return [
        *first_settings(ctx, community),
        *community_settings.collect(ctx, community),
        *last_settings(community),
    ]


@router.button(edit_community, who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def ask_value(ctx: Context, community: Community, what: str) -> Answer:
    """Ask for a new value, with buttons or in a question."""
    return _setting(ctx, community, what).ask(ctx, community)


@router.button(put_community_value, who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def put_value(ctx: Context, community: Community, what: str, value: str) -> Answer:
    """Set the value of a button."""
    setting = _setting(ctx, community, what)
    confirmation = None if setting.put is None else setting.put(ctx, value)
    if confirmation is None:
        raise NothingToSet(community=TYPED_COMMUNITY)
    return Replace(changed_setting_card(ctx, confirmation))


@router.button(ask_community_value, who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def ask_in_words(ctx: Context, community: Community, what: str) -> Answer:
    """Ask for a value that no button offers."""
    form = _setting(ctx, community, what).form
    if form is None:
        raise NothingToSet(community=TYPED_COMMUNITY)
    return form.ask(ctx)


def _setting(ctx: Context, community: Community, name: str) -> CommunitySetting:
    found = (each for each in all_settings(ctx, community) if each.name == name)
    setting = next(found, None)
    if setting is None:
        raise NothingToSet(community=TYPED_COMMUNITY)
    return setting
