"""An account for the bot."""

import pytest

from tests.synapse import Account, Synapse


@pytest.fixture
async def bot(synapse: Synapse) -> Account:
    """An account that was made for the bot."""
    return await synapse.register("Terreau")
