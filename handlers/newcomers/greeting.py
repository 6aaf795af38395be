"""Newcomers who would like to be welcomed: by a member whom the team asks, or by the team."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Todo,
    asks,
    at_most,
    link_button,
    ntext,
    text,
    todos,
)
from bot.domain.newcomers import GREETED_WITHIN, WAITS_FOR
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.newcomers import WELCOME_NEWCOMERS, list_waiting, set_greeter
from bot.references.profile import settings_command
from bot.vocabulary.accounts import account_link, account_text, open_accounts
from bot.vocabulary.audiences import place_and_domain_lines
from bot.vocabulary.places import place_in_words
from handlers.conversations import LONGEST_MESSAGE, write_to_member
from handlers.members import visible_link
from handlers.profile import may_be_shown
from storage.members import Identity, Member, Registers
from storage.newcomers import Greeter, Greetings

router = Router()

MOST_LISTED = 10
MOST_NAMED = 3
MOST_PROPOSED = 5


class NotToBeWelcomed(Final):
    """Somebody welcomes this newcomer already, or they would rather not be written to."""


class GreeterNotFree(Final):
    """This member cannot be asked now. Begin again: I propose somebody else."""


@router.contribution(todos, order=-1)
def newcomers_to_welcome(ctx: Context) -> list[Todo]:
    """The newcomers who said that a member may write to them, the longest waiting first."""
    found = _waiting(ctx) if ctx.community.greeting and ctx.seats() else ()
    if not found:
        return []
    names = [each.name for each in found[:MOST_NAMED]]
    line = ntext(
        "{names} is new and would like to be welcomed.",
        "{count} newcomers would like to be welcomed: {names}.",
        len(found),
        names=[*names, *(["…"] if len(found) > len(names) else [])],
    )
    buttons: tuple[Button, ...] = (_welcome_button(found[0]),)
    if len(found) > 1:
        buttons = (*buttons, list_waiting.button(text("See them all")))
    return [Todo(line, buttons, thing=f"welcome {found[0].id}")]


def _waiting(ctx: Context) -> Sequence[Member]:
    since = ctx.now - WAITS_FOR
    return ctx.store[Greetings].waiting(ctx.community.id, since, MOST_LISTED + 1)


def _welcome_button(newcomer: Member) -> Button:
    return propose_greeter.button(text("Welcome {name}", name=newcomer.name), newcomer.id, 0)


@router.button(list_waiting, who=Role.GARDENER, trace=WELCOME_NEWCOMERS)
def show_waiting(ctx: Context) -> Card:
    """Show the newcomers who would like to be welcomed."""
    found = _waiting(ctx)[:MOST_LISTED]
    ctx.trace(members=len(found))
    line = text("Who said that a member may write to them, and was not welcomed yet.")
    if not found:
        line = text("Nobody waits to be welcomed.")
    return Card(
        text("👋 To be welcomed"), (line,), tuple((_welcome_button(each),) for each in found)
    )


@router.button("greet", who=Role.GARDENER, trace=WELCOME_NEWCOMERS)
def propose_greeter(ctx: Context, newcomer_id: int, nth: int) -> Answer:
    """Propose a member who would welcome a newcomer, or the team itself."""
    newcomer = _newcomer(ctx, newcomer_id)
    greeters = _greeters(ctx, newcomer)
    title = text("Who welcomes {name}?", name=newcomer.name)
    myself = ask_welcome.button(text("Write to {name} myself", name=newcomer.name), newcomer.id)
    if not greeters:
        return Card(title, (_why_nobody(ctx, newcomer),), ((myself,),))
    greeter, others = greeters[nth % len(greeters)], len(greeters) - 1
    rows: list[tuple[Button, ...]] = [
        (
            ask_to_greet.button(
                text("Ask {name}", name=greeter.member.name), newcomer.id, greeter.member.id
            ),
        )
    ]
    if others:
        next_one = propose_another.button(text("Somebody else"), newcomer.id, nth + 1)
        rows.append((next_one,))
    return Card(title, tuple(_proposal_lines(newcomer, greeter)), (*rows, (myself,)))


@router.button("greet_next", who=Role.GARDENER, trace=WELCOME_NEWCOMERS)
def propose_another(ctx: Context, newcomer_id: int, nth: int) -> Answer:
    """Propose another member, on the same card."""
    proposed = propose_greeter(ctx, newcomer_id, nth)
    return Replace(proposed) if isinstance(proposed, Card) else proposed


def _proposal_lines(newcomer: Member, greeter: Greeter) -> list[Line]:
    welcomed = ntext(
        "{name} was asked to welcome {count} person this month.",
        "{name} was asked to welcome {count} people this month.",
        greeter.lately,
        name=greeter.member.name,
    )
    if not greeter.lately:
        welcomed = text("{name} was asked to welcome nobody yet.", name=greeter.member.name)
    told = text(
        "{greeter} gets one message in private, with the account of {name} and what {name} shows.",
        greeter=greeter.member.name,
        name=newcomer.name,
    )
    return [welcomed, told]


def _why_nobody(ctx: Context, newcomer: Member) -> Text:
    if not may_be_shown(newcomer) or _account(ctx, newcomer) is None:
        return text("{name} is welcomed by the team.", name=newcomer.name)
    return text(
        "No member is free to do it: nobody is asked twice in a row, nor more than seven times a "
        "month. Members offer it in their settings: {settings}",
        settings=settings_command.typed(),
    )


@router.button("greet_ask", deliberate=True, who=Role.GARDENER, trace=WELCOME_NEWCOMERS)
def ask_to_greet(ctx: Context, newcomer_id: int, greeter_id: int) -> Replace:
    """Ask a member to welcome a newcomer, with what this one made visible."""
    newcomer = _newcomer(ctx, newcomer_id)
    found = (each.member for each in _greeters(ctx, newcomer) if each.member.id == greeter_id)
    greeter, account = next(found, None), _account(ctx, newcomer)
    if greeter is None or account is None:
        raise GreeterNotFree
    if not ctx.tell(greeter, _greeter_card(ctx, newcomer, account), unasked=True):
        raise GreeterNotFree
    _note(ctx, newcomer, greeter)
    ctx.trace(about=newcomer)
    return Replace(
        text("I ask {greeter} to welcome {name}.", greeter=greeter.name, name=newcomer.name)
    )


def _greeter_card(ctx: Context, newcomer: Member, account: Identity) -> Card:
    """What the greeter reads: the account of the newcomer, and what they chose to show."""
    title = text("👋 Would you welcome {name}?", name=newcomer.name)
    lines: list[Line] = [
        text(
            "{name} is new in {community} and said that a member may write. A few words are "
            "enough: who you are, what you do here, where one begins.",
            name=newcomer.name,
            community=ctx.community.name,
        )
    ]
    entry = ctx.store[Registers].numbered(ctx.community.id, newcomer.id)
    if entry is not None and entry.belonging.visible != "no":
        lines += place_and_domain_lines(place_in_words(newcomer), entry.domains)
        lines += [newcomer.about] if newcomer.about else []
        if link := visible_link(entry):
            lines.append(Link(link, link))
    lines.append(text("Contact: {accounts}", accounts=[account_text(ctx, account)]))
    write = link_button(text("Write to {name}", name=newcomer.name), account_link(account))
    stop = set_greeter.button(text("Ask me no more"), "no")
    return Card(title, tuple(lines), ((write,), (stop,)))


@router.button("greet_self", who=Role.GARDENER, trace=WELCOME_NEWCOMERS)
def ask_welcome(ctx: Context, newcomer_id: int) -> Answer:
    """Ask what to write to a newcomer."""
    _newcomer(ctx, newcomer_id)
    return write_welcome.ask(ctx, newcomer_id=str(newcomer_id))


@router.form("greet_words", who=Role.GARDENER, limit=MESSAGES, trace=WELCOME_NEWCOMERS)
def write_welcome(
    ctx: Context,
    newcomer_id: int,
    words: Annotated[
        str,
        asks("What do you write? I send it with your name, outside their quiet hours."),
        at_most(LONGEST_MESSAGE),
    ],
) -> Text:
    """Welcome a newcomer in the team's name."""
    newcomer = _newcomer(ctx, newcomer_id)
    ctx.trace(about=newcomer)
    title = text("👋 Welcome from {name}, of the gardening team", name=ctx.member.name)
    if not write_to_member(ctx, newcomer, Card(title, (words,)), min(ctx.seats()), calm=True):
        raise NotToBeWelcomed
    _note(ctx, newcomer, ctx.member)
    return text("Sent to {name}, whose answer will come to the team.", name=newcomer.name)


def _newcomer(ctx: Context, newcomer_id: int) -> Member:
    """A newcomer who waits to be welcomed here; raises `NotToBeWelcomed`."""
    since = ctx.now - WAITS_FOR
    found = ctx.store[Greetings].waiting(ctx.community.id, since, 1, newcomer_id)
    if not found or not ctx.community.greeting or not ctx.seats():
        raise NotToBeWelcomed
    return found[0]


def _greeters(ctx: Context, newcomer: Member) -> Sequence[Greeter]:
    """The members to propose; nobody for who is under 18 or cannot be written to."""
    if not may_be_shown(newcomer) or _account(ctx, newcomer) is None:
        return ()
    since = ctx.now - GREETED_WITHIN
    return ctx.store[Greetings].greeters(ctx.community.id, newcomer.id, since, MOST_PROPOSED)


def _account(ctx: Context, newcomer: Member) -> Identity | None:
    """The account where the newcomer said yes, if others can write to it."""
    row = ctx.store[Greetings].of(newcomer.id, ctx.community.id)
    accounts = open_accounts(ctx, newcomer)
    return next((each for each in accounts if row and each.address == row.account), None)


def _note(ctx: Context, newcomer: Member, greeter: Member) -> None:
    row = ctx.store[Greetings].of(newcomer.id, ctx.community.id)
    if row is not None:
        row.greeter_id, row.greeted_at = greeter.id, ctx.now
