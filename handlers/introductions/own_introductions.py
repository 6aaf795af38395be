"""A member's own introductions: to answer, waiting, and in contact."""

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Line,
    Router,
    Text,
    Where,
    in_rows,
    text,
    write_command,
)
from bot.domain.introductions import Asked, Consent
from bot.domain.roles import Role
from bot.references.introductions import introduce_command, matches_command, show_introduction
from handlers.introductions.introduction_card import introduction_card
from handlers.introductions.introduction_people import (
    ShownPair,
    check_ride,
    is_shown,
    own_pair,
    shown_pairs,
)
from handlers.introductions.proposals import age_card, ask_sides
from storage.introductions import Introductions, Pair

router = Router()

MOST_LISTED = 12


@router.command(
    matches_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="people",
    label=text("People to meet"),
    shows=True,
)
def show_introductions(ctx: Context) -> Card:
    """Show who is introduced to you, and who waits for your answer."""
    pairs = ctx.store[Introductions].listed(ctx.community.id, ctx.member.id)
    living = [each for each in pairs if _is_living(ctx, each)]
    listed = shown_pairs(ctx, living)[:MOST_LISTED]
    unknown = next((each for each in pairs if each.is_open(ctx.now)), None)
    if ctx.member.adult is None and unknown is not None:
        return age_card(ctx, unknown)
    rows = in_rows([_button(each) for each in listed], 2)
    line: Line = text("Your contact is given only if you both say yes.")
    if not listed:
        line = text(
            "Nobody is proposed to you at the moment. Tell the gardening team whom you would like "
            "to meet."
        )
        rows = ((write_command.ask_button(text("Write to the gardening team")),),)
    if ctx.seats:
        rows = (*rows, (introduce_command.ask_button(text("Introduce two people")),))
    return Card(text("🤝 People to meet"), (line,), rows)


@router.button(show_introduction, who=Role.MEMBER, deep=True)
def show_one(ctx: Context, introduction_id: int) -> Answer:
    """Show an introduction, once both are known to be adults."""
    pair = own_pair(ctx, introduction_id)
    check_ride(ctx, pair.introduction)
    if is_shown(ctx, pair):
        pair.own.asked_about = Asked.MEETING
        ask_sides(ctx, pair.introduction)
        return introduction_card(ctx, pair)
    if ctx.member.adult is None:
        return age_card(ctx, pair)
    return text(
        "Thank you. If this introduction goes on, you find it with {matches}.",
        matches=matches_command.typed(),
    )


def _is_living(ctx: Context, pair: Pair) -> bool:
    return pair.introduction.met_at is not None or pair.is_open(ctx.now)


def _button(shown: ShownPair) -> Button:
    return show_introduction.button(_label(shown), shown.pair.introduction.id)


def _label(shown: ShownPair) -> Text:
    pair, name = shown.pair, shown.other.name
    if pair.introduction.met_at is not None:
        return text("Contact of {name}", name=name)
    match pair.own.answer:
        case Consent.YES:
            return text("{name}: you said yes", name=name)
        case Consent.NO:
            return text("{name}: you said no", name=name)
        case _:
            return text("Answer about {name}", name=name)
