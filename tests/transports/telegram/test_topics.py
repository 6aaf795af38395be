"""Topics of a forum that we open and close."""

import pytest

from bot.core.messages.ports import Rejected
from bot.core.messages.rendering import Rendered, Span
from bot.transports.telegram import TelegramTransport
from tests.emulator import BotApi


async def test_a_topic_is_opened_written_to_closed_and_opened_again(
    api: BotApi, transport: TelegramTransport
) -> None:
    forum = api.group("Équipe", topics=True)
    forum.promote(api.bot)

    topic = await transport.open_topic(f"telegram:{forum.id}", "Zoé " * 100)
    await transport.send(topic, Rendered((Span("Bonjour"),)), txn="1", reply_to=None)
    for _ in range(2):  # what is closed already stays so
        await transport.close_topic(topic, closed=True)

    thread = int(topic.rpartition("/")[2])
    assert forum.said[-1].thread == thread
    assert forum.closed_topics == {thread}
    await transport.close_topic(topic, closed=False)
    assert forum.closed_topics == set()


@pytest.mark.parametrize("lacking", ["topics", "right"])
async def test_where_there_can_be_none_that_is_told(
    api: BotApi, transport: TelegramTransport, lacking: str
) -> None:
    forum = api.group("Équipe", topics=lacking != "topics", supergroup=True)
    forum.promote(api.bot)
    forum.bot_lacks = {"can_manage_topics"}

    with pytest.raises(Rejected):
        await transport.open_topic(f"telegram:{forum.id}", "Zoé")
