"""Messages that may not have arrived or could not be decrypted, and lost rooms, with reports."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core import (
    Act,
    Card,
    Context,
    JobContext,
    Line,
    Router,
    Text,
    Todo,
    clock_jumps,
    direct_room,
    doubtful_deliveries,
    known_room,
    long_waits,
    lost_rooms,
    ntext,
    text,
    todos,
    uninvited_people,
)
from bot.domain.incidents import is_to_be_told
from bot.domain.roles import Role
from bot.references.linking import ask_unlink
from bot.vocabulary.accounts import mark_of
from bot.vocabulary.gardeners import room_name
from handlers.seats import each_cultivator, tell_cultivators
from storage.communities import Communities, Community, RoomKind
from storage.inbound import UndecryptedEvents, UntoldEvents
from storage.members import Identities, Members
from storage.outbound import RESTORED, Delivery, Priority, UncertainDeliveries
from storage.personal_data import LostMailboxes
from storage.restored_backups import Backups

router = Router()

LOOK_UP_A_REFUSED_ACCOUNT = Act(
    text("{who} looked up what to do about a refused account"),
    text("look up what to do about a refused account"),
)
SEE_TO_MESSAGES_IN_DOUBT = Act(
    text("{who} checked uncertain messages"), text("check uncertain messages")
)

_MINUTE = timedelta(minutes=1)
PATIENCE = timedelta(minutes=1)
"""Time in which a key may arrive later than its message."""
AGAIN = timedelta(days=1)
FAILURES_TOLD = timedelta(days=7)
MOST_MAILBOXES = 20
"""So many members without a mailbox are listed at most."""


@router.contribution(doubtful_deliveries)
def tell_uncertain(ctx: JobContext, deliveries: Sequence[Delivery]) -> None:
    """Tell how many messages may not have arrived, of what kind, and what to do."""
    is_restored = all(each.error == RESTORED for each in deliveries)
    cause = _restored_text if is_restored else _cut_text
    lines = [cause(len(deliveries)), *_loss_lines(ctx, deliveries)]
    ctx.tell_gardeners(Card(text("May not have arrived"), tuple(lines)))


def _cut_text(count: int) -> Text:
    return ntext(
        "The connection was cut while {count} message was leaving: nobody knows whether it "
        "arrived. I do not send it again, so that nobody gets it twice.",
        "The connection was cut while {count} messages were leaving: nobody knows whether they "
        "arrived. I do not send them again, so that nobody gets them twice.",
        count,
    )


def _restored_text(many: int) -> Text:
    return ntext(
        "I was restored from a backup. {count} message was waiting or leaving when it was made: "
        "nobody knows whether it arrived since. I do not send it again, so that nobody gets it "
        "twice.",
        "I was restored from a backup. {count} messages were waiting or leaving when it was made: "
        "nobody knows whether they arrived since. I do not send them again, so that nobody gets "
        "them twice.",
        many,
    )


def _loss_lines(ctx: JobContext, deliveries: Sequence[Delivery]) -> list[Line]:
    """What may be lost, by room, and how to check it; private letters need no check."""
    mailed = sum(each.mailing_id is not None for each in deliveries)
    rooms = Counter(each.room for each in deliveries if each.mailing_id is None)
    lines: list[Line] = []
    if mailed:
        lines.append(
            ntext(
                "{count} private letter. Nothing to do: the letter is in the rooms as well.",
                "{count} private letters. Nothing to do: the letter is in the rooms as well.",
                mailed,
            )
        )
    for room, many in rooms.items():
        lines.append(
            ntext(
                "{count} message to {room}. Look there, and post it again if it is missing.",
                "{count} messages to {room}. Look there, and post again what is missing.",
                many,
                room=_room_text(ctx, room),
            )
        )
    return lines


@router.contribution(lost_rooms)
def tell_lost_room(ctx: JobContext, address: str) -> None:
    """Tell that a shared room is closed to the bot; a blocked direct room is private.

    The person behind a mailbox that takes no e-mails any more is asked where they still are.
    """
    room = ctx.store[Communities].room(address)
    if room is None or room.kind == RoomKind.DIRECT:
        _ask_about_mailbox(ctx, address)
        return
    lines: tuple[Line, ...] = (
        text("I can no longer write in {room}.", room=_room_text(ctx, address)),
        text(
            "If this was a mistake, invite me again and let me write. What I could not say "
            "meanwhile will not be sent later."
        ),
    )
    ctx.tell_gardeners(Card(text("A room I can no longer write in"), lines))


def _ask_about_mailbox(ctx: JobContext, address: str) -> None:
    """Ask a person, on another account of theirs, about an address that takes no e-mails."""
    network, _, mailbox = address.partition(":")
    member = ctx.store[Members].behind(address)
    if network not in ctx.contact.mail_networks or member is None:
        return
    lines = (
        text(
            "My e-mails to {address} come back: there is no such mailbox any more.", address=mailbox
        ),
        text(
            "I write to you here now. If the address works again, write to me from there, and I "
            "use it again."
        ),
    )
    unlink = ask_unlink.button(text("Unlink this address"), mark_of(address))
    ctx.tell(member, Card(text("Your e-mail address"), lines, ((unlink,),)))


@router.contribution(todos)
def lost_mailboxes(ctx: Context) -> list[Todo]:
    """Members whose e-mails come back, and who have no other account."""
    members = (
        each
        for network in ctx.contact.mail_networks
        for each in ctx.store[LostMailboxes].members(ctx.community.id, network, MOST_MAILBOXES)
    )
    return [
        Todo(
            text(
                "My e-mails to {name} come back, and I know no other way. When you meet: an e-mail "
                "to me from the new address, or another account, is enough.",
                name=each.name,
            ),
            (),
            thing=f"mailbox of {each.id}",
        )
        for each in members
        if direct_room(ctx.store, each) is None
    ]


@router.contribution(uninvited_people)
def ask_to_write_first(ctx: JobContext, address: str) -> None:
    """Ask a person whom the bot may not invite to write to it, in the rooms where they are.

    They wait for an answer there, and nothing else can reach them.
    """
    member = ctx.store[Members].behind(address)
    network, _, account = address.partition(":")
    links = ctx.contact.networks.get(network)
    if links is None:
        return
    ask = text(
        "{name}, I cannot open a private chat with you: your settings, or your server, do not let "
        "me invite you. Please write to me first: {link}",
        name=account if member is None else member.name,
        link=links.start_link(""),
    )
    for room in ctx.rooms(RoomKind.COMMUNITY):
        if room.address.startswith(f"{network}:"):
            ctx.post(room.address, ask, priority=Priority.ANSWER)


@router.contribution(long_waits)
def tell_long_wait(ctx: JobContext, network: str, address: str | None, until: datetime) -> None:
    """Tell the cultivators that a network makes a room, or all that is sent there, wait for long.

    They are written to on another network where they have an account: this one may not take it.
    """
    name = ctx.contact.network_name(f"{network}:")
    what = text("{network} takes nothing more from me until {until}.", network=name, until=until)
    if address is not None:
        room = _room_text(ctx, address)
        what = text("I may not write in this room until {until}: {room}.", until=until, room=room)
    rest = text(
        "What waits is sent by itself then; everything else goes on. If this happens again, ask "
        "the people who run that network's server."
    )
    card = Card(text("A network makes me wait"), (what, rest))
    for cultivator, member in each_cultivator(ctx):
        if member is None:
            ctx.post(cultivator, card, priority=Priority.CARD)
        else:
            accounts = [each.address for each in ctx.store[Identities].of(member)]
            elsewhere = (each for each in accounts if not each.startswith(f"{network}:"))
            ctx.tell(member, card, on=next(elsewhere, None), until=until)


@router.contribution(clock_jumps)
def tell_clock(ctx: JobContext, by: timedelta) -> None:
    """Tell the cultivators by how much the machine's clock was set, and the consequences."""
    amount = round(abs(by) / _MINUTE) * _MINUTE
    if by > timedelta():
        what = text(
            "The clock of my machine was put forward by {amount}: what was due meanwhile is done "
            "now, or reported as missed.",
            amount=amount,
        )
    else:
        what = text(
            "The clock of my machine was put back by {amount}: nobody waits for the old time, and "
            "letters and reminders go out once.",
            amount=amount,
        )
    remedy = text("If this happens again, have the machine follow a time server.")
    card = Card(text("My clock"), (what, remedy))
    tell_cultivators(ctx, card, priority=Priority.ANNOUNCEMENT)


@router.contribution(todos)
def uncertain_messages(ctx: Context) -> list[Todo]:
    """Messages to rooms of unknown fate, until a gardener has looked."""
    many = ctx.store[UncertainDeliveries].doubtful(ctx.community.id, ctx.contact.networks)
    if not many:
        return []
    line = ntext(
        "{count} message to a room may not have arrived: look there.",
        "{count} messages to rooms may not have arrived: look there.",
        many,
    )
    return [Todo(line, (dismiss_uncertain.button(text("Checked")),))]


@router.contribution(todos)
def failed_messages(ctx: Context) -> list[Todo]:
    """Messages of the last week to rooms that their networks refused."""
    many = ctx.store[UncertainDeliveries].failed(ctx.community.id, ctx.now - FAILURES_TOLD)
    if not many:
        return []
    line = ntext(
        "{count} message could not be posted in a room: see whether I may still write there.",
        "{count} messages could not be posted in rooms: see whether I may still write there.",
        many,
    )
    seen = dismiss_failures.button(text("I have looked at the rooms"))
    return [Todo(line, (seen,))]


@router.button("failures_seen", who=Role.GARDENER, trace=SEE_TO_MESSAGES_IN_DOUBT)
def dismiss_failures(ctx: Context) -> Text:
    """Dismiss the messages that were refused."""
    ctx.store[UncertainDeliveries].see_to_failures(ctx.community.id)
    return text("Noted: it is off the list.")


@router.contribution(todos)
def refused_accounts(ctx: Context) -> list[Todo]:
    """Networks that refuse the bot's account, for those who run the machine."""
    if ctx.role() < Role.CULTIVATOR:
        return []
    refused = {network: links.refused_since() for network, links in ctx.contact.networks.items()}
    return [
        Todo(
            text(
                "{network} has refused my account since {moment}: nothing comes or goes there.",
                network=ctx.contact.network_name(f"{network}:"),
                moment=since,
            ),
            (explain_refusal.button(text("What to do"), network),),
            thing=f"refused by {network}",
        )
        for network, since in refused.items()
        if since is not None
    ]


@router.button("network_refused", who=Role.CULTIVATOR, trace=LOOK_UP_A_REFUSED_ACCOUNT)
def explain_refusal(ctx: Context, network: str) -> Card:
    """Say what a cultivator does about a network that refuses the bot's account."""
    name = ctx.contact.network_name(f"{network}:")
    cause = text("My password or access token there is no longer valid, or the account is closed.")
    remedy = text("Write a new one into the section [matrix] of the configuration, and restart me.")
    links = ctx.contact.networks.get(network)
    if links is not None and links.mark == "/":
        cause = text("My token there is no longer valid, or another program uses the account.")
        remedy = text(
            "@BotFather gives a new one (/token): write it into the section [telegram] of the "
            "configuration, and restart me."
        )
    check = text("On my machine, “terreau check” says what is wrong, and whether it works again.")
    return Card(text("{network} refuses my account", network=name), (cause, remedy, check))


@router.button("doubts_seen", who=Role.GARDENER, trace=SEE_TO_MESSAGES_IN_DOUBT)
def dismiss_uncertain(ctx: Context) -> Text:
    """Dismiss the uncertain messages."""
    ctx.store[UncertainDeliveries].see_to_doubts(ctx.community.id, ctx.contact.networks)
    return text("Noted: it is off the list.")


def report_undecrypted_events(ctx: JobContext) -> None:
    """Tell each room how many messages could not be read there, once a day at most."""
    reported_rooms = {
        _forum(room) for room in ctx.store[UndecryptedEvents].told_since(ctx.now - AGAIN)
    }
    by_forum: dict[str, list[UntoldEvents]] = defaultdict(
        list
    )  # one report for a room and its threads
    for each in ctx.store[UndecryptedEvents].untold():
        by_forum[_forum(each.room)].append(each)
    for forum, waiting in by_forum.items():
        late = any(each.since < ctx.now - PATIENCE for each in waiting)
        if late and forum not in reported_rooms:
            rooms = [each.room for each in waiting]
            room = rooms[0] if len(rooms) == 1 else forum
            _report(ctx, room, sum(each.count for each in waiting))
            ctx.store[UndecryptedEvents].tell(rooms, ctx.now)


def _report(ctx: JobContext, room: str, count: int) -> None:
    """Report in the name of the room's community, in the language of its people."""
    community, locale = _community_and_locale(ctx, room)
    there = JobContext(
        ctx.store, now=ctx.now, community=community, contact=ctx.contact, declared=ctx.declared
    )
    there.post(room, unread(count), priority=Priority.ANSWER, locale=locale, quiet=True)


def unread(count: int) -> Text:
    """The report: the number of messages, and the remedy."""
    return ntext(
        "I could not read a message here: it is encrypted, and I was not given the key."
        " If it was for me, please send it again.",
        "I could not read {count} messages here: they are encrypted, and I was not given the key."
        " If one was for me, please send it again.",
        count,
    )


def _community_and_locale(ctx: JobContext, room: str) -> tuple[Community | None, str]:
    """The community of a room or of the person behind it, and their language."""
    store = ctx.store
    known, member = known_room(store, room), store[Members].behind(room)
    community_id = None if known is None else known.community_id
    if community_id is None and member is not None:
        community_id = next(iter(store[Members].communities_of(member)), None)
    community = None if community_id is None else store[Communities].get(community_id)
    fallback = ctx.contact.locale if community is None else community.locale
    return community, (member and member.locale) or fallback


def _forum(room: str) -> str:
    return room.partition("/")[0]


def _room_text(ctx: JobContext, address: str) -> Text:
    network = ctx.contact.network_name(address)
    room = ctx.store[Communities].room(address)
    if room is None or room.kind == RoomKind.DIRECT:
        return text("a person, in private ({network})", network=network)
    return room_name(ctx, address, RoomKind(room.kind))


def report_missing_backups(ctx: JobContext) -> None:
    """Tell the cultivators that the last good backup is old, or that there never was one."""
    last = ctx.store[Backups].wait_since(ctx.now)
    if last is None or not is_to_be_told(last.at, ctx.now):
        return
    what = text("There has been no backup of me yet.")
    if last.is_made:
        what = text("The last good backup of me is of {moment}.", moment=last.at)
    lost = text("If my machine were lost today, everything since would be lost.")
    remedy = text(
        "On the machine, “terreau check” and “journalctl --unit terreau-backup” say what is wrong."
    )
    card = Card(text("Backups"), (what, lost, remedy))
    tell_cultivators(ctx, card, priority=Priority.ANNOUNCEMENT)
