"""The preview of a need or an offer: as understood, with its readers, and its changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Replace,
    Router,
    Text,
    Words,
    around,
    asks,
    at_most,
    in_rows,
    text,
)
from bot.domain.communes import Commune
from bot.domain.needs import (
    LASTS,
    LONGEST_NEED,
    RADII,
    Need,
    NeedKind,
    NeedReaders,
    check_end,
    end_named,
    most_alike,
    place_named,
    read_need,
)
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
from bot.vocabulary.audiences import domain_choice_rows, domain_signed, own_groups
from bot.vocabulary.places import home_in_words
from handlers.needs.need_words import headline, need_lines, need_reader, region_names
from handlers.profile import age_check
from storage.groups import Group
from storage.inbound import Forms, OpenForm
from storage.members import Member
from storage.needs import NeedFilter, Needs

router = Router(own_page=True)

KEPT_FOR = timedelta(days=1)
FOR_GROUP = "g"
"""Begins the readers of a need that only a working group reads; its number follows."""
LONGEST_GROUP = 30
_FORM = "need"
_KEPT = ("kind", "words", "domain", "commune", "radius_km", "for_region")
_TITLES = {NeedKind.NEED: text("🤝 Your need"), NeedKind.OFFER: text("🤝 Your offer")}


class NeedPreviewOver(Final):
    """This is published, thrown away, or too old. Your needs and offers: {need}."""


@router.button(preview_need, who=Role.MEMBER, deep=True)
def show_preview(ctx: Context, mark: int) -> Answer:
    return checked_card(ctx, mark)


@router.button(change_need, who=Role.MEMBER)
def change_draft(ctx: Context, mark: int, what: str) -> Answer:
    """Ask for another value of the draft, or switch it."""
    draft = previewed(ctx, mark)
    match what:
        case "words":
            return replace_words.ask(ctx, mark=str(mark))
        case "place":
            return replace_place.ask(ctx, mark=str(mark))
        case "end":
            return replace_end.ask(ctx, mark=str(mark))
        case "domain":
            rows = domain_choice_rows(
                ctx.community.domains, lambda label, sign: choose_domain.button(label, mark, sign)
            )
            return Replace(Card(text("What is it about?"), (), rows))
        case "region":
            return Replace(changed_card(ctx, mark, for_region=not draft.for_region))
        case _:
            return changed_card(ctx, mark)


@router.form("need_words", who=Role.MEMBER)
def replace_words(
    ctx: Context,
    mark: int,
    words: Annotated[str, asks("What are the new words?"), at_most(LONGEST_NEED)],
) -> Card:
    return changed_card(ctx, mark, words=read_need(words))


@router.form("need_place", who=Role.MEMBER)
def replace_place(
    ctx: Context,
    mark: int,
    where: Annotated[
        Commune | None,
        asks("Where? Write a commune or a postcode.", instead=("nowhere", text("Anywhere"))),
    ] = None,
) -> Card:
    """Set the place of a need, and ask how far around."""
    if where is None:
        return changed_card(ctx, mark, commune=None, radius_km=None)
    previewed(ctx, mark)
    buttons = [
        set_radius.button(text("{km} km around", km=km), mark, where.code, km) for km in RADII
    ]
    only = set_radius.button(text("There only"), mark, where.code, 0)
    return Card(
        text("How far around {place}?", place=home_in_words(where.code, None) or where.name),
        (),
        ((only,), tuple(buttons)),
    )


@router.button("need_radius", who=Role.MEMBER)
def set_radius(ctx: Context, mark: int, commune: str, km: int) -> Replace:
    if home_in_words(commune, None) is None:
        return Replace(changed_card(ctx, mark))
    radius = km if km in RADII else None
    return Replace(changed_card(ctx, mark, commune=commune, radius_km=radius))


@router.form("need_end", who=Role.MEMBER)
def replace_end(
    ctx: Context, mark: int, day: Annotated[date, asks("Until when? For example: 15 March.")]
) -> Card:
    return changed_card(ctx, mark, ends_on=check_end(day, ctx.today))


@router.button("need_domain", who=Role.MEMBER)
def choose_domain(ctx: Context, mark: int, sign: str) -> Replace:
    domain = domain_signed(ctx.community.domains, sign)
    return Replace(changed_card(ctx, mark, domain=domain))


@router.button(discard_need, deliberate=True, tone="danger", who=Role.MEMBER)
def discard_draft(ctx: Context, mark: int) -> Replace:
    previewed(ctx, mark)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    ctx.store[Forms].forget_aside(ctx.incoming.room)
    return Replace(text("Thrown away. Nothing of it was kept."))


def prepared_card(ctx: Context, kind: NeedKind, typed: str) -> Card:
    """The preview of a need as typed, with the place and the end that its words name."""
    words = read_need(typed)
    place = place_named(words, around(ctx).near)
    end = end_named(words, ctx.today) or ctx.today + LASTS
    code = None if place is None else place.code
    draft = Need(kind, words, end, commune=code)
    return checked_card(ctx, keep_draft(ctx, draft))


def checked_card(ctx: Context, mark: int) -> Card:
    """The preview, once the member is known to be 18."""
    return barred_card(ctx, mark) or _preview_card(ctx, mark)


def barred_card(ctx: Context, mark: int) -> Card | None:
    """The question or refusal about the age, followed by the preview; None for adults."""
    return age_check(ctx, f"{preview_need.name}-{mark}")


def changed_card(ctx: Context, mark: int, **values: Any) -> Card:  # noqa: ANN401 - of a draft
    """The preview with other values."""
    return _preview_card(ctx, keep_draft(ctx, replace(previewed(ctx, mark), **values)))


def _preview_card(ctx: Context, mark: int) -> Card:
    """The draft, its readers, and the buttons to publish or change it."""
    draft = previewed(ctx, mark)
    unseen = text("Nobody sees it yet.")
    if draft.kind is NeedKind.OFFER:
        unseen = text("Nobody sees this offer yet.")
    lines = [*need_lines(draft), "", unseen, *_readers_lines(ctx, draft)]
    reader = need_reader(ctx)
    own = NeedFilter(day=ctx.today, reader=reader, author_id=ctx.member.id, kind=draft.kind)
    similar = most_alike(draft.words, ctx.store[Needs].listed(ctx.community.id, own))
    if similar is not None:
        values = {"words": headline(similar.words), "day": similar.ends_on}
        lines += [
            "",
            text("You have a similar offer already: “{words}”, until {day}.", **values)
            if similar.kind is NeedKind.OFFER
            else text("You have a similar need already: “{words}”, until {day}.", **values),
        ]
    return Card(_TITLES[draft.kind], tuple(lines), _rows(ctx, draft, mark, similar))


def _rows(ctx: Context, draft: Need, mark: int, similar: Need | None) -> Buttons:
    gardener = lone_reader(ctx)
    alone: list[tuple[Button, ...]] = []
    if gardener is not None:
        label = text("Show to {name} only", name=gardener.name)
        alone.append((send_need.button(label, mark, NeedReaders.GARDENER.value),))
    changes = [
        change_need.button(label, mark, what)
        for what, label in (
            ("words", text("Change")),
            ("domain", text("Topic")),
            ("place", text("Place")),
            ("end", text("End")),
        )
    ]
    if region_names(ctx):
        label = text("Not to the Region") if draft.for_region else text("To the Region, too")
        changes.append(change_need.button(label, mark, "region"))
    changes.append(discard_need.button(text("Throw away"), mark))
    groups = [
        (send_need.button(_group_label(each), mark, f"{FOR_GROUP}{each.id}"),)
        for each in own_groups(ctx)
    ]
    return (*_publish_rows(mark, similar), *groups, *alone, *in_rows(changes, 2))


def _group_label(group: Group) -> Text:
    return text("Publish to the group “{name}” only", name=headline(group.name, LONGEST_GROUP))


def _publish_rows(mark: int, similar: Need | None) -> list[tuple[Button, ...]]:
    """The button to publish; with a similar need open, the button to update that one first."""
    members = NeedReaders.MEMBERS.value
    if similar is None:
        return [(send_need.button(text("Publish to the members"), mark, members),)]
    label = text("Update need {number}", number=similar.id)
    if similar.kind is NeedKind.OFFER:
        label = text("Update offer {number}", number=similar.id)
    update = update_need.button(label, similar.id, mark)
    return [(update,), (send_need.button(text("Publish anyway"), mark, members),)]


def _readers_lines(ctx: Context, draft: Need) -> list[Text]:
    names, is_offer = region_names(ctx), draft.kind is NeedKind.OFFER
    lines = [members_read_text(draft.kind)]
    if names and draft.for_region:
        lines.append(_region_reads_offer(names) if is_offer else _region_reads_need(names))
    elif names and is_offer:
        lines.append(text("The Region ({names}) does not read your offer.", names=names))
    elif names:
        lines.append(text("The Region ({names}) does not read it.", names=names))
    return lines


def members_read_text(kind: NeedKind) -> Text:
    if kind is NeedKind.OFFER:
        return text("The members read this offer with your name, never with your contact.")
    return text("The members read it with your name, never with your contact.")


def _region_reads_need(names: Sequence[Words]) -> Text:
    return text(
        "You agree that the Region ({names}) reads it, too, and that the letter may show it "
        "without your name.",
        names=names,
    )


def _region_reads_offer(names: Sequence[Words]) -> Text:
    return text(
        "You agree that the Region ({names}) reads your offer, too, and that the letter may show "
        "it without your name.",
        names=names,
    )


def lone_reader(ctx: Context) -> Member | None:
    """The territory's gardener as the only reader of a need; None if that is the author."""
    gardener = ctx.gardeners().get(Seat.TERRITORY)
    return None if gardener is None or gardener.id == ctx.member.id else gardener


def previewed(ctx: Context, mark: int) -> Need:
    """The draft of a preview in the author's private room; raises `NeedPreviewOver`."""
    kept = ctx.store[Forms].preview_in(_room(ctx), mark, ctx.now)
    if kept is None or kept.form != _FORM or kept.community_id != ctx.community.id:
        raise NeedPreviewOver(need=need_command.typed())
    end = date.fromisoformat(kept.answers["ends_on"])
    return Need(**kept.answers | {"kind": NeedKind(kept.answers["kind"]), "ends_on": end})


def keep_draft(ctx: Context, draft: Need) -> int:
    """Keep a draft for its preview in the author's private room; returns its mark."""
    answers = {name: getattr(draft, name) for name in _KEPT}
    form = OpenForm(_FORM, ctx.community.id, answers | {"ends_on": draft.ends_on.isoformat()})
    return ctx.store[Forms].keep_preview(_room(ctx), form, ctx.now + KEPT_FOR)


def is_another_previewed(ctx: Context) -> bool:
    """True if a preview of another feature is open, which a draft would replace."""
    shown = ctx.store[Forms].any_preview_in(_room(ctx), ctx.now)
    return shown is not None and shown.form != _FORM


def _room(ctx: Context) -> str:
    return ctx.form_room
