"""`terreau init` as a whole: the conversation, then the bot runs until its first room works."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.app import App
from bot.config import ConfigError, Settings, load
from bot.core.context.clock import Clock
from bot.core.messages.content import Text, text
from bot.domain.roles import Post, Seat
from bot.operations import log
from bot.operations.copied_text import AtTheTerminal, TypedBy
from bot.operations.init.answers import Given
from bot.operations.init.asking import Asker, Console, Stopped, Terminal
from bot.operations.init.conversation import STOPPED, install
from bot.operations.init.matrix_home import settle_identities, settle_logins
from bot.operations.instance import check_paths, next_step, opened, secrets_of, typed_command
from bot.operations.run import run_instance
from bot.references.communities import room_command
from bot.vocabulary.gardeners import PLACES
from handlers.communities import SetupProgress, plan_first_steps, setup_progress
from storage.communities import Communities, RoomKind
from storage.operations import alone_on, has_no_tables, is_current
from storage.outbound import DeliveryState, Outbox
from storage.unit_of_work import Store

_LOOK_SECONDS = 0.5
_MOST_LOOKS = 20
NOTHING_DONE = SetupProgress(joined=False, has_room=False, vacant=(), awaited=(), polled=False)
_STARTING = text(
    "The bot is starting. To stop it, press the keys Ctrl and C together; the same command goes on "
    "from there."
)


@dataclass(slots=True)
class FirstRoom:
    """The setup of a community, told at the terminal while the bot runs."""

    asker: Asker
    slug: str
    _seen: SetupProgress = NOTHING_DONE
    _next_step: Text | None = None

    async def begin(self, app: App) -> None:
        """Have the bot tell its cultivator the next step as soon as it runs."""
        await app.prepare()
        await app.lanes.run(lambda store: self._plan(store, app.clock.now()))

    async def follow(self, app: App) -> None:
        """Tell each step, until all are done and the networks have what was said."""
        await asyncio.gather(*(each.connected() for each in app.transports.values()))
        names = [app.contact.network_name(each) for each in app.transports]
        self.asker.say(text("✅ The bot is running: {networks}.", networks=names))
        while not self._seen.is_done:
            self._tell(await app.lanes.read(lambda store: _progress(store, self.slug)), app)
            await asyncio.sleep(_LOOK_SECONDS)
        for _ in range(_MOST_LOOKS):  # until everything is sent, but not for ever
            await asyncio.sleep(_LOOK_SECONDS)
            if not await app.lanes.read(_count_waiting):
                break
        used = await app.lanes.read(lambda store: _networks_with_room(store, self.slug))
        for network in app.transports.keys() - used:
            self.asker.say(_missing_room(network, app.contact.network_name(network)))
        self.asker.say(text("✅ All is ready. The bot stops here."))

    def _plan(self, store: Store, now: datetime) -> None:
        community = store[Communities].named(self.slug)
        if community is not None:
            plan_first_steps(store, community, now)

    def _tell(self, progress: SetupProgress, app: App) -> None:
        """Say what was done since the last look, then what is waited for."""
        for words in _done_since(self._seen, progress):
            self.asker.say(words)
        self._seen = progress
        awaited = _next_step(progress, app)
        if awaited is not None and awaited != self._next_step:
            self._next_step = awaited
            self.asker.say(awaited)


def run_init(given: Given, config: Path, *, is_attended: bool) -> int:
    """Make the configuration, or go on with the one whose room does not work yet.

    Gives the exit code. Where nobody is there, the bot is not run: the next command is told.
    """
    log.configure(level="ERROR")
    terminal = Terminal()
    if given.log_in and config.exists():
        return settle_servers(terminal, given, config, settle_logins)
    if given.identity is not None and not given.replace and config.exists():
        return settle_servers(terminal, given, config, settle_identities)
    adds = given.server is not None or given.mail
    begins = adds or given.replace or not is_attended
    works = None if begins else does_first_room_work(config)
    if works is None and (code := install(terminal, given, config)):
        return code
    if adds:
        return 0
    asker = Asker(terminal, AtTheTerminal(given.language or load(config).instance.locale))
    if works is not None:
        asker.say(_state_of_file(config, works=works))
    if is_attended and not works:
        finish_setup(asker, config)
    asker.say(next_step(config))
    return 0


def settle_servers(
    console: Console, given: Given, config: Path, settle: Callable[[Asker, Given, Settings], None]
) -> int:
    """Restore the bot's identities or logins while it does not run; the file stays as it is."""
    check_paths(config)
    settings = load(config)
    asker = Asker(console, AtTheTerminal(given.language or settings.instance.locale))
    with opened(settings) as database, alone_on(database):
        try:
            settle(asker, given, settings)
        except Stopped as stopped:
            asker.say(stopped.words)
            return STOPPED
    asker.say(next_step(config))
    return 0


def _state_of_file(config: Path, *, works: bool) -> Text:
    anew = f"{typed_command('init', config)} --replace"
    if works:
        return text(
            "{file} is there and its first room works: nothing is left to do here. To start anew: "
            "{init}",
            file=str(config),
            init=anew,
        )
    return text(
        "{file} is there: going on with its first room. To start anew: {init}",
        file=str(config),
        init=anew,
    )


def does_first_room_work(path: Path) -> bool | None:
    """True if it does; None without a configuration that tells."""
    try:
        settings = load(path) if path.exists() else None
    except ConfigError:
        return None
    if settings is None or not settings.communities:
        return None
    check_paths(path)
    with opened(settings) as database:
        if has_no_tables(database):
            return False
        if not is_current(database):
            return None
        with database.reading() as store:
            return _progress(store, settings.communities[0].slug).is_done


def finish_setup(asker: Asker, path: Path) -> None:
    """Run the bot until its first room works, or until it is told to stop."""
    settings = load(path)
    log.configure(secrets_of(settings), level="CRITICAL")  # its troubles are told in words
    asker.say(_STARTING)
    run_instance(settings, FirstRoom(asker, settings.communities[0].slug))


def _count_waiting(store: Store) -> int:
    return store[Outbox].count(DeliveryState.WAITING, due=Clock().now())


def _networks_with_room(store: Store, slug: str) -> set[str]:
    communities = store[Communities]
    community = communities.named(slug)
    rooms = [] if community is None else communities.rooms(community, RoomKind.COMMUNITY)
    return {each.address.partition(":")[0] for each in rooms}


def _missing_room(network: str, name: str) -> Text:
    return text(
        "⏳ No room on {network} yet: while the bot is running, invite it to one, then write "
        "{room} there.",
        network=name,
        room=TypedBy.on(room_command.typed(), network),
    )


def _progress(store: Store, slug: str) -> SetupProgress:
    community = store[Communities].named(slug)
    return NOTHING_DONE if community is None else setup_progress(store, community)


def _done_since(before: SetupProgress, now: SetupProgress) -> Iterator[Text]:
    if now.joined and not before.joined:
        yield text("✅ You are a member.")
    if now.has_room and not before.has_room:
        yield text("✅ The room is connected.")
    for seat in Seat:
        if seat in before.vacant and seat not in now.vacant:
            yield text("✅ {place}: chosen.", place=PLACES[Post(seat.value)])
    if now.polled and not before.polled:
        yield text("✅ The first poll is there.")


def _next_step(progress: SetupProgress, app: App) -> Text | None:
    """The step that is waited for; None once all are done."""
    if not progress.joined:
        return text("⏳ In your private chat with the bot: press “Join”.")
    if not progress.has_room:
        links = [url for each in app.contact.networks.values() if (url := each.room_link())]
        return text("⏳ Bring the bot into your room: {links}", links=links)
    if not progress.polled:
        return text(
            "⏳ In your private chat with the bot: choose who runs the community with you, and "
            "make a first poll."
        )
    return None
