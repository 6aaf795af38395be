"""Publish a need or an offer after a preview, by a command or in plain words, or update one."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    CommandRef,
    CommunityChoice,
    Context,
    Replace,
    Router,
    Text,
    Where,
    asks,
    at_most,
    text,
)
from bot.domain.needs import (
    ASKED_BEFORE,
    LONGEST_NEED,
    OPEN_AT_ONCE,
    Need,
    NeedKind,
    NeedPhrase,
    NeedReaders,
    TooManyNeeds,
    need_in_words,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.rides import ride_in_words
from bot.domain.roles import Role, Seat
from bot.domain.words import fold, name_words
from bot.references.conversations import Intent, explained_words, guessed_words, intents, other_uses
from bot.references.needs import (
    need_command,
    need_kept_words,
    need_thing,
    new_need_form,
    new_offer_form,
    offer_command,
    own_need_card,
    send_need,
    update_need,
)
from bot.vocabulary.audiences import check_in_open_group
from handlers.needs.need_words import need_reader, own_need
from handlers.needs.preview import (
    FOR_GROUP,
    NeedPreviewOver,
    barred_card,
    is_another_previewed,
    lone_reader,
    prepared_card,
    previewed,
)
from storage.inbound import Forms
from storage.needs import NeedFilter, Needs

router = Router(own_page=True)

PUBLISH_A_NEED = Act(text("{who} published a need or an offer"), text("publish a need or an offer"))
UPDATE_A_NEED = Act(text("{who} updated a need or an offer"), text("update a need or an offer"))

NEED_ALIASES = ("needs", "besoins")
OFFER_ALIASES = ("offers", "offres")
Needed = Annotated[
    str,
    asks("What do you need? Say where and until when, too, if it matters."),
    at_most(LONGEST_NEED),
]
Offered = Annotated[
    str,
    asks("What do you offer? Say where and until when, too, if it matters."),
    at_most(LONGEST_NEED),
]


class NobodyForTerritory(Final):
    """The role for the territory is vacant: publish it to the members, or wait."""


LEAST_WORDS = 4
_ABOUT_THE_LIST = frozenset(
    {
        *("annonce", "annonces", "publier", "deposer", "besoins", "offres", "passer", "poster"),
        *("ad", "ads", "post", "publish", "needs", "offers"),
    }
)
"""Words of those who ask how it is done, rather than say what they look for."""


@router.form(new_need_form, who=Role.MEMBER)
@router.command(
    need_command,
    aliases=NEED_ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=(
        "a room for 20 people in Auch, before March",
        "un local pour 20 personnes à Auch, avant mars",
    ),
    theme="people",
    form=new_need_form,
)
def publish_need(ctx: Context, words: Needed) -> Answer:
    """Say what you need; you choose who reads it before it is published."""
    return prepared_card(ctx, NeedKind.NEED, words)


@router.form(new_offer_form, who=Role.MEMBER)
@router.command(
    offer_command,
    aliases=OFFER_ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=("a projector, around Dole", "un vidéoprojecteur, autour de Dole"),
    theme="people",
    form=new_offer_form,
)
def publish_offer(ctx: Context, words: Offered) -> Answer:
    """Say what you have to give or to lend; you choose who reads it."""
    return prepared_card(ctx, NeedKind.OFFER, words)


_KINDS = {
    NeedKind.NEED: (need_command.name, need_command.fr),
    NeedKind.OFFER: (offer_command.name, offer_command.fr),
}
_MARKED = re.compile(r"(\w{4,8}?)s? ?: ?(?=\S)")


@router.contribution(explained_words)
def explain_need(ctx: Context, words: str) -> Answer:
    """Preview the need of “need: a room in Auch”; None for other words."""
    found = _MARKED.match(words)
    if found is None or len(words) > LONGEST_NEED:
        return None
    name = fold(found[1])
    kind = next((each for each, names in _KINDS.items() if name in names), None)
    typed = words[found.end() :]
    if kind is None or not any(map(str.isalpha, typed)):
        return None
    return prepared_card(ctx, kind, typed)


@router.contribution(guessed_words)
def guess_need(ctx: Context, words: str) -> Card | None:
    """Preview the need or offer in everyday words, if they can hardly mean anything else."""
    phrase = need_in_words(words)
    if phrase is None or not _is_shown_at_once(ctx, phrase, words):
        return None
    return prepared_card(ctx, phrase.kind, phrase.words)


@router.contribution(other_uses)
def kept_words_button(ctx: Context, mark: int) -> Button | None:
    """A button that makes a need or an offer of the words just written."""
    words = ctx.incoming.words
    phrase = need_in_words(words)
    if phrase is None or ctx.member.adult is False or _is_shown_at_once(ctx, phrase, words):
        return None
    label = text("Make a need of it")
    if phrase.kind is NeedKind.OFFER:
        label = text("Make an offer of it")
    return need_kept_words.button(label, mark)


@router.button(need_kept_words, who=Role.MEMBER)
def prepare_kept_words(ctx: Context, mark: int) -> Answer:
    """Preview the words just written as a need or an offer."""
    kept = ctx.store[Forms].aside_in(ctx.incoming.room, ctx.now)
    phrase = None
    if kept is not None and kept.mark == mark and ctx.person.circle is not None:
        phrase = need_in_words(kept.answers["words"])
    if phrase is None:
        raise NeedPreviewOver(need=need_command.typed())
    return prepared_card(ctx, phrase.kind, phrase.words)


@router.button(send_need, deliberate=True, who=Role.MEMBER, limit=PROPOSALS, trace=PUBLISH_A_NEED)
def publish_draft(ctx: Context, mark: int, readers: str) -> Answer:
    draft = previewed(ctx, mark)
    barred = barred_card(ctx, mark)
    if barred is not None:
        return barred
    chosen = NeedReaders.MEMBERS if readers == NeedReaders.MEMBERS else NeedReaders.GARDENER
    group_id = _chosen_group(ctx, readers)
    if group_id is not None:
        draft, chosen = replace(draft, group_id=group_id, for_region=False), NeedReaders.MEMBERS
    elif chosen is NeedReaders.GARDENER and lone_reader(ctx) is None:
        raise NobodyForTerritory
    need = _add_need(ctx, draft, chosen)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    own_need_card.post(ctx, ctx.incoming.room, need.id, reader=ctx.member)
    if need.asked_on is not None:
        return Replace(text("Published until {day}.", day=need.ends_on))
    done = text(
        "Published until {day}. I ask you a week before whether it is still valid.",
        day=need.ends_on,
    )
    return Replace(done)


def _chosen_group(ctx: Context, readers: str) -> int | None:
    """The group that alone reads a need, if one was chosen; raises `OnlyForGroup`."""
    number = readers.removeprefix(FOR_GROUP)
    if number == readers or not number.isdecimal():
        return None
    group_id = int(number[:9])  # longer than the id of any group; it fits into a column
    check_in_open_group(ctx, group_id)
    return group_id


@router.button(
    update_need,
    of=need_thing,
    deliberate=True,
    who=Role.MEMBER,
    limit=PROPOSALS,
    trace=UPDATE_A_NEED,
)
def update_similar(ctx: Context, number: int, mark: int) -> Answer:
    """Replace the sender's open need by the draft of a preview; its readers stay."""
    draft = previewed(ctx, mark)
    barred = barred_card(ctx, mark)
    if barred is not None:
        return barred
    need = own_need(ctx, number)
    _update_need(ctx, need, draft)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    own_need_card.post(ctx, ctx.incoming.room, need.id, reader=ctx.member)
    return Replace(text("Updated, until {day}.", day=draft.ends_on))


def _is_shown_at_once(ctx: Context, phrase: NeedPhrase, words: str) -> bool:
    """True if the words are clear, not about a ride, and meant for a known community.

    An open preview of something else is not replaced, either.
    """
    is_open = ctx.community_choice is CommunityChoice.OPEN
    if not phrase.is_clear or is_open or ctx.member.adult is False:
        return False
    return ride_in_words(words) is None and not is_another_previewed(ctx)


def _add_need(ctx: Context, draft: Need, readers: NeedReaders) -> Need:
    needs, here = ctx.store[Needs], ctx.community.id
    own = NeedFilter(day=ctx.today, reader=need_reader(ctx), author_id=ctx.member.id)
    if (count := needs.count(here, own)) >= OPEN_AT_ONCE:
        raise TooManyNeeds(count=count, need=need_command.typed())
    is_short = draft.ends_on - ctx.today <= ASKED_BEFORE
    new = replace(
        draft,
        readers=readers,
        noted_at=ctx.now if Seat.TERRITORY in ctx.seats() else None,
        asked_on=ctx.today if is_short else None,
    )
    return needs.add(here, ctx.member.id, new, ctx.now)


def _update_need(ctx: Context, need: Need, draft: Need) -> None:
    """Change a need; its domain and place stay where the draft names none."""
    place = (draft.commune, draft.radius_km)
    commune, radius = (need.commune, need.radius_km) if draft.commune is None else place
    is_short = draft.ends_on - ctx.today <= ASKED_BEFORE
    ctx.store[Needs].update(
        ctx.community.id,
        need.id,
        draft.words,
        ends_on=draft.ends_on,
        for_region=draft.for_region,
        domain=draft.domain or need.domain,
        commune=commune,
        radius_km=radius,
        noted_at=ctx.now if Seat.TERRITORY in ctx.seats() else None,
        asked_on=ctx.today if is_short else None,
    )


@router.contribution(intents)
def intents_of_needs(ctx: Context) -> Sequence[Intent]:
    """The intents: a need, an offer, the list of both."""
    return (
        _wish("need", text("I need something"), need_command, show_need),
        _wish("offer", text("I offer something"), offer_command, show_offer),
        Intent("needs_list", text("Needs and offers"), need_command),
    )


def _wish(
    name: str, label: Text, command: CommandRef[..., Any], show: Callable[[Context, str], Answer]
) -> Intent:
    """An open preview of something else is not replaced by words that may mean a need."""
    return Intent(
        name,
        label,
        command,
        show,
        for_people=True,
        is_possible=lambda ctx: ctx.person.circle is None or not is_another_previewed(ctx),
    )


def show_need(ctx: Context, words: str) -> Answer:
    """The need as understood, before anybody sees it."""
    return _preview_of_words(ctx, NeedKind.NEED, words)


def show_offer(ctx: Context, words: str) -> Answer:
    """The offer as understood, before anybody sees it."""
    return _preview_of_words(ctx, NeedKind.OFFER, words)


def _preview_of_words(ctx: Context, kind: NeedKind, words: str) -> Answer:
    """The preview of what the words name; None where they name nothing."""
    phrase = need_in_words(words)
    if phrase is not None and phrase.kind is kind:
        return prepared_card(ctx, kind, phrase.words)
    said = name_words(words)
    is_thing = len(said) >= LEAST_WORDS and _ABOUT_THE_LIST.isdisjoint(said)
    return prepared_card(ctx, kind, words) if is_thing and len(words) <= LONGEST_NEED else None
