"""`terreau init`: a conversation that ends with a configuration file."""

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.core.i18n import LOCALES, Reader
from bot.core.messages import text
from bot.core.ports import SendError
from bot.domain.roles import Seat
from bot.installing.asking import Asker, Console, Stopped, Terminal, Wrong
from bot.installing.meeting import Meeting
from bot.installing.writing import TELEGRAM, Choices, compose, write
from bot.transports.telegram import Me, TokenRefused, Visit

__all__ = ["TELEGRAM", "Console", "Given", "Terminal", "install"]

_LANGUAGE = "Français ou English ? (fr/en) [fr] "
DEFAULT = "fr"
STOPPED, INTERRUPTED = 2, 130
_EXAMPLE = "123456789:AAF-kx3…"
_TOKEN = re.compile(r"\d+:[\w-]{3,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line answers already; None is asked."""

    language: str | None = None
    token: str | None = None
    community: str | None = None
    region: str | None = None
    contact: str | None = None
    cultivator: str | None = None
    rooms: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    seat: str | None = None
    timezone: str = "Europe/Paris"
    api_base: str = TELEGRAM
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Met:
    """Who and what was found by its address."""

    cultivator: str
    rooms: tuple[str, ...]
    channels: tuple[str, ...]
    gardeners: Mapping[Seat, str]


def install(console: Console, given: Given, path: Path, *, program: str = "terreau") -> int:
    """Ask, try, meet the installer, write the file; gives the program's exit code."""
    asker = Asker(console, reader_of(DEFAULT))
    try:
        asker.reader = reader_of(_language(console, given.language))
        _converse(asker, given, path, program)
    except Stopped as stopped:
        asker.say(stopped.words)
        return STOPPED
    except KeyboardInterrupt:
        asker.say("")
        asker.say(text("Stopped: nothing was written."))
        return INTERRUPTED
    return 0


def _converse(asker: Asker, given: Given, path: Path, program: str) -> None:
    _may_write(asker, path, replace=given.replace)
    with asyncio.Runner() as runner:
        token, us = _account(asker, runner, given)
        community = asker.ask(
            text("What is your community called?"), option="--community", given=given.community
        )
        region = asker.ask(
            text("Which Region (or body) answers for people's data? Its name:"),
            option="--region",
            given=given.region,
        )
        contact = asker.ask(
            text("Where may people write about their data? An e-mail address or a number:"),
            option="--contact",
            given=given.contact,
        )
        met = _meet(asker, runner, us, token, community, given)
    choices = Choices(
        locale=asker.reader.locale,
        token=token,
        community=community,
        region=region,
        contact=contact,
        cultivator=met.cultivator,
        rooms=met.rooms,
        channels=met.channels,
        gardeners=met.gardeners,
        timezone=given.timezone,
        api_base=given.api_base,
    )
    kept = write(path, compose(choices, asker.reader))
    if kept is not None:
        asker.say(text("The file that was there is kept as {file}.", file=str(kept)))
    asker.say(text("{file} is written; only you can read it.", file=str(path)))
    where = "" if path == Path("config.toml") else f" --config {path}"
    asker.say(
        text(
            "Next: {check} looks whether all is in order, {run} starts the bot.",
            check=f"{program} check{where}",
            run=f"{program} run{where}",
        )
    )


def reader_of(locale: str) -> Reader:
    """Somebody at the terminal."""
    return Reader(locale, ZoneInfo("UTC"), date.min)


def _language(console: Console, given: str | None) -> str:
    while given not in LOCALES:
        try:
            given = console.ask(_LANGUAGE).strip().casefold()[:2] or DEFAULT
        except EOFError:
            given = DEFAULT
    return given


def _may_write(asker: Asker, path: Path, *, replace: bool) -> None:
    """Say at once what would be found out after ten questions."""
    if path.exists() and not replace:
        question = text("{file} exists already. Make a new one in its place?", file=str(path))
        if not asker.yes(question, default=False):
            raise Stopped(text("Nothing was changed."))
    folder = path.parent if path.parent.exists() else path.parent.parent
    if path.is_dir() or not os.access(folder, os.W_OK):
        raise Stopped(text("{file} cannot be written there.", file=str(path)))


def _account(asker: Asker, runner: asyncio.Runner, given: Given) -> tuple[str, Me]:
    """A token that Telegram knows, and whose it is."""
    found: list[Me] = []

    def try_token(token: str) -> str:
        if not _TOKEN.fullmatch(token):
            raise Wrong(
                text(
                    "This is not a token. @BotFather gives it when you send /newbot: "
                    "digits, a colon, letters, like {example}",
                    example=_EXAMPLE,
                )
            )
        try:
            found.append(runner.run(_who_is(token, given.api_base)))
        except TokenRefused:
            raise Wrong(
                text(
                    "Telegram does not know this token. Copy it whole from @BotFather, "
                    "or ask there for a new one with /token."
                )
            ) from None
        except SendError:
            raise Wrong(
                text(
                    "{address} does not answer: look at this machine's network, "
                    "then give the token again.",
                    address=given.api_base,
                )
            ) from None
        return token

    token = asker.ask(
        text("The token that @BotFather gave you:"),
        option="--token",
        given=given.token,
        read=try_token,
    )
    us = found[-1]
    asker.say(text("It works: this is {name}, {bot} on Telegram.", name=us.name, bot=us.username))
    return token, us


async def _who_is(token: str, api_base: str) -> Me:
    async with Visit(token, api_base=api_base) as visit:
        return await visit.me()


def _meet(
    asker: Asker, runner: asyncio.Runner, us: Me, token: str, community: str, given: Given
) -> Met:
    """The installer's account, the rooms, the gardeners, but for what the command line gave."""
    visit = Visit(token, api_base=given.api_base)
    meeting = Meeting(asker, runner, visit, us)
    try:
        cultivator = _address(given.cultivator or "")
        if not cultivator:
            cultivator = meeting.cultivator()
            meeting.greet(cultivator, community)
            asker.say(text("You are the first cultivator: the person who looks after the bot."))
        rooms, channels = tuple(map(_address, given.rooms)), tuple(map(_address, given.channels))
        if not rooms and not channels:
            found_rooms, found_channels = meeting.rooms()
            rooms, channels = tuple(found_rooms), tuple(found_channels)
        gardeners = dict.fromkeys(_own_seat(asker, given.seat), cultivator)
        if given.seat is None:
            for seat in (each for each in Seat if each not in gardeners):
                if found := meeting.gardener(seat, community, but={cultivator}):
                    gardeners[seat] = found
    except SendError:
        raise Stopped(
            text("{address} does not answer any more: begin again.", address=given.api_base)
        ) from None
    finally:
        meeting.close()
        runner.run(visit.close())
    return Met(cultivator, rooms, channels, gardeners)


def _own_seat(asker: Asker, given: str | None) -> list[Seat]:
    """The gardener's seat that the installer takes, if any."""
    seat = asker.choose(
        text("Two gardeners tend a community together. Are you one of them?"),
        {
            "territory": text("yes, the territory's gardener"),
            "region": text("yes, the Region's gardener"),
            "none": text("no, neither"),
        },
        option="--seat",
        given=given,
    )
    return [] if seat == "none" else [Seat(seat)]


def _address(given: str) -> str:
    """An address on Telegram; a number alone is one."""
    return f"telegram:{given}" if re.fullmatch(r"-?\d+(/\d+)?", given) else given
