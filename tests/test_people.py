"""A member's life on both networks: joining, saying where one lives, linking, leaving."""

import re

from sqlalchemy import func, select

from storage.members import Identity, Member
from tests.emulator import Person
from tests.region import YES, OnMatrix, Region, ana_and_luc_join, is_told, tells
from tests.synapse import Synapse

CODE = re.compile(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{2}")


async def joins(region: Region, name: str) -> Person:
    """Somebody joins on Telegram by the link that a room's button holds."""
    who = region.api.person(name)
    who.follows(f"https://t.me/{region.api.bot.username}?start=in1-cmd-join")
    await who.taps(await is_told(who, "Rejoindre Pionniers"), YES)
    await is_told(who, "Bienvenue")
    return who


async def people(region: Region) -> tuple[int, int]:
    """How many members and accounts are kept."""
    return await region.app.lanes.run(
        lambda store: (
            store._session.scalar(select(func.count(Member.id))) or 0,
            store._session.scalar(select(func.count()).select_from(Identity)) or 0,
        )
    )


async def test_what_is_begun_on_telegram_goes_on_on_matrix(
    region: Region, synapse: Synapse
) -> None:
    await ana_and_luc_join(region)
    zoe = await joins(region, "Zoé")
    await zoe.taps(await tells(zoe, "/moi", "Qui voit quoi"), "Où j'habite")
    await zoe.taps(await is_told(zoe, "où vous habitez"), "Dire ma commune")
    await is_told(zoe, "Dans quelle commune")
    await region.stop()
    await region.start()
    asked = await tells(zoe, "saint denis", "Laquelle")
    await zoe.taps(asked, "Saint-Denis (La Réunion, 974)")
    await region.api.quiet()
    offered = await tells(zoe, "/relier", "code")
    code = CODE.search(offered.text)
    assert code is not None

    other = await OnMatrix.direct(await synapse.somebody("Zoé"), region.us.user_id)
    before = len(zoe.private.said)
    await other.says(f"!relier {code[0]}", "posé la question")
    asked = await is_told(zoe, "relier le compte", since=before)
    await zoe.taps(asked, asked.labels[0])
    await other.told("relié")

    card = await other.says("!moi", "Qui voit quoi")
    assert "Saint-Denis (La Réunion)" in card.body
    assert "Telegram" in card.body
    assert "Matrix" in card.body
    assert await people(region) == (3, 4)


async def test_a_circle_is_proposed_on_one_network_and_accepted_on_the_other(
    region: Region, synapse: Synapse
) -> None:
    luc = await ana_and_luc_join(region)
    zoe = await OnMatrix.direct(await synapse.somebody("Zoé"), region.us.user_id)
    await zoe.says("!rejoindre", "Rejoindre")
    await zoe.says("1", "Bienvenue")
    await zoe.says("!reglages", "Messages privés")
    await zoe.says("Messages privés", "Oui, écrivez-moi")
    await zoe.says("Oui, écrivez-moi", "C'est noté")

    await tells(region.ana, "/cercle proposer Zoé actif", "Je pose la question")
    await zoe.told("Ana vous propose")
    before = len(region.ana.private.said)
    await zoe.says("J'accepte", "Je participe activement")
    await is_told(region.ana, "Zoé accepte", since=before)
    assert "Zoé" not in " ".join(it.body for it in await luc.ours())


async def test_whoever_erases_all_on_one_network_is_unknown_on_both(
    region: Region, synapse: Synapse
) -> None:
    await ana_and_luc_join(region)
    zoe = await joins(region, "Zoé")
    code = CODE.search((await tells(zoe, "/relier", "code")).text)
    assert code is not None
    other = await OnMatrix.direct(await synapse.somebody("Zoé"), region.us.user_id)
    before = len(zoe.private.said)
    await other.says(f"!relier {code[0]}", "posé la question")
    asked = await is_told(zoe, "relier le compte", since=before)
    await zoe.taps(asked, asked.labels[0])
    await other.told("relié")

    await other.says("!effacer", "Effacer mes données")
    await other.says("Effacer mes données", "pour toujours")
    await other.says("Oui, tout effacer", "effac")

    assert await people(region) == (2, 2)
    await tells(zoe, "/moi", "Rejoindre")
    await other.says("!moi", "Rejoindre")
