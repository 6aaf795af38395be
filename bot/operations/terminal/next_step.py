"""The next command of an installation, as all commands name it."""

from pathlib import Path

from bot.core.messages.content import Text, text
from bot.operations.terminal.exits import program
from bot.operations.terminal.options import CONFIG


def typed_command(name: str, config: Path) -> str:
    """A command as the person types it, with their configuration file."""
    return f"{program()} {name}" + ("" if config == CONFIG else f" --config {config}")


def no_configuration(config: Path) -> Text:
    """The error of a command without a configuration file."""
    init = typed_command("init", config)
    return text("{path}: does not exist; “{init}” creates it.", path=config, init=init)


def next_step(config: Path) -> Text:
    """The next step once there is a configuration file."""
    return text(
        "Next: {check} checks that everything is in order, {run} starts the bot.",
        check=typed_command("check", config),
        run=typed_command("run", config),
    )
