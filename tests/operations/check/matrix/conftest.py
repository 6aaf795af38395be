"""An installation on Matrix, in order."""

from pathlib import Path
from typing import Any

import pytest

from tests.operations.check.matrix.matrix_check import room
from tests.running.programs import free_port
from tests.synapse import Account, MatrixPerson, Synapse


@pytest.fixture
async def bot(synapse: Synapse) -> Account:
    return await synapse.register("Terreau")


@pytest.fixture
async def ana(synapse: Synapse) -> MatrixPerson:
    return await synapse.person("Ana")


@pytest.fixture
async def square(ana: MatrixPerson, bot: Account) -> str:
    """A room where the bot was let in."""
    return await room(ana, bot, "Place")


@pytest.fixture
def settings(synapse: Synapse, bot: Account, square: str, tmp_path: Path) -> dict[str, Any]:
    """The configuration of an installation that is in order."""
    return {
        "instance": {
            "database": f"sqlite:///{tmp_path / 'terreau.db'}",
            "data": str(tmp_path),
            "cultivators": ["matrix:@ana:terreau.test"],
        },
        "matrix": {"homeserver": synapse.url, "user": bot.user_id, "password": bot.password},
        "http": {"listen": f"127.0.0.1:{free_port()}"},
        "communities": [
            {
                "slug": "energie",
                "name": "Énergie",
                "rooms": [f"matrix:{square}"],
                "gardeners": {"territory": "matrix:@ana:terreau.test"},
            }
        ],
    }
