"""What the person who runs Terreau decided: `config.toml` and its environment twins."""

from bot.config.pickle_key import pickle_key
from bot.config.reading import load
from bot.config.settings import (
    Community,
    Gardeners,
    Http,
    Instance,
    Matrix,
    Privacy,
    Settings,
    Telegram,
)
from bot.config.wording import ConfigError

__all__ = [
    "Community",
    "ConfigError",
    "Gardeners",
    "Http",
    "Instance",
    "Matrix",
    "Privacy",
    "Settings",
    "Telegram",
    "load",
    "pickle_key",
]
