"""The bots on Matrix that are compared: Terreau, and nio's client alone."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.config import load
from bot.domain.roles import Circle
from bot.vocabulary.community_settings import apply_settings
from storage.communities import Communities
from storage.members import Members
from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.bench.children import Child, running
from tests.bench.telegram import TOKEN, Telegram
from tests.synapse import Account

TICKING = "tests.bench.bots.terreau_ticking"
Start = Callable[[], AbstractContextManager[Child]]
_INSTANCE = """\
[instance]
database = "sqlite:///{folder}/terreau.db"
data = "{folder}/data"

[http]
listen = "127.0.0.1:0"

[[communities]]
slug = "energie"
name = "Pionniers de l'énergie"
"""
_ACCOUNT = """
[matrix]
homeserver = "{url}"
user = "{account.user_id}"
password = "{account.password}"
"""


def section(url: str, account: Account) -> str:
    """The section of the configuration for the account."""
    return _ACCOUNT.format(url=url, account=account)


def terreau(folder: Path, url: str, account: Account, members: Sequence[str] = ()) -> Start:
    """`terreau run` on Matrix alone, with one community and people who joined it long ago."""
    folder.mkdir()
    config = folder / "config.toml"
    config.write_text(_INSTANCE.format(folder=folder) + section(url, account))
    database = Database(f"sqlite:///{folder}/terreau.db")
    migrate(database)
    now = datetime.now(UTC)
    with database.unit() as store:
        apply_settings(store, load(config), now)
        community = store[Communities].all()[0].id
        for person in members:
            member = store[Members].register(f"matrix:{person}", person, direct=None, at=now)
            store[Members].join(member, community, Circle.INFORMED, now)
    database.close()
    return partial(running, "bot", "run", "--config", str(config), log=folder / "terreau.log")


def bare(folder: Path, url: str, account: Account, telegram: Telegram | None = None) -> Start:
    """Give a start of nio's client alone, or with python-telegram-bot beside it."""
    folder.mkdir()
    arguments = ["--homeserver", url, "--user", account.user_id, "--password", account.password]
    arguments += ["--data", str(folder / "data")]
    module = "tests.bench.bots.nio_bot"
    if telegram is not None:
        module = "tests.bench.bots.nio_and_ptb"
        arguments += ["--api", telegram.url, "--token", TOKEN]
    return partial(running, module, *arguments, log=folder / "nio.log")


def is_ready(child: Child) -> bool:
    """True if it knows its rooms and listens: both bots say so in the same word."""
    return child.said("ready")
