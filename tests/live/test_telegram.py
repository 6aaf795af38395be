"""A story in Telegram's test environment, with an account of one's own there.

See “Telegram's test environment” in `CONTRIBUTING.md`.
"""

import os

import pytest

from bot.core.context.clock import Clock
from bot.transports.telegram import TelegramTransport
from tests.live.telegram_story import play

NEEDED = ("TERREAU_LIVE_TOKEN", "TERREAU_LIVE_PERSON", "TERREAU_LIVE_GROUP")


@pytest.mark.live
async def test_a_story_in_the_test_environment() -> None:
    missing = [name for name in NEEDED if not os.environ.get(name)]
    assert not missing, f"say in the environment: {', '.join(missing)}"
    token, person, group = (os.environ[name] for name in NEEDED)
    transport = TelegramTransport(token, test=True, clock=Clock())
    try:
        seen = await play(transport, f"telegram:{person}", f"telegram:{group}")
    finally:
        await transport.close()

    assert seen.is_shown_alone, "make the bot an administrator of the group"
