"""Register people without a phone, for the territory's gardener; the other gardener reviews it.

The person asks by voice, the day of it is kept, and everything is erased 60 days later unless they
ask again. A code lets them see, take over or erase it: see `handlers/proxies/claims.py`. Votes and
sign-ups are in `handlers/proxies/votes_and_sign_ups.py`.
"""

from datetime import date
from typing import Annotated

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Bold,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Todo,
    Where,
    asks,
    at_most,
    gone_by,
    ntext,
    reads,
    text,
    todos,
)
from bot.domain import codes
from bot.domain.addresses import read_email
from bot.domain.personal_data import MEMBERSHIP, NotActedFor, request_expiry
from bot.domain.rates import BY_VOICE
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Circle, Seat
from bot.domain.words import person_name
from bot.references.personal_data import privacy_command
from bot.references.proxies import (
    ACT_FOR_A_MEMBER,
    choose_proxy_event,
    choose_proxy_poll,
    claim_command,
    proxy_command,
)
from storage.events import Attendances
from storage.members import Consents, Members
from storage.outbound import Priority
from storage.polls import Ballots
from storage.proxies import Proxied, Proxies, Proxy

router = Router()

LOOK_AT_WHAT_WAS_DONE_BY_VOICE = Act(
    text("{who} looked at what was done by phone"), text("look at what was done by phone")
)
NOTE_THAT_SOMEBODY_WITHOUT_A_PHONE_ASKED_AGAIN = Act(
    text("{who} noted that somebody without a phone asked again"),
    text("note that somebody without a phone asked again"),
)
MAKE_A_NEW_CODE_FOR_SOMEBODY_WITHOUT_A_PHONE = Act(
    text("{who} made a new code for somebody without a phone"),
    text("make a new code for somebody without a phone"),
)
ERASE_SOMEBODY_WITHOUT_A_PHONE = Act(
    text("{who} erased somebody without a phone"), text("erase somebody without a phone")
)

VERSION = "by-voice-2026-11"
"""Changes whenever the question about reading the notice aloud does."""
LONGEST_NAME = 60


class NoPersonName(Refusal):
    """Write the name the person wants to use, for example Jeanne Petit."""


class CalledSoAlready(Refusal):
    """There is already a “{name}” here. Add an initial or a place."""


class NoMail(Final):
    """Nobody takes part by e-mail here."""


class NotRead(Refusal):
    """Then I do not register this person. First read them the notice: {privacy}."""


@router.command(
    proxy_command,
    seat=Seat.TERRITORY,
    where=Where.DIRECT,
    label=text("For people without a phone"),
    shows=True,
    trace=ACT_FOR_A_MEMBER,
)
def show_people(ctx: Context) -> Card:
    """Act for people without a phone: register them, vote and sign up as they ask."""
    people = ctx.store[Proxies].all(ctx.community.id)
    lines: list[Line] = [
        text("Note here what a person without a phone asked you, and on which day.")
    ]
    if not people:
        lines.append(text("You act for nobody yet."))
    rows = [(show_person.button(each.member.name, each.member.id),) for each in people]
    rows.append((proxy_command.ask_button(text("Register a person")),))
    return Card(text("In somebody's name"), tuple(lines), tuple(rows))


@router.command(
    "proxy",
    fr="aunomde",
    seat=Seat.TERRITORY,
    where=Where.DIRECT,
    example=("Jeanne Petit | yesterday | yes", "Jeanne Petit | hier | oui"),
    limit=BY_VOICE,
)
def register_person(
    ctx: Context,
    name: Annotated[str, at_most(LONGEST_NAME), asks("Which name does the person want to use?")],
    asked_on: Annotated[date, gone_by(), asks("On which day did they ask you?")],
    was_read: Annotated[
        bool,
        asks(
            "Did you read them the notice, are they 15 or older, and do they want to join? yes or "
            "no (the notice: {privacy})",
            lambda _ctx: {"privacy": privacy_command.typed()},
        ),
    ],
) -> Card:
    """Register a person without a phone who asked you to."""
    if not was_read:
        raise NotRead(privacy=privacy_command.typed())
    code = codes.new_code()
    person = _add_person(ctx, _checked_name(ctx, name), asked_on, code)
    confirmation = text(
        "{name} is a member, as asked on {day}.", name=person.member.name, day=asked_on
    )
    card = _person_card(ctx, person)
    return Card(card.title, (confirmation, *_code_lines(code), *card.lines), card.buttons)


def _checked_name(ctx: Context, name: str) -> str:
    """The name; raises if another member has it."""
    name = person_name(name)
    if not name:
        raise NoPersonName
    if ctx.store[Members].named(ctx.community.id, name):
        raise CalledSoAlready(name=name)
    return name


def _add_person(ctx: Context, name: str, asked_on: date, code: str) -> Proxied:
    """Store a member without an account, by the consent given by voice."""
    expires_on = request_expiry(asked_on, ctx.today)
    member = ctx.store[Members].register_without_account(name, at=ctx.now)
    ctx.store[Members].join(member, ctx.community.id, Circle.INFORMED, ctx.now)
    ctx.store[Consents].give(
        member, ctx.community.id, MEMBERSHIP, version=VERSION, channel="voice", at=ctx.now
    )
    proxy = Proxy(
        member_id=member.id,
        community_id=ctx.community.id,
        by_id=ctx.member.id,
        asked_on=asked_on,
        expires_on=expires_on,
        code=codes.digest_of_code(code),
        acted_at=ctx.now,
    )
    ctx.store[Proxies].add(proxy)
    return Proxied(member, proxy)


@router.button("proxied", seat=Seat.TERRITORY, trace=ACT_FOR_A_MEMBER)
def show_person(ctx: Context, member_id: int) -> Card:
    """Show a person and what can be done for them."""
    return _person_card(ctx, proxied_person(ctx, member_id))


@router.button(
    "proxy_renew", seat=Seat.TERRITORY, trace=NOTE_THAT_SOMEBODY_WITHOUT_A_PHONE_ASKED_AGAIN
)
def renew_request(ctx: Context, member_id: int) -> Replace:
    person = proxied_person(ctx, member_id)
    ctx.store[Proxies].renew(
        person.proxy,
        asked_on=ctx.today,
        expires_on=request_expiry(ctx.today, ctx.today),
        at=ctx.now,
    )
    return Replace(_person_card(ctx, person))


@router.button(
    "proxy_code",
    seat=Seat.TERRITORY,
    limit=BY_VOICE,
    trace=MAKE_A_NEW_CODE_FOR_SOMEBODY_WITHOUT_A_PHONE,
)
def renew_code(ctx: Context, member_id: int) -> Card:
    person = proxied_person(ctx, member_id)
    code = codes.new_code()
    ctx.store[Proxies].recode(person.proxy, codes.digest_of_code(code))
    return Card(person.member.name, tuple(_code_lines(code)))


@router.button(
    "proxy_address",
    seat=Seat.TERRITORY,
    trace=MAKE_A_NEW_CODE_FOR_SOMEBODY_WITHOUT_A_PHONE,
)
def ask_address(ctx: Context, member_id: int) -> Answer:
    """Ask for the e-mail address of a person without a phone."""
    return write_to_person.ask(ctx, member_id=f"{proxied_person(ctx, member_id).member.id}")


@router.form(
    "proxy_mail",
    seat=Seat.TERRITORY,
    limit=BY_VOICE,
    trace=MAKE_A_NEW_CODE_FOR_SOMEBODY_WITHOUT_A_PHONE,
)
def write_to_person(
    ctx: Context,
    member_id: int,
    address: Annotated[
        str, asks("What is their e-mail address? I keep it nowhere."), reads(read_email)
    ],
) -> Text:
    """Write to a person who has an e-mail address how to take over, with a new code."""
    person = proxied_person(ctx, member_id)
    if not ctx.contact.mail_networks:
        raise NoMail
    code = codes.new_code()
    ctx.store[Proxies].recode(person.proxy, codes.digest_of_code(code))
    ctx.enqueue(
        f"{ctx.contact.mail_networks[0]}:{address.casefold()}",
        _taking_over_card(ctx, person, code),
        Priority.ANSWER,
        again=False,
        quiet=True,
        parting=True,  # the address goes with it
    )
    return text("I write to {name} how to take over.", name=person.member.name)


def _taking_over_card(ctx: Context, person: Proxied, code: str) -> Card:
    lines = (
        text(
            "{name} noted what you asked for by phone in {community}.",
            name=ctx.member.name,
            community=ctx.community.name,
        ),
        text("To see it, take it over or have it erased, answer this e-mail with your code alone:"),
        Bold(code),
        text("If this is not for you, there is nothing to do."),
    )
    return Card(text("For {name}", name=person.member.name), lines)


@router.button("proxy_end", seat=Seat.TERRITORY, trace=ERASE_SOMEBODY_WITHOUT_A_PHONE)
def ask_before_ending(ctx: Context, member_id: int) -> Replace:
    name = proxied_person(ctx, member_id).member.name
    sure = text("Erase everything about {name}, as they ask? This cannot be undone.", name=name)
    yes = end_request.button(text("Yes, erase everything"), member_id)
    no = show_person.button(text("No, change nothing"), member_id)
    return Replace(Card(None, (sure,), ((yes,), (no,))))


@router.button(
    "proxy_ended",
    deliberate=True,
    tone="danger",
    seat=Seat.TERRITORY,
    trace=ERASE_SOMEBODY_WITHOUT_A_PHONE,
)
def end_request(ctx: Context, member_id: int) -> Replace:
    ctx.store.erase(proxied_person(ctx, member_id).member)
    return Replace(text("Everything about this person is erased."))


def _person_card(ctx: Context, person: Proxied) -> Card:
    member, proxy = person.member, person.proxy
    lines: tuple[Text, ...] = (
        text("Asked on {day}, by phone.", day=proxy.asked_on),
        text("Everything is erased on {day}, unless they ask again.", day=proxy.expires_on),
    )
    mail: Buttons = ()
    if ctx.contact.mail_networks:
        mail = ((ask_address.button(text("They have an e-mail address"), member.id),),)
    rows: Buttons = (
        (choose_proxy_poll.button(text("Vote for them"), member.id),),
        (choose_proxy_event.button(text("Answer an event for them"), member.id),),
        (renew_request.button(text("They asked again today"), member.id),),
        *mail,
        (
            renew_code.button(text("New code"), member.id),
            ask_before_ending.button(text("Erase"), member.id),
        ),
    )
    return Card(member.name, lines, rows)


def _code_lines(code: str) -> list[Line]:
    typed = claim_command.typed(code)
    return [
        text("Give them this code: {code}.", code=code),
        text(
            "With it, this person can write to me in private ({typed}): see what was done, have "
            "it erased, or take over.",
            typed=typed,
        ),
        text("I only show this code now."),
    ]


def erase_expired(ctx: JobContext) -> None:
    """Erase those whose request has expired, and tell their gardeners."""
    for person in ctx.store[Proxies].expired(ctx.now.date()):
        name = person.member.name
        ctx.store.erase(person.member)
        ctx.within(person.proxy.community_id).tell_gardeners(
            text(
                "{name} did not ask again within 60 days: everything noted by phone is erased.",
                name=name,
            )
        )


@router.contribution(todos)
def unreviewed_people(ctx: Context) -> list[Todo]:
    """People acted for since the last review."""
    if Seat.REGION not in ctx.seats():
        return []
    people = ctx.store[Proxies].unseen(ctx.community.id, MOST_WAITING)
    ids = [each.member.id for each in people]
    votes = ctx.store[Ballots].passed_on_for(ids)
    signed_up = ctx.store[Attendances].passed_on_for(ids)
    return [
        Todo(
            _todo_line(each, votes.get(each.member.id, 0), signed_up.get(each.member.id, 0)),
            (mark_reviewed.button(text("Seen: {name}", name=each.member.name), each.member.id),),
        )
        for each in people
    ]


@router.button("proxy_seen", seat=Seat.REGION, trace=LOOK_AT_WHAT_WAS_DONE_BY_VOICE)
def mark_reviewed(ctx: Context, member_id: int) -> Text:
    person = ctx.store[Proxies].of(member_id, ctx.community.id)
    if person is not None:
        ctx.store[Proxies].see(person.proxy, ctx.now)
    return text("Noted: it is off the list.")


def _todo_line(person: Proxied, votes: int, signed_up: int) -> Text:
    """A registered person, and the number of their votes and sign-ups, without details."""
    values = {"name": person.member.name, "day": person.proxy.asked_on}
    line = text("{name} is registered by phone, as asked on {day}.", **values)
    if votes:
        line = ntext(
            "{name} is registered by voice, as asked on {day}; {count} vote was passed on.",
            "{name} is registered by voice, as asked on {day}; {count} votes were passed on.",
            votes,
            **values,
        )
    if signed_up:
        line = ntext(
            "{line} {count} answer to an event was passed on.",
            "{line} {count} answers to events were passed on.",
            signed_up,
            line=line,
        )
    return line


router.personal_data(
    "proxies",
    text("Requests by phone"),
    text("By you, or by people who asked you to act for them. Kept 60 days at most."),
    order=170,
    labels={
        "expires_on": text("erased on"),
        "acted_at": text("last done on"),
        "looked_at": text("seen by the other gardener on"),
    },
)


def proxied_person(ctx: Context, member_id: int) -> Proxied:
    """The person with this number. Raises `NotActedFor` for other members."""
    person = ctx.store[Proxies].of(member_id, ctx.community.id)
    if person is None:
        raise NotActedFor(proxy=proxy_command.typed())
    return person
