"""Remove a community without members."""

from bot.core import Answer, Buttons, Card, Context, Replace, Router, text
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.communities import turn_communities_page
from bot.references.personal_data import change_nothing
from handlers.communities import acts
from storage.communities import AppliedSettings, Community
from storage.members import Members

router = Router()


class NotEmpty(Final):
    """{community} has had members: it can no longer be removed."""


class InTheFile(Final):
    """{community} is in the configuration file: it would come back at the next start."""


@router.button("community_drop", who=Role.CULTIVATOR, trace=acts.REMOVE_AN_EMPTY_COMMUNITY)
def ask_before_removing(ctx: Context, community: Community) -> Answer:
    """Ask for confirmation."""
    _check_removable(ctx, community)
    sure = text("Remove {community}, with its rooms and roles?", community=community.name)
    yes = remove_community.button(text("Yes, remove it"), community)
    no = change_nothing.button(text("No, change nothing"))
    return Replace(Card(None, (sure,), ((yes,), (no,))))


@router.button(
    "community_gone",
    deliberate=True,
    tone="danger",
    who=Role.CULTIVATOR,
    trace=acts.REMOVE_AN_EMPTY_COMMUNITY,
)
def remove_community(ctx: Context, community: Community) -> Answer:
    """Remove a community without members."""
    _check_removable(ctx, community)
    name = community.name
    if not ctx.store.drop_community(community):
        raise NotEmpty(community=name)
    rows: Buttons = ((turn_communities_page.button(text("All communities"), 0),),)
    return Replace(Card(None, (text("{community} is removed.", community=name),), rows))


def _check_removable(ctx: Context, community: Community) -> None:
    if ctx.store[Members].count(community.id):
        raise NotEmpty(community=community.name)
    if ctx.store[AppliedSettings].get(f"{community.slug}.name") is not None:
        raise InTheFile(community=community.name)
