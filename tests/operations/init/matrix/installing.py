"""Answers of a person who installs Terreau on Matrix, and the check of the outcome."""

from pathlib import Path

from bot.config import Settings
from bot.core.context.clock import Clock
from bot.operations.check import lines
from bot.operations.check.command import look_at_all
from bot.operations.init.answers import Given
from tests.synapse import Account, Synapse


def given(synapse: Synapse, bot: Account, config: Path, **others: object) -> Given:
    """Everything is answered, but for these."""
    answers = {
        "language": "fr",
        "homeserver": synapse.url,
        "user": bot.user_id,
        "password": bot.password,
        "invited_by": (f"*:{synapse.server_name}",),
        "community": "Énergie",
        "region": "Région Exemple",
        "contact": "dpo@region.example",
        "cultivator": "@ana:terreau.test",
        "rooms": ("!square:terreau.test",),
        "seat": "none",
        "data": str(config.parent / "data"),
    }
    return Given(**{**answers, **others})  # type: ignore[arg-type]


async def seen(settings: Settings) -> list[str]:
    """Return the sentences of `check` about it."""
    found = await look_at_all(settings, Path("config.toml"), Clock())
    return list(lines(found, "fr"))
