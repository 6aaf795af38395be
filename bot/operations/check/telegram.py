"""Telegram: the account, and what it may do in each room."""

from contextlib import aclosing
from urllib.parse import urlsplit

from bot.config import Telegram
from bot.core.context.clock import Clock
from bot.core.messages.content import Words, text
from bot.core.messages.ports import RoomGone, RoomMoved, SendError
from bot.core.outbound.health import is_of_certificate
from bot.operations.check import (
    Finding,
    fine,
    to_come,
    untrusted,
    wrong,
)
from bot.operations.check.machine import Place, look_at_clock, named
from bot.transports.telegram import Me, Standing, TokenRefused, Visit

_NETWORK = "telegram:"


async def look_at_telegram(telegram: Telegram, places: list[Place], clock: Clock) -> list[Finding]:
    """The account first; where it does not answer, nothing else can be said."""
    token, network = text("Token"), text("Telegram")
    token_value = telegram.token.get_secret_value()
    base = telegram.api_base
    async with aclosing(Visit(token_value, api_base=base, test=telegram.test)) as visit:
        try:
            us = await visit.me()
        except TokenRefused:
            what = text("Telegram does not know it; ask @BotFather for a new one with /token")
            return [wrong(token, what)]
        except SendError as error:
            what = text("{address} does not answer: check the network", address=telegram.api_base)
            if is_of_certificate(str(error)):
                what = untrusted(telegram.api_base)
            return [wrong(network, what)]
        who = text("it belongs to {name}, {bot} on Telegram", name=us.name, bot=us.username)
        time = look_at_clock(visit.network_time(), clock.now())
        found = [time, fine(token, who), _privacy_finding(us)]
        try:
            found.append(_webhook_finding(await visit.webhook()))
            ours = [each for each in places if each.address.startswith(_NETWORK)]
            found += [await _room_finding(visit, us, each) for each in ours]
        except SendError:
            what = text("{address} does not answer: check the network", address=telegram.api_base)
            found.append(wrong(network, what))
        return found


def _privacy_finding(us: Me) -> Finding:
    subject = text("Privacy mode")
    if us.reads_all:
        what = text(
            "off; Telegram shows the bot everything said in its groups, and it keeps only what is "
            "addressed to it. To limit this, send @BotFather /setprivacy and choose Enable"
        )
        return to_come(subject, what)
    return fine(subject, text("on; in groups the bot sees only what is addressed to it"))


def _webhook_finding(url: str) -> Finding:
    subject = text("Messages")
    if url:
        what = text(
            "Telegram sends them to {host}: another program uses this token. Stop it; Terreau "
            "takes over when it starts",
            host=urlsplit(url).hostname or "?",
        )
        return wrong(subject, what)
    return fine(subject, text("Telegram keeps them until Terreau asks"))


async def _room_finding(visit: Visit, us: Me, place: Place) -> Finding:
    """Check that the bot is there, and may write."""
    number = place.address.removeprefix(_NETWORK)
    subject = named(place.kind, number)
    try:
        standing = await visit.standing(us, place.address)
    except RoomMoved as moved:
        new = str(moved)
        return wrong(subject, text("its address is now {new}: change it in the file", new=new))
    except RoomGone:
        return wrong(subject, text("the bot is not there: add it, or correct the address"))
    titled = text("{title} ({number})", title=standing.title, number=number)
    return _rights_finding(named(place.kind, titled), standing)


def _rights_finding(subject: Words, standing: Standing) -> Finding:
    if not standing.is_in:
        return wrong(subject, text("the bot is not there: add it, or correct the address"))
    if not standing.speaks and standing.is_channel:
        what = text("the bot is not allowed to post: make it an administrator with that right")
        return wrong(subject, what)
    if not standing.speaks:
        return wrong(
            subject, text("the bot is not allowed to write: allow it in the group's permissions")
        )
    if not standing.has_topic:
        what = text("the group has no topics: write its address without the / and what follows")
        return wrong(subject, what)
    if standing.is_channel:
        return fine(subject, text("the bot can post"))
    if standing.leads:
        what = text(
            "the bot can write; as an administrator it sees everything said, and keeps only what "
            "is addressed to it"
        )
        return fine(subject, what)
    return fine(subject, text("the bot can write"))
