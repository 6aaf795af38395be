"""An open need of the same author in nearly the same words: updated rather than published twice."""

from bot.core import Answer, Context, Replace, Router, text
from bot.domain.needs.need import ASKED_BEFORE, Need
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role, Seat
from bot.references.needs import need_thing, own_need_card, update_need
from handlers.needs import acts
from handlers.needs.need_lookup import own_need
from handlers.needs.publishing.preview import NeedDraft, barred_card, previewed
from storage.inbound import Forms
from storage.needs import Needs

router = Router()


@router.button(
    update_need,
    of=need_thing,
    deliberate=True,
    who=Role.MEMBER,
    limit=PROPOSALS,
    trace=acts.UPDATE_A_NEED,
)
def update_similar(ctx: Context, number: int, mark: int) -> Answer:
    """Put the need of a preview in the place of one's open need, for the same readers."""
    draft = previewed(ctx, mark)
    barred = barred_card(ctx, mark)
    if barred is not None:
        return barred
    need = own_need(ctx, number)
    _update(ctx, need, draft)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    own_need_card.post(ctx, ctx.incoming.room, need.id, reader=ctx.member)
    return Replace(text("Updated, until {day}.", day=draft.last_day))


def _update(ctx: Context, need: Need, draft: NeedDraft) -> None:
    """Change a need; the domain and the place stay where the draft has none."""
    place = (draft.commune, draft.radius_km)
    commune, radius = (need.commune, need.radius_km) if draft.commune is None else place
    is_short = draft.last_day - ctx.today <= ASKED_BEFORE
    ctx.store[Needs].update(
        ctx.community.id,
        need.id,
        draft.words,
        ends_on=draft.last_day,
        for_region=draft.for_region,
        domain=draft.domain or need.domain,
        commune=commune,
        radius_km=radius,
        noted_at=ctx.now if Seat.TERRITORY in ctx.seats else None,
        asked_on=ctx.today if is_short else None,
    )
