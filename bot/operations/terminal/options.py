"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from bot.operations.terminal.language import help_text

ConfigPath = Annotated[
    Path, typer.Option("--config", readable=False, help=help_text("The configuration file."))
]
CONFIG = Path("config.toml")
