"""Newcomers of both networks are welcomed, and asked to be let in."""

from datetime import timedelta

import pytest

from tests.emulator import Person
from tests.networks.region import YES, OnMatrix, Region, is_told
from tests.synapse import MatrixPerson, Seen, Synapse
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import eventually


async def come_in(region: Region, zoe: Person, max_: MatrixPerson) -> None:
    """Zoé comes into the group on Telegram, Max into the room on Matrix."""
    region.group.promote(region.api.bot)
    region.group.add(zoe)
    await region.luc.invites(region.square, max_.user_id)
    await max_.joins(region.square)
    await region.knows(newcomers=2)


async def welcomes(square: OnMatrix) -> list[Seen]:
    """The welcomes that stand in the room on Matrix."""
    return [it for it in await square.ours() if "Bienvenue" in it.body]


@pytest.mark.slow
async def test_newcomers_are_welcomed_once_until_they_have_joined(
    region: Region, synapse: Synapse
) -> None:
    zoe = region.api.person("Zoé")
    async with await EncryptedPerson.on(synapse, "Max") as max_:
        await come_in(region, zoe, max_)
        await region.stop()
        await region.start()
        await region.moves(timedelta(minutes=1))
        square = OnMatrix(region.luc, region.us.user_id, region.square)
        on_matrix = await square.told("Bienvenue, Max.")
        on_telegram = await region.group.expect(lambda it: "Bienvenue, Zoé." in it.text)
        await region.moves(timedelta(hours=1))

        assert on_matrix.msgtype == "m.notice"
        assert on_telegram.silent
        assert region.group.said == [on_telegram]
        assert len(await welcomes(square)) == 1
        link = on_telegram.button("Rejoindre").url
        assert link is not None
        zoe.follows(link)
        await zoe.taps(await is_told(zoe, "Rejoindre Pionniers"), YES)
        await is_told(zoe, "Bienvenue")
        await max_.reacts(region.square, on_matrix.id, "1\ufe0f\u20e3")
        invited = OnMatrix(max_, region.us.user_id, await max_.accepts())
        await invited.told("Rejoindre Pionniers")
        await invited.says("1", "Bienvenue")
        await region.stop()
        await region.start()
        await region.moves(timedelta(minutes=1))

        await region.api.until(lambda: on_telegram.deleted)
        await eventually(lambda: welcomes(square), lambda left: not left)
        await region.knows(newcomers=0)


@pytest.mark.slow
async def test_a_welcome_that_stood_too_long_names_nobody_any_more(
    region: Region, synapse: Synapse
) -> None:
    await come_in(region, region.api.person("Zoé"), await synapse.person("Max"))
    await region.moves(timedelta(minutes=1))
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    await square.told("Bienvenue, Max.")
    on_telegram = await region.group.expect(lambda it: "Bienvenue, Zoé." in it.text)
    await region.stop()
    region.api.clock.forward(hours=49)
    region.clock.move(timedelta(hours=49))
    await region.start()
    await region.moves(timedelta(minutes=1))

    line = "Bienvenue aux personnes qui viennent d'arriver. Pour rejoindre : /rejoindre"
    await region.api.until(lambda: on_telegram.text == line)
    assert (on_telegram.text, on_telegram.labels) == (line, [])
    await eventually(lambda: welcomes(square), lambda left: not left)
    await region.knows(newcomers=0)


@pytest.mark.slow
async def test_a_person_who_asks_to_be_let_in_is_written_to_and_left_to_the_owners(
    region: Region,
) -> None:
    region.group.promote(region.api.bot)
    zoe = region.api.person("Zoé")
    zoe.asks_to_join(region.group)
    offer = await is_told(zoe, "Je suis Terreau")

    assert not region.group.has(zoe)
    link = offer.button("Rejoindre").url
    assert link is not None
    zoe.follows(link)
    await zoe.taps(await is_told(zoe, "Rejoindre Pionniers"), YES)
    await is_told(zoe, "Bienvenue")
    await region.api.until(lambda: region.group.has(zoe))
    await region.api.quiet()
    await region.moves(timedelta(minutes=1))
    await region.moves(timedelta(minutes=20))

    assert region.group.said == []
