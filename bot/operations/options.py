"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

ConfigPath = Annotated[Path, typer.Option("--config", help="The configuration file.")]
CONFIG = Path("config.toml")
