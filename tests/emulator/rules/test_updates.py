"""Updates that the bot hears, how often, and those that it has confirmed."""

import asyncio

import pytest
import telegram
from aiohttp import web
from telegram.error import Conflict

from tests.emulator import BotApi, Group, Person
from tests.emulator.conftest import Line


@pytest.fixture
def group(api: BotApi, ana: Person) -> Group:
    """A group where Ana has been for long."""
    group = api.group("Énergie")
    group.standings[ana.id] = "member"
    return group


def heard(api: BotApi) -> list[str]:
    """Give the texts of the updates that wait."""
    payloads = (queued.payload for queued in api.updates.pending)
    return [it["message"].get("text", "service") for it in payloads if "message" in it]


async def test_updates_come_again_until_a_higher_offset_confirms_them(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    for number in range(3):
        ana.says(f"a{number}")

    first, second, _ = await bot.get_updates()
    await bot.get_updates(offset=first.update_id)
    assert [it.deliveries for it in api.updates.records.values()] == [2, 2, 2]

    left = await bot.get_updates(offset=second.update_id + 1)
    assert [update.message.text for update in left if update.message] == ["a2"]
    assert [it.confirmed_at is not None for it in api.updates.records.values()] == [True] * 2 + [
        False
    ]


async def test_a_poll_gives_at_most_its_limit_and_a_hundred(bot: telegram.Bot, ana: Person) -> None:
    for _ in range(120):
        ana.says("a")

    assert len(await bot.get_updates()) == 100
    assert len(await bot.get_updates(limit=7)) == 7


async def test_a_negative_offset_keeps_the_last_only(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    for number in range(5):
        ana.says(f"a{number}")

    left = await bot.get_updates(offset=-2)

    assert [update.message.text for update in left if update.message] == ["a3", "a4"]
    assert len(await bot.get_updates()) == 2
    assert api.violations == []


async def test_confirming_what_was_never_delivered_is_held_against_the_bot(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    ana.says("a")
    await bot.get_updates(offset=api.updates.next_id)

    assert len(api.violations) == 1
    assert "confirmed but never delivered" in api.violations[0]


async def test_a_long_poll_wakes_at_once_and_ends_empty(bot: telegram.Bot, ana: Person) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    loop.call_later(0.05, ana.says, "a")

    (update,) = await bot.get_updates(timeout=5)
    assert loop.time() - began < 4
    assert await bot.get_updates(offset=update.update_id + 1, timeout=1) == ()
    assert 1 < loop.time() - began < 5


async def test_a_second_poll_ends_the_first(
    api: BotApi, bot: telegram.Bot, line: Line, ana: Person
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await api.until(lambda: api.updates.being_polled)
    second = asyncio.create_task(line.call("getUpdates", timeout=5))

    with pytest.raises(Conflict, match="Conflict: terminated by other getUpdates request"):
        await first
    ana.says("a")
    assert len((await second)["result"]) == 1
    assert api.updates.conflicts == 1


async def test_tests_can_wait_for_quiet(api: BotApi, bot: telegram.Bot, ana: Person) -> None:
    ana.says("a")
    with pytest.raises(TimeoutError):
        await api.quiet(within=0.05)

    (update,) = await bot.get_updates()
    waiting = asyncio.create_task(api.quiet())
    await bot.get_updates(offset=update.update_id + 1)
    await waiting


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        pytest.param("bonjour", False, id="talk"),
        pytest.param("/aide", True, id="command"),
        pytest.param("/aide@terreau_bot", True, id="command for us"),
        pytest.param("/aide@other_bot", False, id="command for another"),
        pytest.param("voir /aide", False, id="command in passing"),
        pytest.param("merci @Terreau_Bot", True, id="mention"),
        pytest.param("merci @luc", False, id="mention of another"),
    ],
)
async def test_a_bot_in_privacy_mode_hears_only_messages_for_it(
    api: BotApi, ana: Person, group: Group, words: str, *, seen: bool
) -> None:
    ana.says(words, to=group)
    assert heard(api) == ([words] if seen else [])

    group.promote(api.bot)
    ana.says(words, to=group)
    assert heard(api) == [words] * (2 if seen else 1)


async def test_replies_to_the_bot_are_heard_and_its_own_words_are_not(
    api: BotApi, bot: telegram.Bot, ana: Person, group: Group
) -> None:
    sent = await bot.send_message(group.id, "/aide")
    card, talk = group.find(sent.message_id), ana.says("bonjour", to=group)
    ana.says("oui", to=group, reply_to=card)
    ana.says("non", to=group, reply_to=talk)
    ana.edits(talk, "bonsoir")

    assert heard(api) == ["oui"]


async def test_other_bots_are_never_heard(api: BotApi, group: Group) -> None:
    other = api.person("Autre", is_bot=True)
    group.standings[other.id] = "member"
    group.promote(api.bot)
    other.says("/aide@terreau_bot", to=group)

    assert heard(api) == []
    ana = api.person("Ana")
    group.standings[ana.id] = "member"
    ana.says("/aide@terreau_bot", to=group)
    assert len(heard(api)) == 1


async def test_edits_and_channel_posts_have_kinds_of_their_own(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    channel = api.channel("Annonces")
    channel.promote(ana)
    ana.edits(ana.says("a"), "b")
    ana.edits(ana.says("c", to=channel), "d")

    updates = [it for it in await bot.get_updates() if not it.chat_member]
    kinds = ["message", "edited_message", "channel_post", "edited_channel_post"]
    assert [[kind for kind in kinds if getattr(it, kind)] for it in updates] == [
        [kind] for kind in kinds
    ]


async def test_members_and_reactions_must_be_asked_for_by_an_administrator(
    api: BotApi, bot: telegram.Bot, ana: Person, group: Group
) -> None:
    def stir() -> list[str]:
        before = len(api.updates.pending)
        words = ana.says("bonjour", to=group)
        ana.reacts(words, "👍")
        group.promote(ana)
        return [next(reversed(it.payload)) for it in api.updates.pending[before:]]

    assert stir() == []
    await bot.get_updates(allowed_updates=["message", "chat_member", "message_reaction"])
    assert stir() == []
    group.promote(api.bot)
    await bot.get_updates()
    assert stir() == ["message", "message_reaction", "chat_member"]
    await bot.get_updates(allowed_updates=[])
    assert stir() == ["message"]


async def test_unwanted_kinds_are_never_queued(api: BotApi, bot: telegram.Bot, ana: Person) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    ana.says("a")
    assert api.updates.pending == []
    with pytest.raises(telegram.error.BadRequest, match="Unknown update types"):
        await bot.get_updates(allowed_updates=["messages"])


async def test_a_webhook_is_brought_updates_until_it_takes_them(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    got: list[tuple[str, str | None]] = []

    async def take(request: web.Request) -> web.Response:
        told = await request.json()
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        got.append((told["message"]["text"], secret))
        return web.Response(status=500 if len(got) == 1 else 200)

    api.courier.pause = 0.01
    ana.says("a")
    runner = web.ServerRunner(web.Server(take))  # type: ignore[arg-type]
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]

    await bot.set_webhook(f"http://127.0.0.1:{port}/", secret_token="s3cret")
    ana.says("b")
    await api.quiet()

    assert got == [("a", "s3cret"), ("a", "s3cret"), ("b", "s3cret")]
    assert "500" in ((await bot.get_webhook_info()).last_error_message or "")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()
    await runner.cleanup()
