"""Make a community, or find one by its name."""

from typing import Annotated

from bot.core import Answer, Card, Context, Router, Where, asks, at_most, named
from bot.domain.communities import (
    LONGEST_NAME,
    LONGEST_SLUG,
    NameTaken,
    SlugTaken,
    read_name,
    read_slug,
    slug_of,
)
from bot.domain.digest.schedule import USUAL_DAYS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.communities import community_command, open_community
from bot.vocabulary.community_settings import plan_letter
from bot.vocabulary.gardeners import tended_communities
from handlers.communities import acts
from handlers.communities.community_card import show_community
from storage.communities import Communities, Community
from storage.inbound import Forms

router = Router()

ALIASES = ("communities", "communautes")


class NotCalledSo(Refusal):
    """I know no community called “{typed}”. {communities} lists them."""


@router.command(
    "community",
    fr="communaute",
    aliases=ALIASES,
    example="Eau vive",
    who=Role.GARDENER,
    where=Where.DIRECT,
    everywhere=True,
    outside=True,
)
def find_or_make(ctx: Context, name: Annotated[str, at_most(LONGEST_NAME)]) -> Answer:
    """See the settings of a community, or create one with this name."""
    community = named(tended_communities(ctx), name)
    if community is not None:
        return open_community.run(ctx, community)
    if not ctx.cultivates:
        raise NotCalledSo(typed=name[:40], communities=community_command.typed())
    return make_community.ask(ctx, name=read_name(name))


def _slug_values(ctx: Context) -> dict[str, object]:
    """The name that was typed, and the short name made from it."""
    room = ctx.private_room or ctx.incoming.room
    begun = ctx.store[Forms].open_in(room, ctx.now)
    name = "" if begun is None else begun.answers.get("name", "")
    taken = [each.slug for each in ctx.store[Communities].all()]
    return {"name": name, "slug": slug_of(name, taken)}


@router.form("community_new", who=Role.CULTIVATOR, everywhere=True, trace=acts.MAKE_A_COMMUNITY)
def make_community(
    ctx: Context,
    name: Annotated[str, asks("What is the name of the new community?"), at_most(LONGEST_NAME)],
    slug: Annotated[
        str,
        asks(
            "“{name}” will be a new community. Its short name in commands is “{slug}”. Write "
            "another one, or skip this question.",
            _slug_values,
        ),
        at_most(LONGEST_SLUG),
    ] = "",
) -> Card:
    """Make a community, and say what comes next."""
    communities, name = ctx.store[Communities], read_name(name)
    everywhere = communities.all()
    taken = [each.slug for each in everywhere]
    if named(everywhere, name) is not None:
        raise NameTaken(name=name)
    short = read_slug(slug) if slug else slug_of(name, taken)
    if short in taken:
        raise SlugTaken(slug=short)
    community = communities.add(
        Community(
            slug=short,
            name=name,
            locale=ctx.contact.locale,
            timezone=ctx.contact.timezone,
            digest=USUAL_DAYS,
            polls_by="gardeners",
            charter_url="",
        )
    )
    ctx.enter(community.id)
    ctx.trace_here()
    plan_letter(ctx.store, community, ctx.now)
    return show_community(ctx, community)
