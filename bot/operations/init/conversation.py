"""The conversation: ask, try, meet the installer, write the file or add a server to it."""

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.config import MATRIX, ConfigError, load, problem
from bot.config.kinds import check_network
from bot.config.settings import folder_of
from bot.core.messages.content import Text, text
from bot.core.messages.ports import SendError
from bot.domain.roles import Seat
from bot.locales import LOCALES
from bot.operations.copied_text import AtTheTerminal, TypedBy
from bot.operations.init.answers import Given, KeptAnswers
from bot.operations.init.asking import Asker, Console, Stopped, reachable
from bot.operations.init.configuration_file import (
    Choices,
    OnTelegram,
    add_section,
    check_there,
    compose,
    server_section,
    write,
)
from bot.operations.init.installer_account import InstallerLookup, Listener
from bot.operations.init.mail import add_mail
from bot.operations.init.matrix import Home, MatrixListener
from bot.operations.init.matrix_home import at_home, on_matrix
from bot.operations.init.telegram import TelegramListener, ask_token
from bot.operations.instance import typed_command
from bot.operations.terminal import configured_locale
from bot.references.communities import room_command
from bot.transports.telegram import Me
from bot.transports.telegram import Visit as TelegramVisit

_LANGUAGE = "Français ou English ? (fr/en) [fr] "
DEFAULT = "fr"
STOPPED, INTERRUPTED = 2, 130
_HOW_TO_ANSWER = text(
    "Answer each question, then press Enter. Enter alone takes the answer in brackets; in [Y/n], "
    "the capital one."
)
_KEPT_ANSWERS = text("Stopped: no configuration was written. Your answers are kept for next time.")


@dataclass(frozen=True, slots=True)
class Accounts:
    """The bot's accounts: a token of Telegram and whose it is, a home on Matrix, or both."""

    telegram: tuple[str, Me] | None
    matrix: Home | None


def install(console: Console, given: Given, path: Path) -> int:
    """Ask, try, meet the installer, write the file; gives the program's exit code."""
    kept = KeptAnswers(path)
    asker = Asker(console, AtTheTerminal(DEFAULT), kept)
    device = folder_of(path.parent / given.data, MATRIX)
    was_there = device.exists()
    try:
        if given.mail:
            asker = Asker(console, AtTheTerminal(_language(console, given.language)))
            add_mail(asker, given, path)
        elif given.server is None:
            # Until one is chosen: the option's, that of the file to replace, else French.
            asker.reader = AtTheTerminal(
                given.language if given.language in LOCALES else configured_locale(path) or DEFAULT
            )
            _check_replacement(asker, path, replace=given.replace)
            asker.reader = AtTheTerminal(_language(console, given.language, kept))
            _converse(asker, given, path, kept)
        else:
            asker = Asker(console, AtTheTerminal(_language(console, given.language)))
            add_server(asker, given, given.server, path)
    except Stopped as stopped:
        asker.say(stopped.words)
        return STOPPED
    except KeyboardInterrupt:
        asker.say("")
        asker.say(_KEPT_ANSWERS if kept else _interruption(device, was_there=was_there))
        return INTERRUPTED
    return 0


def _check_replacement(asker: Asker, path: Path, *, replace: bool) -> None:
    """Ask before anything else whether a file that is there may go."""
    if path.exists() and not replace:
        question = text("{file} already exists. Replace it with a new one?", file=str(path))
        if not asker.yes(question, default=False):
            raise Stopped(
                text(
                    "Nothing was changed. {check} says whether that file is in order, {init} "
                    "makes a new one.",
                    check=typed_command("check", path),
                    init=f"{typed_command('init', path)} --replace",
                )
            )


def _language(console: Console, given: str | None, kept: KeptAnswers | None = None) -> str:
    if given is None and kept is not None:
        given = kept.take("--language")
    while given not in LOCALES:
        try:
            given = console.ask(_LANGUAGE).strip().casefold()[:2] or DEFAULT
        except EOFError:
            return DEFAULT
        if kept is not None and given in LOCALES:
            kept.keep("--language", given)
    return given


def _converse(asker: Asker, given: Given, path: Path, kept: KeptAnswers) -> None:
    _check_writable(path)
    if kept.goes_on and not asker.yes(text("Go on with your answers from before?")):
        kept.forget()
    with asyncio.Runner() as runner:
        placed = replace(given, data=str(path.parent / given.data))
        accounts = _accounts(asker, runner, placed)
        community = asker.ask(
            text("What is your community called?"), option="--community", given=given.community
        )
        region = asker.ask(
            text("Which Region (or body) is responsible for personal data? Its name:"),
            option="--region",
            given=given.region,
        )
        contact = asker.ask(
            text("Where can people write about their data? An e-mail address or a phone number:"),
            option="--contact",
            given=given.contact,
            read=reachable,
        )
        cultivator, gardeners = _meet(asker, runner, accounts, community, given, kept)
    choices = Choices(
        locale=asker.reader.locale,
        telegram=accounts.telegram and OnTelegram(accounts.telegram[0], given.api_base),
        matrix=None if accounts.matrix is None else on_matrix(accounts.matrix),
        community=community,
        region=region,
        contact=contact,
        cultivator=cultivator,
        rooms=tuple(map(_address, given.rooms)),
        channels=tuple(map(_address, given.channels)),
        gardeners=gardeners,
        timezone=given.timezone,
        data=given.data,
    )
    previous = write(path, compose(choices, asker.reader))
    if previous is not None:
        asker.say(text("The previous file is kept as {file}.", file=str(previous)))
    asker.say(text("{file} is written; only you can read it.", file=str(path)))
    kept.forget()
    wants_mail = text("Should people take part by e-mail, too? The bot needs a mailbox of its own.")
    if asker.yes(wants_mail, default=False):
        add_mail(Asker(asker.console, asker.reader), given, path)


def _check_writable(path: Path) -> None:
    """Say at once what would be found out after ten questions."""
    folder = path.parent if path.parent.exists() else path.parent.parent
    if path.is_dir() or not os.access(folder, os.W_OK):
        words = text(
            "{file} cannot be written in {folder}: go to a folder of your own, and start again.",
            file=path.name,
            folder=str(folder.resolve()),
        )
        raise Stopped(words)


def _accounts(asker: Asker, runner: asyncio.Runner, given: Given) -> Accounts:
    asker.explain(_HOW_TO_ANSWER, option="--network", given=given.named_network)
    network = asker.choose(
        text("Where does your community talk?"),
        {
            "both": text("on Telegram and on Matrix"),
            "matrix": text("on Matrix"),
            "telegram": text("on Telegram"),
        },
        option="--network",
        given=given.named_network,
    )
    telegram = home = None
    if network in {"both", "telegram"}:
        telegram = ask_token(asker, runner, given.token, given.api_base)
    if network in {"both", "matrix"}:
        home = at_home(asker, runner, given)
    return Accounts(telegram, home)


def _meet(
    asker: Asker,
    runner: asyncio.Runner,
    accounts: Accounts,
    community: str,
    given: Given,
    kept: KeptAnswers,
) -> tuple[str, Mapping[Seat, str]]:
    """The installer's account and seat, except where the command line gave them."""
    installer_lookup = InstallerLookup(asker, runner, _listeners(asker, runner, accounts, given))
    try:
        cultivator = _address(given.cultivator or "") or kept.take("--cultivator")
        if not cultivator:
            cultivator = installer_lookup.cultivator(community)
            kept.keep("--cultivator", cultivator)
            asker.say(text("You are the first cultivator: the person who looks after the bot."))
        return cultivator, dict.fromkeys(_own_seat(asker, given.seat), cultivator)
    except SendError:
        raise Stopped(text("The network no longer answers: start again.")) from None
    finally:
        installer_lookup.close()


def _listeners(
    asker: Asker, runner: asyncio.Runner, accounts: Accounts, given: Given
) -> list[Listener]:
    listeners: list[Listener] = []
    if accounts.telegram is not None:
        token, us = accounts.telegram
        visit = TelegramVisit(token, api_base=given.api_base)
        listeners.append(TelegramListener(asker, runner, visit, us))
    if accounts.matrix is not None:
        listeners.append(MatrixListener(accounts.matrix))
    return listeners


def _own_seat(asker: Asker, given: str | None) -> list[Seat]:
    """The gardener's seat that the installer takes, if any."""
    seat = asker.choose(
        text("Two people, the gardeners, run a community together. Are you one of them?"),
        {
            "territory": text("yes, for the territory"),
            "region": text("yes, for the Region"),
            "none": text("no"),
        },
        option="--seat",
        given=given,
    )
    return [] if seat == "none" else [Seat(seat)]


def _address(given: str) -> str:
    """An address with its network: a number alone is Telegram's, `@ana:hs` and `!room:hs` Matrix's.

    What is none is left as it is: the file is read before it is written.
    """
    if re.fullmatch(r"-?\d+(/\d+)?", given):
        return f"telegram:{given}"
    return f"matrix:{given}" if re.match(r"[@!#][^:]", given) else given


def _interruption(device: Path, *, was_there: bool) -> Text:
    if was_there or not device.exists():
        return text("Stopped: nothing was written.")
    return text(
        "Stopped: no configuration was written. The bot's Matrix device is kept in {folder} for "
        "next time.",
        folder=str(device),
    )


def add_server(asker: Asker, given: Given, network: str, path: Path) -> None:
    """Settle the bot's account there, and add its section to the file; the rest stays as it is."""
    _check_name(network)
    check_there(path)
    # Keys of this server in the environment, alone, are no section yet.
    twin = f"TERREAU_{MATRIX}__{network}__".upper()
    env = {name: value for name, value in os.environ.items() if not name.startswith(twin)}
    settings = load(path, env)
    if network in settings.matrix:
        raise Stopped(
            text("{file} already has a Matrix server called {name}.", file=path, name=network)
        )
    with asyncio.Runner() as runner:
        home = at_home(asker, runner, replace(given, data=str(settings.instance.data)))
    section = f"{MATRIX}.{network}"
    add_section(asker, path, server_section(section, on_matrix(home), asker.reader), env)
    asker.say(
        text(
            "Next: {check} checks that everything is in order, {run} starts the bot. Then invite "
            "{account} into your rooms there, and write {room} in each.",
            check=typed_command("check", path),
            run=typed_command("run", path),
            account=home.account.user,
            room=TypedBy(room_command.typed(), f"{network}:{home.account.user}"),
        )
    )


def _check_name(network: str) -> None:
    """Check that another server may be called so."""
    try:
        check_network(network)
    except ValueError as error:
        raise ConfigError(
            problem("{key}: “{value}” {fact}", key="--server", value=network, fact=error.args[0])
        ) from None
