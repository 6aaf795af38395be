"""The operator's decisions: `config.toml` and its environment twins."""

from bot.config.kinds import Problem, problem, reason
from bot.config.reading import load, pickle_key, secret_files
from bot.config.settings import (
    MATRIX,
    Community,
    Gardeners,
    Http,
    Instance,
    Matrix,
    MatrixServer,
    Privacy,
    Purpose,
    Settings,
    Telegram,
    host_and_port,
)
from bot.config.wording import ConfigError

__all__ = [
    "MATRIX",
    "Community",
    "ConfigError",
    "Gardeners",
    "Http",
    "Instance",
    "Matrix",
    "MatrixServer",
    "Privacy",
    "Problem",
    "Purpose",
    "Settings",
    "Telegram",
    "host_and_port",
    "load",
    "pickle_key",
    "problem",
    "reason",
    "secret_files",
]
