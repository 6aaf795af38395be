"""The operator's decisions: `config.toml` and its environment twins."""

from bot.config.kinds import Problem, problem, reason
from bot.config.reading import RelativePath, load, paths_of, pickle_key, secret_files
from bot.config.settings import (
    MAIL,
    MATRIX,
    Community,
    Gardeners,
    Http,
    Instance,
    Mail,
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
    "MAIL",
    "MATRIX",
    "Community",
    "ConfigError",
    "Gardeners",
    "Http",
    "Instance",
    "Mail",
    "Matrix",
    "MatrixServer",
    "Privacy",
    "Problem",
    "Purpose",
    "RelativePath",
    "Settings",
    "Telegram",
    "host_and_port",
    "load",
    "paths_of",
    "pickle_key",
    "problem",
    "reason",
    "secret_files",
]
