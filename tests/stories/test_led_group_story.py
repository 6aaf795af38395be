"""Who is no member votes in a Telegram group that the bot leads: the whole program."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App
from bot.config import Settings
from bot.core.context.clock import Clock
from storage.unit_of_work import Database
from tests.emulator import BotApi, Group, Message, Person
from tests.networks.region import YES, is_told, tells
from tests.patience import HANG
from tests.transports.on_telegram import transport_to

pytestmark = pytest.mark.slow
NOTICE = "Rejoindre Énergie"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=False) as api:
        yield api
        assert api.violations == []


@pytest.fixture
def group(api: BotApi) -> Group:
    """A group that the bot leads."""
    group = api.group("Énergie", supergroup=True)
    group.promote(api.bot)
    return group


@pytest.fixture
async def card(
    api: BotApi, group: Group, tmp_path: Path, database_url: str
) -> AsyncIterator[Message]:
    """The card of a poll in the group, while the program runs; Ana, a gardener, asked."""
    ana = api.person("Ana")
    told = {
        "instance": {"data": str(tmp_path / "data")},
        "communities": [
            {
                "slug": "energie",
                "name": "Énergie",
                "rooms": [f"telegram:{group.id}"],
                "gardeners": {"territory": f"telegram:{ana.id}"},
            }
        ],
    }
    database = Database(database_url, tmp_path / "data")
    app = App(Settings.model_validate(told), database, [transport_to(api)], Clock())
    stop = asyncio.Event()
    running = asyncio.create_task(app.run(stop))
    try:
        await ana.taps(await tells(ana, "/rejoindre", NOTICE), YES)
        await is_told(ana, "Bienvenue")
        preview = await tells(ana, "/sondage Quelle date ? | mardi | samedi", "Quelle date ?")
        await ana.taps(preview, next(it for it in preview.labels if it.startswith("Publier")))
        yield await group.expect(lambda it: "Quelle date ?" in it.text)
    finally:
        stop.set()
        await asyncio.wait_for(running, HANG)


async def test_a_newcomer_votes_in_the_group_and_opens_the_private_chat_after(
    api: BotApi, group: Group, card: Message
) -> None:
    bob, zoe = comes(api, group, "Bob"), comes(api, group, "Zoé")

    tapped = await bob.taps(card, "samedi")
    await api.until(lambda: group.shown_to(bob))
    (shown,) = group.shown_to(bob)
    assert (tapped.text, tapped.url) == ("", None)
    assert shown.text.startswith(NOTICE)
    await bob.taps(shown, YES)
    await api.until(lambda: "Votre vote : samedi." in shown.text)
    await api.until(lambda: "1 (100 %)" in card.text)

    assert "Rien de privé ne vous parvient" in shown.text
    assert (group.shown_to(bob), group.shown_to(zoe)) == ([shown], [])
    assert group.said == [card]
    assert bob.private.said == []
    door = shown.button("Ouvrir la conversation privée").url
    assert door is not None
    bob.follows(door)
    await is_told(bob, "Vous avez accepté ceci dans le groupe")


async def test_where_telegram_refuses_the_tap_opens_the_private_chat(
    api: BotApi, group: Group, card: Message
) -> None:
    bob, zoe = comes(api, group, "Bob"), comes(api, group, "Zoé")

    api.faults.fail("sendMessage", status=400)
    refused = await bob.taps(card, "samedi")
    group.demote(api.bot)
    as_no_administrator = await zoe.taps(card, "mardi")

    for person, answer in ((bob, refused), (zoe, as_no_administrator)):
        assert answer.url is not None
        person.follows(answer.url)
        await person.taps(await is_told(person, NOTICE), YES)
        await is_told(person, "Votre vote :")
        assert group.shown_to(person) == []
    await api.until(lambda: "2 votes" in card.text)


def comes(api: BotApi, group: Group, name: str) -> Person:
    """A person who was in the group before the bot."""
    person = api.person(name)
    group.standings[person.id] = "member"
    return person
