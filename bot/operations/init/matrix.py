"""Matrix: a homeserver that answers, an account that it takes, and what listens there."""

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from bot.config import MATRIX, pickle_key
from bot.config.kinds import INVITERS, MATRIX_USER
from bot.config.settings import folder_of, usual_key_file, usual_pace
from bot.core.context.clock import Clock
from bot.core.messages.content import Text, Words, text
from bot.core.messages.incoming import Incoming
from bot.core.messages.ports import RoomMoved, UndecryptedEvent, Unreadable
from bot.core.messages.rendering import Rendered, Span
from bot.operations.check import untrusted
from bot.operations.copied_text import Explained
from bot.operations.init.answers import Given
from bot.operations.init.asking import Asker, Stopped, Wrong
from bot.operations.init.installer_account import FirstMessage
from bot.operations.terminal import program
from bot.transports.matrix import MatrixAccount, MatrixTransport
from bot.transports.matrix.account import OtherAccount
from bot.transports.matrix.device import AccountSetup
from bot.transports.matrix.homeserver_errors import Refused, wait_of
from bot.transports.matrix.oauth import DeviceCode, NotApproved, OAuthRefused
from bot.transports.matrix.session_file import LoginRefused
from bot.transports.matrix.setup_client import (
    Homeserver,
    NoHomeserver,
    UntrustedHomeserver,
    Visit,
    homeserver_of,
    issuing_command,
    look_at,
)

_REGISTER = "register_new_matrix_user -c homeserver.yaml -u terreau --no-admin"
_EXAMPLE = "@terreau:example.org"
_CLOSED = "M_USER_DEACTIVATED"
_TOKEN, _PASSWORD, _BROWSER = "token", "password", "browser"


class PasswordRefused(Explained):
    """The homeserver does not take this password for this account: both are asked again."""


@dataclass(frozen=True, slots=True)
class Home:
    """The bot's account on Matrix, the device at home in it, and who may invite the bot."""

    account: MatrixAccount
    account_setup: AccountSetup
    pickle_key: str
    network: str
    folder: Path
    invited_by: tuple[str, ...]
    encryption: bool

    @property
    def all_inviters(self) -> tuple[str, ...]:
        """Patterns of those who may invite the bot; by default those of its own server."""
        return self.invited_by or (f"*:{self.account.server}",)


def ask_account(asker: Asker, runner: asyncio.Runner, given: Given) -> Home:
    """Ask for the bot's account, and log in."""
    homeserver, user = _homeserver(asker, runner, given)
    user = user or _user(asker, given.user)
    server = runner.run(look_at(homeserver))
    while True:
        pace = usual_pace(user.partition(":")[2])
        account = MatrixAccount(homeserver, user, calls_per_second=pace)
        try:
            home = _log_in(asker, runner, given, account, server)
            break
        except PasswordRefused as refused:  # perhaps the account was mistyped
            asker.say(refused.words)
            user, given = _user(asker, None, default=user), replace(given, password=None)
    asker.say(
        text(
            "It works: the bot is {account}, device {device}.",
            account=user,
            device=home.account_setup.device_id,
        )
    )
    return home


def _homeserver(asker: Asker, runner: asyncio.Runner, given: Given) -> tuple[str, str]:
    """The homeserver's address; and the account, where that was typed."""
    typed: list[str] = []

    def find(answer: str) -> str:
        answer = bare_account(answer)
        try:
            found = runner.run(homeserver_of(answer))
        except UntrustedHomeserver as error:
            raise Wrong(untrusted(str(error))) from None
        except NoHomeserver as error:
            raise Wrong(
                text(
                    "{address} does not answer like a Matrix server. Check that it is running, and "
                    "give its address as shown in Element, for example https://matrix.example.org",
                    address=str(error),
                )
            ) from None
        typed.append(answer)
        return found

    address = asker.ask(
        text(
            "Your Matrix server: its address, or the bot's account ({example}):", example=_EXAMPLE
        ),
        option="--homeserver",
        given=given.homeserver or given.user,
        read=find,
    )
    asker.say(text("{address} answers.", address=address))
    user = typed[-1]
    return address, user if re.fullmatch(MATRIX_USER, user) else ""


def bare_account(answer: str) -> str:
    """An account as the server calls it, also from how we or a link write it."""
    return answer.removeprefix(f"{MATRIX}:").removeprefix("https://matrix.to/#/")


def _user(asker: Asker, given: str | None, default: str = "") -> str:
    def read(answer: str) -> str:
        answer = bare_account(answer)
        if not re.fullmatch(MATRIX_USER, answer):
            raise Wrong(text("A Matrix account looks like this: {example}", example=_EXAMPLE))
        return answer

    if not default:
        how = text(
            "The bot needs its own account. The administrator of a Synapse creates one on its "
            "machine: {command}",
            command=_REGISTER,
        )
        asker.explain(how, option="--user", given=given)
    question = text("The bot's account:")
    return asker.ask(question, option="--user", given=given, default=default, read=read)


def _log_in(
    asker: Asker,
    runner: asyncio.Runner,
    given: Given,
    account: MatrixAccount,
    server: Homeserver,
) -> Home:
    """Log in by one of the ways that the homeserver has."""
    way = _way_to_log_in(asker, given, server)
    if way == _BROWSER:
        return _approved(asker, runner, given, replace(account, oauth=True))
    homes: list[Home] = []

    def enter(password: str, token: str) -> None:
        tried = replace(account, password=password, access_token=token)
        homes.append(_home(runner, tried, given, lambda setup: runner.run(setup.enter())))

    def try_password(answer: str) -> str:
        enter(answer, given.access_token or "")
        return answer

    def try_token(answer: str) -> str:
        enter(given.password or "", answer)
        return answer

    if way == _PASSWORD:
        question = text("Its password (Enter to give an access token instead):")
        if asker.ask_or_skip(question, given=given.password, read=try_password, hidden=True):
            return homes[-1]
    elif not server.takes_passwords:
        asker.say(
            text("This server does not accept passwords from programs: give an access token.")
        )
    if server.auth_server is not None:
        asker.explain(
            text(
                "The server's administrator issues one on its machine: {command}",
                command=issuing_command(account.user),
            ),
            option="--access-token",
            given=given.access_token,
        )
    asker.ask(
        text("An access token of the bot's account:"),
        option="--password",
        given=given.access_token,
        read=try_token,
        hidden=True,
    )
    return homes[-1]


def _way_to_log_in(asker: Asker, given: Given, server: Homeserver) -> str:
    """The way that the given secret is for, else the one chosen among those that there are."""
    if given.password is not None and server.takes_passwords:
        return _PASSWORD
    if given.access_token is not None:
        return _TOKEN
    if not server.approves_devices:
        return _PASSWORD if server.takes_passwords else _TOKEN
    ways = {
        _TOKEN: text("with an access token that the server's administrator issues"),
        _PASSWORD: text("with its password"),
        _BROWSER: text("in a browser: you open an address and type a code"),
    }
    if not server.takes_passwords:
        del ways[_PASSWORD]
    question = text("How does the bot log in to its account?")
    return asker.choose(question, ways, option="--access-token", given=None)


def _approved(asker: Asker, runner: asyncio.Runner, given: Given, account: MatrixAccount) -> Home:
    """Be logged in as a device that the installer approves in a browser, now or before."""

    def enter(account_setup: AccountSetup) -> None:
        try:
            runner.run(account_setup.enter())
        except LoginRefused:
            enter_approved(asker, runner, account_setup, account)

    try:
        return _home(runner, account, given, enter)
    except (Wrong, PasswordRefused) as error:
        raise Stopped(error.words) from None


def enter_approved(
    asker: Asker, runner: asyncio.Runner, account_setup: AccountSetup, account: MatrixAccount
) -> None:
    """Have the bot's device approved in a browser; raises as `AccountSetup.be_approved`."""

    def show(code: DeviceCode) -> None:
        asker.say(
            text(
                "In a browser, on any device, open this address, log in as {account}, and type "
                "the code {code}:",
                account=account.user,
                code=code.code,
            )
        )
        asker.say(f"\n    {code.address}\n")
        if code.whole_address:
            asker.say(text("Or open it with the code in it: {address}", address=code.whole_address))
        asker.say(text("I go on as soon as you have approved it. Ctrl-C stops."))

    while True:
        try:
            runner.run(account_setup.be_approved(show))
        except NotApproved:
            asker.say(text("The bot was not approved in time, or refused."))
        except OtherAccount as error:
            asker.say(
                text(
                    "In the browser you were logged in as {other}: log out there, then log in as "
                    "{account}.",
                    other=str(error),
                    account=account.user,
                )
            )
        else:
            return
        asker.pause(text("Enter to get another code, Ctrl-C to stop."), option="--access-token")


def _home(
    runner: asyncio.Runner,
    account: MatrixAccount,
    given: Given,
    enter: Callable[[AccountSetup], None],
) -> Home:
    """Be logged in; raises `Wrong` or `PasswordRefused` on what another answer may mend."""
    data, network = Path(given.data), given.server or MATRIX
    folder, file = folder_of(data, network), usual_key_file(data, network)
    key = pickle_key(file, opens=folder)
    account_setup = AccountSetup(
        account, folder=folder, pickle_key=key, encryption=given.encryption
    )
    try:
        enter(account_setup)
    except BaseException as error:
        runner.run(account_setup.close())
        if trouble := login_trouble(error, account, folder, file):
            raise trouble from None
        raise
    return Home(account, account_setup, key, network, folder, (), given.encryption)


def login_trouble(
    error: BaseException, account: MatrixAccount, folder: Path, key_file: Path
) -> Wrong | PasswordRefused | Stopped | None:
    """The meaning of a failed login, in words."""
    match error:
        case LoginRefused() if account.oauth:
            return Stopped(_end_of_login(account))
        case OAuthRefused():
            return Stopped(_oauth_refusal(error, account))
        case LoginRefused() if account.access_token:
            return Wrong(_refusal(error, account))
        case LoginRefused():
            return PasswordRefused(_refusal(error, account))
        case Refused(status=429):
            wait = wait_of(error)
            return Wrong(text("The server asks you to wait {time} before trying again.", time=wait))
        case Refused() | ConnectionError():
            address = account.homeserver
            return Wrong(text("{address} does not answer: try again.", address=address))
        case OtherAccount() if account.access_token:
            return Wrong(text("This token belongs to {account}.", account=str(error)))
        case OtherAccount():
            words = text(
                "{folder} contains the device of {account}: move that folder away, or give "
                "another one with --data.",
                folder=str(folder),
                account=str(error),
            )
            return Stopped(words)
        case ValueError():  # the store's
            words = text(
                "{file} does not open the keys in {folder}: put the right file back, or move both "
                "away to start with new keys.",
                folder=str(folder),
                file=str(key_file),
            )
            return Stopped(words)
    return None


def _end_of_login(account: MatrixAccount) -> Text:
    return text(
        "The server does not accept the bot's login ({account}) any more: stop the bot, type "
        "{init}, and approve it in a browser.",
        account=account.user,
        init=f"{program()} init --log-in",
    )


def _oauth_refusal(error: OAuthRefused, account: MatrixAccount) -> Text:
    return text(
        "The server refuses to log programs in by a browser ({why}). Ask its administrator for an "
        "access token instead: {command}",
        why=str(error),
        command=issuing_command(account.user),
    )


def _refusal(error: LoginRefused, account: MatrixAccount) -> Text:
    why = error.__cause__
    if isinstance(why, Refused) and why.errcode == _CLOSED:
        return text("The account {account} was closed on its server.", account=account.user)
    if account.access_token:
        return text("The server rejects this token: copy it completely, or make a new one.")
    return text("The server does not accept this password for {account}.", account=account.user)


def ask_inviters(asker: Asker, server: str, given: Given) -> tuple[str, ...]:
    """Patterns of those who may invite the bot; empty: everybody on its server alone."""

    def read(answer: str) -> str:
        patterns = answer.replace(",", " ").split()
        if wrong := [each for each in patterns if not re.fullmatch(INVITERS, each)]:
            raise Wrong(
                text(
                    "{pattern} matches nobody: write {all} for everyone on a server, {one} for "
                    "one person.",
                    pattern=wrong[0],
                    all="*:example.org",
                    one="@ana:example.org",
                )
            )
        return " ".join(patterns)

    own = f"*:{server}"
    answer = asker.ask(
        text(
            "Who may invite the bot into rooms? {own} means everyone on its server; to add "
            "others, write the whole list, separated by spaces:",
            own=own,
        ),
        option="--invited-by",
        given=" ".join(given.invited_by) or None,
        default=own,
        read=read,
    )
    return () if answer == own else tuple(answer.split())


class _Threshold:
    """Hears what comes in, and forgets it."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Incoming | None] = asyncio.Queue()
        self._position: str | None = None

    async def receive(
        self,
        network: str,  # noqa: ARG002 - there is one
        arrivals: Sequence[Incoming],
        position: str | None,
        unreadable: Sequence[Unreadable] = (),  # noqa: ARG002 - nobody can be known by it
        *,
        undecrypted: Sequence[UndecryptedEvent] = (),  # noqa: ARG002 - likewise
        opened: Sequence[str] = (),  # noqa: ARG002 - likewise
    ) -> None:
        """Hand on what came in."""
        self._position = position
        for each in arrivals:
            self.heard.put_nowait(each)

    async def undecrypted(self, network: str) -> Sequence[UndecryptedEvent]:  # noqa: ARG002 - there is one
        """Nothing is kept until its key comes."""
        return ()

    async def position(self, network: str) -> str | None:  # noqa: ARG002 - there is one
        """The position reached since listening began."""
        return self._position

    async def direct_rooms(self, network: str) -> Sequence[str]:  # noqa: ARG002 - likewise
        """Nobody is a member yet."""
        return ()

    async def is_tied(self, room: str) -> bool:  # noqa: ARG002 - no room is asked for by name
        """No room is followed."""
        return False

    def caught_up(self, network: str) -> None:
        """Nothing waits for that."""


@dataclass(slots=True)
class MatrixListener:
    """Messages to the bot while it does not run."""

    home: Home
    mark: str = "!"
    _transport: MatrixTransport | None = None
    _threshold: _Threshold = field(default_factory=_Threshold)
    _running: asyncio.Task[None] | None = None
    _visit: Visit | None = None

    @property
    def network(self) -> str:
        return self.home.network

    @property
    def where(self) -> Words:
        return text(
            "on Matrix: start a direct chat with {account} (https://matrix.to/#/{account}), "
            "from an account that may invite it: {inviters}",
            account=self.home.account.user,
            inviters=list(self.home.all_inviters),
        )

    def open(self) -> None:
        """Nothing is asked first; the transport begins when it is first waited for."""

    async def next(self) -> FirstMessage:
        self._begin()
        what = await self._threshold.heard.get()
        if what is None:
            address = self.home.account.homeserver
            raise Stopped(text("{address} no longer answers: start again.", address=address))
        # The account is made whole, with its own name: a newcomer may show none.
        user, name = what.sender.removeprefix(f"{self.network}:"), ""
        with suppress(Refused, ConnectionError):
            if self._visit is None:
                self._visit = Visit(self.home.account, folder=self.home.folder)
                await self._visit.enter()
            name = await self._visit.name_of(user)
        whole = replace(what, name=name or what.name, handle=user.removeprefix("@"))
        return FirstMessage(whole, take=_nothing_waits)

    async def tell(self, message: FirstMessage, words: str) -> None:
        rendered = Rendered((Span(words),))
        try:
            await self._say(message.what.room, rendered)
        except RoomMoved as moved:
            await self._say(moved.address, rendered)

    async def close(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
        if self._transport is not None:
            await self._transport.close()
        if self._visit is not None:
            await self._visit.aclose()

    async def _say(self, room: str, rendered: Rendered) -> None:
        assert self._transport is not None  # noqa: S101 - it was open before
        await self._transport.send(room, rendered, txn=str(uuid4()), reply_to=None)

    def _begin(self) -> None:
        if self._running is not None:
            return
        home = self.home
        self._transport = MatrixTransport(
            home.account,
            folder=home.folder,
            pickle_key=home.pickle_key,
            clock=Clock(),
            invited_by=home.all_inviters,
            encryption=home.encryption,
            network=home.network,
        )
        self._running = asyncio.create_task(self._transport.run(self._threshold))
        self._running.add_done_callback(lambda _: self._threshold.heard.put_nowait(None))


def _nothing_waits() -> None:
    """The bot reads from its first start on: earlier messages are not read again."""
