"""One more Matrix server in a configuration that is there: `terreau init --server tchap`."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

from bot.config import MATRIX, ConfigError, load, problem
from bot.config.kinds import check_network
from bot.core.messages.content import text
from bot.operations.init.asking import Asker, Stopped
from bot.operations.init.given import Given
from bot.operations.init.matrix.home import at_home, on_matrix
from bot.operations.init.writing import with_server, write
from bot.operations.terminal.copied_text import TypedBy
from bot.operations.terminal.next_step import typed_command
from bot.references.communities import room_command


def add_server(asker: Asker, given: Given, network: str, path: Path) -> None:
    """Settle the bot's account there, and add its section to the file; the rest stays as it is."""
    _check_name(network)
    if not path.exists():
        raise Stopped(
            text(
                "{file} does not exist yet: run {init} first.",
                file=path,
                init=typed_command("init", path),
            )
        )
    env = _without(network)
    settings = load(path, env)
    if network in settings.matrix:
        raise Stopped(
            text("{file} already has a Matrix server called {name}.", file=path, name=network)
        )
    with asyncio.Runner() as runner:
        home = at_home(asker, runner, replace(given, data=str(settings.instance.data)))
    section = f"{MATRIX}.{network}"
    file = path.read_text(encoding="utf-8")
    kept = write(path, with_server(file, section, on_matrix(home), asker.reader), env)
    asker.say(
        text(
            "[{section}] is added to {file}; the previous file is kept as {kept}.",
            section=section,
            file=path,
            kept=kept,
        )
    )
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


def _without(network: str) -> dict[str, str]:
    """The environment without keys of this server, which alone are no section yet."""
    twin = f"TERREAU_{MATRIX}__{network}__".upper()
    return {name: value for name, value in os.environ.items() if not name.startswith(twin)}


def _check_name(network: str) -> None:
    """Check that another server may be called so."""
    try:
        check_network(network)
    except ValueError as error:
        raise ConfigError(
            problem("{key}: “{value}” {fact}", key="--server", value=network, fact=error.args[0])
        ) from None
