"""Checks of an installation on Matrix, and the state that they expect."""

from pathlib import Path
from typing import Any

from bot.config import Settings, pickle_key
from bot.core.context.clock import Clock
from bot.operations.check import lines
from bot.operations.check.command import look_at_all
from bot.transports.matrix import MatrixAccount
from bot.transports.matrix.device import AccountSetup
from tests.synapse import Account, MatrixPerson


async def room(ana: MatrixPerson, bot: Account, name: str, *, encrypted: bool = False) -> str:
    room = await ana.creates(name, invites=[bot.user_id], encrypted=encrypted)
    await MatrixPerson(ana.url, bot, "Terreau").joins(room)
    return room


async def settled(settings: dict[str, Any]) -> tuple[str, str]:
    """Make a device, its keys and an identity, as the first start does; return device and key."""
    data, matrix = Path(settings["instance"]["data"]), settings["matrix"]
    account_setup = AccountSetup(
        MatrixAccount(matrix["homeserver"], matrix["user"], matrix["password"]),
        folder=data / "matrix",
        pickle_key=pickle_key(data / "matrix.key", opens=data / "matrix"),
        encryption=True,
    )
    await account_setup.enter()
    await account_setup.publish(matrix["password"])
    await account_setup.sign()
    await account_setup.close()
    return account_setup.device_id, account_setup.fingerprint


async def seen(settings: dict[str, Any], clock: Clock | None = None) -> list[str]:
    found = await look_at_all(Settings(**settings), Path("config.toml"), clock or Clock())
    shown = list(lines(found, settings["instance"].get("locale", "fr")))
    secret = settings["matrix"].get("password") or settings["matrix"]["access_token"]
    assert secret not in "\n".join(shown)
    return shown
