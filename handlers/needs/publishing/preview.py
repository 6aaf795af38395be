"""A need or an offer before it is published, as understood, with its readers."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    around,
    in_rows,
    text,
)
from bot.domain.needs.details import end_named, place_named
from bot.domain.needs.need import LASTS, Need, NeedKind, NeedReaders, read_need
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.needs import (
    change_need,
    discard_need,
    need_command,
    preview_need,
    send_need,
    update_need,
)
from handlers.needs.need_words import need_lines, region_names
from handlers.needs.publishing.similar_need import similar_need, similar_text, update_label
from handlers.profile import age_check
from storage.inbound import Forms, OpenForm
from storage.members import Member

router = Router()

KEPT_FOR = timedelta(days=1)
_FORM = "need"
_TITLES = {NeedKind.NEED: text("🤝 Your need"), NeedKind.OFFER: text("🤝 Your offer")}


class NeedPreviewOver(Final):
    """This is published, thrown away, or too old. Your needs and offers: {need}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedDraft:
    """A need before it is published."""

    kind: str
    words: str
    ends_on: str
    """As ISO 8601."""
    domain: str | None = None
    commune: str | None = None
    radius_km: int | None = None
    for_region: bool = False

    @property
    def last_day(self) -> date:
        """The end."""
        return date.fromisoformat(self.ends_on)


def prepared_card(ctx: Context, kind: NeedKind, typed: str) -> Card:
    """A need as typed, with the place and the end that its words name."""
    words = read_need(typed)
    place = place_named(words, around(ctx).near)
    end = end_named(words, ctx.today) or ctx.today + LASTS
    code = None if place is None else place.code
    draft = NeedDraft(kind=kind.value, words=words, ends_on=end.isoformat(), commune=code)
    return checked_card(ctx, keep_draft(ctx, draft))


def checked_card(ctx: Context, mark: int) -> Card:
    """The preview, once the member is known to be 18."""
    return barred_card(ctx, mark) or draw_preview(ctx, mark)


def barred_card(ctx: Context, mark: int) -> Card | None:
    """The question or refusal about the age, followed by the preview; None for adults."""
    return age_check(ctx, f"{preview_need.name}-{mark}")


def keep_draft(ctx: Context, draft: NeedDraft) -> int:
    """Keep a need for its preview in the author's own room; gives its mark."""
    form = OpenForm(_FORM, ctx.community.id, asdict(draft))
    return ctx.store[Forms].keep_preview(_room(ctx), form, ctx.now + KEPT_FOR)


def is_another_previewed(ctx: Context) -> bool:
    """True if a preview of another feature is open, which a kept need would replace."""
    shown = ctx.store[Forms].any_preview_in(_room(ctx), ctx.now)
    return shown is not None and shown.form != _FORM


def _room(ctx: Context) -> str:
    return ctx.private_room or ctx.incoming.room


def draft_of(ctx: Context, need: Need) -> NeedDraft:
    """A stored need, to be published again."""
    return NeedDraft(
        kind=need.kind.value,
        words=need.words,
        ends_on=max(need.ends_on, ctx.today + LASTS).isoformat(),
        domain=need.domain,
        commune=need.commune,
        radius_km=need.radius_km,
        for_region=need.for_region,
    )


def previewed(ctx: Context, mark: int) -> NeedDraft:
    """The need of a preview in the author's own room; raises `NeedPreviewOver`."""
    kept = ctx.store[Forms].preview_in(_room(ctx), mark, ctx.now)
    if kept is None or kept.form != _FORM or kept.community_id != ctx.community.id:
        raise NeedPreviewOver(need=need_command.typed())
    return NeedDraft(**kept.answers)


def changed_card(ctx: Context, mark: int, **values: Any) -> Card:  # noqa: ANN401 - of a draft
    """The preview with other values."""
    draft = replace(previewed(ctx, mark), **values)
    return draw_preview(ctx, keep_draft(ctx, draft))


def draw_preview(ctx: Context, mark: int) -> Card:
    """The need, its readers, and the ways to publish it."""
    draft = previewed(ctx, mark)
    lines: list[Line] = need_lines(
        draft.words, draft.domain, draft.commune, draft.radius_km, draft.last_day
    )
    lines += ["", text("Nobody sees it yet."), *_readers_lines(ctx, draft)]
    similar = similar_need(ctx, NeedKind(draft.kind), draft.words)
    if similar is not None:
        lines += ["", similar_text(similar)]
    return Card(_TITLES[NeedKind(draft.kind)], tuple(lines), _rows(ctx, draft, mark, similar))


def lone_reader(ctx: Context) -> Member | None:
    """The territory's gardener, to whom it can be shown alone, unless that is the author."""
    gardener = ctx.gardeners().get(Seat.TERRITORY)
    return None if gardener is None or gardener.id == ctx.member.id else gardener


def _readers_lines(ctx: Context, draft: NeedDraft) -> list[Text]:
    lines = [text("The members read it with your name, never with your contact.")]
    names = region_names(ctx)
    if names and draft.for_region:
        lines.append(
            text(
                "You agree that the Region ({names}) reads it, too, and that the letter may show "
                "it without your name.",
                names=names,
            )
        )
    elif names:
        lines.append(text("The Region ({names}) does not read it.", names=names))
    return lines


def _publish_rows(mark: int, similar: Need | None) -> list[tuple[Button, ...]]:
    """The way to publish it, after the way to update the similar one."""
    members = NeedReaders.MEMBERS.value
    if similar is None:
        return [(send_need.button(text("Publish to the members"), mark, members),)]
    update = update_need.button(update_label(similar), similar.id, mark)
    return [(update,), (send_need.button(text("Publish anyway"), mark, members),)]


def _rows(ctx: Context, draft: NeedDraft, mark: int, similar: Need | None) -> Buttons:
    gardener = lone_reader(ctx)
    alone: list[tuple[Button, ...]] = []
    if gardener is not None:
        label = text("Show to {name} only", name=gardener.name)
        alone.append((send_need.button(label, mark, NeedReaders.GARDENER.value),))
    changes = [
        change_need.button(label, mark, what)
        for what, label in (
            ("words", text("Change")),
            ("domain", text("Domain")),
            ("place", text("Place")),
            ("end", text("End")),
        )
    ]
    if region_names(ctx):
        label = text("Not to the Region") if draft.for_region else text("To the Region, too")
        changes.append(change_need.button(label, mark, "region"))
    changes.append(discard_need.button(text("Throw away"), mark))
    return (*_publish_rows(mark, similar), *alone, *in_rows(changes, 2))


@router.button(preview_need, who=Role.MEMBER, deep=True)
def show_preview(ctx: Context, mark: int) -> Answer:
    """Show a need that is not published yet."""
    return checked_card(ctx, mark)


@router.button(discard_need, deliberate=True, tone="danger", who=Role.MEMBER)
def discard_draft(ctx: Context, mark: int) -> Replace:
    """Throw the need of a preview away."""
    previewed(ctx, mark)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    ctx.store[Forms].forget_aside(ctx.incoming.room)
    return Replace(text("Thrown away. Nothing of it was kept."))
