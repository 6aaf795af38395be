"""The bot at home on a Matrix server: its identity, its recovery key, and its rate limits."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from bot.config import MatrixServer, Settings
from bot.core.messages.content import Text, text
from bot.domain.refusals import Refusal
from bot.operations.init.answers import Given
from bot.operations.init.asking import Asker, Stopped, Wrong
from bot.operations.init.configuration_file import OnMatrix
from bot.operations.init.matrix import (
    Home,
    ask_account,
    ask_inviters,
    enter_approved,
    login_trouble,
)
from bot.operations.matrix_account import pickle_key_of
from bot.transports.matrix import MatrixAccount
from bot.transports.matrix.account import OtherAccount
from bot.transports.matrix.device import AccountSetup
from bot.transports.matrix.encryption.cross_signing import (
    ApprovalNeeded,
    IdentityOwner,
    PasswordNeeded,
    PasswordRefused,
)
from bot.transports.matrix.encryption.identity import fingerprint
from bot.transports.matrix.encryption.recovery import RecoveryKey, StoredByAnother
from bot.transports.matrix.homeserver_errors import Refused
from bot.transports.matrix.oauth import OAuthRefused
from bot.transports.matrix.session_file import LoginRefused
from bot.transports.matrix.setup_client import (
    Limits,
    Visit,
    account_of,
    lift_limits,
    lifting_call,
)


def at_home(asker: Asker, runner: asyncio.Runner, given: Given) -> Home:
    """The account on Matrix, with its one-time settings: identity, limits, inviters."""
    try:
        home = ask_account(asker, runner, given)
        try:
            home = replace(home, invited_by=ask_inviters(asker, home.account.server, given))
            if home.encryption:
                password = home.account.password
                Encryption(asker, runner, home.account_setup, given).settle(password)
            visit = Visit(home.account, folder=home.folder)
            try:
                runner.run(visit.enter())
                settle_limits(asker, runner, visit, home.account, given.admin_token)
            finally:
                runner.run(visit.aclose())
        finally:
            runner.run(home.account_setup.close())
    except (Refused, ConnectionError) as error:
        raise Stopped(
            text("The Matrix server no longer answers ({why}): start again.", why=str(error))
        ) from None
    return home


def on_matrix(home: Home) -> OnMatrix:
    """Its settings in the file."""
    return OnMatrix(
        homeserver=home.account.homeserver,
        user=home.account.user,
        password=home.account.password,
        access_token=home.account.access_token,
        oauth=home.account.oauth,
        invited_by=home.invited_by,
        encryption=home.encryption,
    )


def settle_identities(asker: Asker, given: Given, settings: Settings) -> None:
    """Restore the identities, or make new ones, on servers that the file has; it stays as it is."""
    servers = [each for each in settings.servers if given.server in {None, each.network}]
    servers = [each for each in servers if each.settings.encryption]
    if not servers:
        raise Stopped(text("The file has no such Matrix server with encryption."))
    with asyncio.Runner() as runner:
        for server in servers:
            asker.say(
                text("{network}, {account}:", network=server.name, account=server.settings.user)
            )
            account, key = account_of(server.settings), pickle_key_of(server)
            account_setup = AccountSetup(
                account, folder=server.folder, pickle_key=key, encryption=True
            )
            with _told(account, server):
                try:
                    runner.run(account_setup.enter())
                    Encryption(asker, runner, account_setup, given).settle(account.password)
                finally:
                    runner.run(account_setup.close())


def settle_logins(asker: Asker, given: Given, settings: Settings) -> None:
    """Have the bot approved again where it was in a browser; the file stays as it is."""
    servers = [each for each in settings.servers if given.server in {None, each.network}]
    servers = [each for each in servers if each.settings.oauth]
    if not servers:
        raise Stopped(
            text(
                "No Matrix server in the file has “oauth = true”: write that in its section, in "
                "the place of password or access_token."
            )
        )
    with asyncio.Runner() as runner:
        for server in servers:
            account = account_of(server.settings)
            asker.say(text("{network}, {account}:", network=server.name, account=account.user))
            account_setup = AccountSetup(
                account,
                folder=server.folder,
                pickle_key=pickle_key_of(server),
                encryption=server.settings.encryption,
            )
            with _told(account, server):
                try:
                    enter_approved(asker, runner, account_setup, account)
                    device = account_setup.device_id
                    asker.say(text("The bot is logged in, as device {device}.", device=device))
                    if server.settings.encryption:
                        Encryption(asker, runner, account_setup, given).settle("")
                finally:
                    runner.run(account_setup.close())


@contextmanager
def _told(account: MatrixAccount, server: MatrixServer) -> Iterator[None]:
    """Say in words why a login of a configured server failed."""
    try:
        yield
    except (
        Refused,
        ConnectionError,
        LoginRefused,
        OAuthRefused,
        OtherAccount,
        ValueError,
    ) as error:
        trouble = login_trouble(error, account, server.folder, server.pickle_key_file)
        if trouble is None:
            raise
        raise Stopped(trouble.words) from None


@dataclass(slots=True)
class Encryption:
    """The questions about the identity."""

    asker: Asker
    runner: asyncio.Runner
    account_setup: AccountSetup
    given: Given

    def settle(self, password: str) -> None:
        """Give the bot an identity that signs its device; a refusal is told, and waits."""
        try:
            self._settle(password)
        except Refusal as refusal:
            self.asker.say(refusal_text(refusal))
            self.asker.say(
                text(
                    "Until this is fixed, Element may refuse what the bot writes in encrypted "
                    "rooms; “terreau check” shows the state."
                )
            )
        self._show_device()

    def _settle(self, password: str) -> None:
        match self.runner.run(self.account_setup.state()).whose:
            case IdentityOwner.OURS:
                self.runner.run(self.account_setup.sign())
                question = text(
                    "The bot already has its identity. Make a new recovery key, if the old one was "
                    "not written down? The old one will stop working."
                )
                if self.asker.yes(question, default=False):
                    self._make_recovery_key(replace=True)
            case IdentityOwner.NOBODYS:
                self._publish(password)
                self._make_recovery_key(replace=False)
            case IdentityOwner.SOMEBODY_ELSES:
                self._settle_another(password)

    def _settle_another(self, password: str) -> None:
        """The account has an identity that we do not hold: an older bot's, or a person's."""
        choice = self.asker.choose(
            text("The account already has an identity, but it is not on this machine."),
            {
                "restore": text("I have its recovery key: restore this identity"),
                "new": text(
                    "make a new one: people who verified the bot are warned and must verify it "
                    "again"
                ),
                "later": text("later: until then Element may refuse what the bot writes"),
            },
            option="--identity",
            given=self.given.identity or ("restore" if self.given.recovery_key else None),
        )
        if choice == "restore":
            self._restore()
        elif choice == "new":
            self._publish(password)
            self._make_recovery_key(replace=True)

    def _restore(self) -> None:
        def read(answer: str) -> str:
            try:
                self.runner.run(self.account_setup.restore(RecoveryKey.parse(answer)))
            except Refusal as refusal:
                raise Wrong(refusal_text(refusal)) from None
            return answer

        question = text("Its recovery key, twelve groups of four (Enter to do it later):")
        if self.asker.ask_or_skip(question, given=self.given.recovery_key, read=read):
            self.runner.run(self.account_setup.sign())
            self.asker.say(text("The bot's identity is restored."))

    def _publish(self, password: str) -> None:
        """Show the identity to others; the homeserver may want a proof that it is us."""
        session = ""
        while True:
            try:
                self.runner.run(self.account_setup.publish(password, session=session))
                break
            except (PasswordNeeded, PasswordRefused):
                question = text(
                    "The server asks for the bot's password before it accepts its identity (not "
                    "stored; Enter to do it later):"
                )
                password = self.asker.ask_or_skip(question, hidden=True)
                if not password:
                    raise
            except ApprovalNeeded as needed:
                session = needed.session
                self.asker.say(refusal_text(needed))
                self.asker.pause(text("Enter to try again, Ctrl-C to stop."), option="--identity")
        self.runner.run(self.account_setup.sign())
        self.asker.say(text("The bot now has its own identity, which signs its device."))

    def _make_recovery_key(self, *, replace: bool) -> None:
        key = RecoveryKey.make()
        try:
            self.runner.run(self.account_setup.keep(key, replace=replace))
        except StoredByAnother:
            question = text(
                "The account keeps secrets under an older recovery key. Replace it with a new "
                "key? Anything else that the old key opened will be lost."
            )
            if not self.asker.yes(question, default=False):
                self.asker.say(text("The bot has no recovery key."))
                return
            self.runner.run(self.account_setup.keep(key, replace=True))
        self.asker.say(text("The bot's recovery key, shown only once:"))
        self.asker.say(f"\n    {key.spelled}\n")
        self.asker.say(
            text(
                "Write it down and keep it away from this machine. If the machine is lost, it "
                "restores the bot's identity, so nobody has to verify the bot again. Anyone who "
                "has it can impersonate the bot."
            )
        )
        with suppress(Stopped):  # nobody is there to write it down: it was shown
            self.asker.pause(
                text("Press Enter once you have written it down."), option="--identity"
            )

    def _show_device(self) -> None:
        self.asker.say(
            text(
                "The bot's device is {device}, and its key, to compare in Element: {key}",
                device=self.account_setup.device_id,
                key=fingerprint(self.account_setup.fingerprint),
            )
        )


def settle_limits(
    asker: Asker,
    runner: asyncio.Runner,
    visit: Visit,
    account: MatrixAccount,
    admin_token: str | None,
) -> None:
    """Show the limits, and lift them if allowed."""
    match runner.run(visit.limits()):
        case Limits.LIFTED:
            asker.say(text("Limits: the server has lifted them for the bot."))
        case Limits.IN_FORCE:  # it is an administrator: it can see them
            runner.run(visit.lift_limits())
            asker.say(text("Limits: lifted for the bot, whose account is an administrator."))
        case Limits.NOT_SHOWN:
            _ask_administrator(asker, runner, account, admin_token)
        case Limits.NOT_SYNAPSE:
            _explain_limits(asker)
            asker.say(
                text(
                    "Synapse often accepts this only on its own machine; ask its administrator to "
                    "run this there: {call}",
                    call=lifting_call(account.user),
                )
            )


def _ask_administrator(
    asker: Asker, runner: asyncio.Runner, account: MatrixAccount, admin_token: str | None
) -> None:
    def lift(token: str) -> str:
        try:
            runner.run(lift_limits(account.homeserver, account.user, token))
        except Refused as refused:
            why = text(
                "The server refuses ({why}): is this an administrator's token?", why=str(refused)
            )
            raise Wrong(why) from None
        return token

    _explain_limits(asker)
    question = text("An administrator's access token, to lift them (used once; Enter to skip):")
    if asker.ask_or_skip(question, given=admin_token, read=lift, hidden=True):
        asker.say(text("Limits: lifted for the bot."))
    else:
        asker.say(
            text(
                "An administrator can lift them at any time: {call}",
                call=lifting_call(account.user),
            )
        )


def _explain_limits(asker: Asker) -> None:
    asker.say(
        text(
            "Limits: by default, Synapse allows an account 10 messages at once, then one every 5 "
            "seconds, and about one new room per minute. 1,000 first private messages then take "
            "17 hours. Lifting the limits removes this wait."
        )
    )


def refusal_text(refusal: Refusal) -> Text:
    """A refusal in the words that a person reads."""
    return Text(refusal.sentence, refusal.values)
