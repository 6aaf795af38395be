"""A need or an offer is published: to the members, or to the territory's gardener alone."""

from bot.core import Answer, Context, Replace, Router, text
from bot.domain.needs.need import (
    ASKED_BEFORE,
    OPEN_AT_ONCE,
    Need,
    NeedKind,
    NeedReaders,
    TooManyNeeds,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.needs import need_command, own_need_card, send_need
from handlers.needs import acts
from handlers.needs.need_words import need_reader
from handlers.needs.publishing.preview import NeedDraft, barred_card, lone_reader, previewed
from storage.inbound import Forms
from storage.needs import NeedFilter, Needs

router = Router()


class NobodyForTerritory(Final):
    """The role for the territory is vacant: publish it to the members, or wait."""


@router.button(
    send_need, deliberate=True, who=Role.MEMBER, limit=PROPOSALS, trace=acts.PUBLISH_A_NEED
)
def publish_draft(ctx: Context, mark: int, readers: str) -> Answer:
    """Publish the need of a preview, once."""
    draft = previewed(ctx, mark)
    barred = barred_card(ctx, mark)
    if barred is not None:
        return barred
    chosen = NeedReaders.MEMBERS if readers == NeedReaders.MEMBERS else NeedReaders.GARDENER
    if chosen is NeedReaders.GARDENER and lone_reader(ctx) is None:
        raise NobodyForTerritory
    need = _file(ctx, draft, chosen)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    own_need_card.post(ctx, ctx.incoming.room, need.id, reader=ctx.member)
    if need.asked_on is not None:
        return Replace(text("Published until {day}.", day=need.ends_on))
    done = text(
        "Published until {day}. I ask you a week before whether it is still valid.",
        day=need.ends_on,
    )
    return Replace(done)


def _file(ctx: Context, draft: NeedDraft, readers: NeedReaders) -> Need:
    needs, here = ctx.store[Needs], ctx.community.id
    own = NeedFilter(day=ctx.today, reader=need_reader(ctx), author_id=ctx.member.id)
    count = needs.count(here, own)
    if count >= OPEN_AT_ONCE:
        raise TooManyNeeds(count=count, need=need_command.typed())
    is_short = draft.last_day - ctx.today <= ASKED_BEFORE
    return needs.add(
        here,
        ctx.member.id,
        NeedKind(draft.kind),
        draft.words,
        ctx.now,
        ends_on=draft.last_day,
        readers=readers,
        for_region=draft.for_region,
        domain=draft.domain,
        commune=draft.commune,
        radius_km=draft.radius_km,
        noted_at=ctx.now if Seat.TERRITORY in ctx.seats else None,
        asked_on=ctx.today if is_short else None,
    )
