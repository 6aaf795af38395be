"""Keys that let a person choose, and the link that brings us into a group."""

from collections.abc import Sequence

from bot.core.messages.content import Asked
from bot.core.messages.incoming import Incoming, Kind, Mention
from bot.core.messages.rendering import Rendered, Span
from bot.transports.telegram import TelegramTransport
from bot.transports.telegram.messages import Account
from bot.transports.telegram.updates import UpdateReader
from tests.emulator import BotApi, Person
from tests.transports.contract import Shelf, running


async def test_a_person_and_a_group_are_chosen_by_keys(
    api: BotApi, transport: TelegramTransport, ana: Person, shelf: Shelf
) -> None:
    """A person comes as if their account were written, a group as if the bot had come in."""
    luc, group = api.person("Luc", username="luc"), api.group("Énergie")
    me, keys = f"telegram:{ana.id}", (("Choisir",),)
    asked: tuple[Asked, ...] = ("person", "room")
    async with running(transport, shelf):
        for asks in asked:
            asking = Rendered((Span("Qui ?"),), keys=keys, asks=asks)
            await transport.send(me, asking, txn="1", reply_to=None)
        ana.chooses(ana.private.said[-2], "Choisir", luc)
        ana.chooses(ana.private.said[-1], "Choisir", group)
        person, room = await shelf.has(2, Kind.WORDS, Kind.CAME)
    assert person.mentions == (Mention("Luc @luc", f"telegram:{luc.id}"),)
    assert (person.kind, person.words, person.direct) == (Kind.WORDS, f"telegram:{luc.id}", True)
    assert (room.kind, room.room, room.direct) == (Kind.CAME, f"telegram:{group.id}", False)
    assert (person.sender, room.sender, room.chosen) == (me, me, True)


async def test_a_link_brings_us_into_a_group(
    api: BotApi, transport: TelegramTransport, ana: Person, shelf: Shelf
) -> None:
    """The word that the app says there for the link is none of a person's."""
    group = api.group("Énergie")
    group.remove(api.bot)
    group.standings[ana.id] = "member"
    assert transport.room_link() == ""
    async with running(transport, shelf):
        ana.brings_bot(transport.room_link(), group)
        ana.says("/aide", to=group)
        came, said = await shelf.has(2, Kind.WORDS, Kind.CAME)
    assert (came.kind, came.sender, came.room) == (
        Kind.CAME,
        f"telegram:{ana.id}",
        f"telegram:{group.id}",
    )
    assert said.words == "aide"


def test_a_private_chat_is_no_group_to_choose() -> None:
    """Clients can claim to have chosen any chat."""
    reader = UpdateReader("telegram", Account(1, "terreau_bot"))
    message = {
        "message_id": 1,
        "date": 0,
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": False, "first_name": "Zoé"},
    }

    def read(chosen: int) -> Sequence[Incoming]:
        shared = {"request_id": 1, "chat_id": chosen}
        return reader.read_all({"update_id": 1, "message": {**message, "chat_shared": shared}})

    assert [each.room for each in read(-1001)] == ["telegram:-1001"]
    assert read(43) == []
