"""A member's life on both networks: joining, saying where one lives, linking, leaving."""

import csv
import json
import re
from io import StringIO

import pytest
from sqlalchemy import func, select

from storage.members.member_tables import Identity, Member
from tests.emulator import Person
from tests.networks.region import YES, OnMatrix, Region, ana_and_luc_join, is_told, tells
from tests.synapse import Synapse
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import eventually

CODE = re.compile(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{2}")


async def joins(region: Region, name: str) -> Person:
    """Join on Telegram as a new person, by the link that a room's button holds."""
    who = region.api.person(name)
    who.follows(f"https://t.me/{region.api.bot.username}?start=in1-cmd-join")
    await who.taps(await is_told(who, "Rejoindre Pionniers"), YES)
    await is_told(who, "Bienvenue")
    return who


async def links(region: Region, synapse: Synapse, who: Person) -> OnMatrix:
    """Link a person's account on Matrix to that on Telegram; return their direct room there."""
    code = CODE.search((await tells(who, "/relier", "code")).text)
    assert code is not None
    other = await OnMatrix.direct(await synapse.person(who.name), region.us.user_id)
    before = len(who.private.said)
    await other.says(f"!relier {code[0]}", "Relier ce compte au compte ")
    await other.says("C'est bien moi, j'ai 15 ans ou plus, j'accepte", "posé la question")
    asked = await is_told(who, "demande à être relié", since=before)
    await who.taps(asked, asked.labels[0])
    await other.told("relié")
    return other


async def people(region: Region) -> tuple[int, int]:
    """The numbers of members and accounts."""
    return await region.app.lanes.run(
        lambda store: (
            store._session.scalar(select(func.count(Member.id))) or 0,
            store._session.scalar(select(func.count()).select_from(Identity)) or 0,
        )
    )


@pytest.mark.slow
async def test_a_profile_begun_on_telegram_continues_on_matrix(
    region: Region, synapse: Synapse
) -> None:
    await ana_and_luc_join(region)
    zoe = await joins(region, "Zoé")
    await zoe.taps(await tells(zoe, "/moi", "Qui voit quoi"), "Où j'habite")
    await zoe.taps(await is_told(zoe, "Je ne sais pas où vous habitez"), "Indiquer ma commune")
    await is_told(zoe, "Dans quelle commune")
    await region.stop()
    await region.start()
    asked = await tells(zoe, "saint denis", "De laquelle")
    await zoe.taps(asked, "Saint-Denis (La Réunion, 974)")
    await region.api.quiet()
    other = await links(region, synapse, zoe)

    card = await other.says("!moi", "Qui voit quoi")
    assert "Saint-Denis (La Réunion)" in card.body
    assert "Telegram" in card.body
    assert "Matrix" in card.body
    assert await people(region) == (3, 4)


@pytest.mark.slow
async def test_a_circle_is_proposed_on_one_network_and_accepted_on_the_other(
    region: Region, synapse: Synapse
) -> None:
    luc = await ana_and_luc_join(region)
    zoe = await OnMatrix.direct(await synapse.person("Zoé"), region.us.user_id)
    await zoe.says("!rejoindre", "Rejoindre")
    await zoe.says("1", "Bienvenue")
    await zoe.says("!reglages", "Messages privés")
    await zoe.says("Messages privés", "Oui, écrivez-moi")
    await zoe.says("Oui, écrivez-moi", "C'est noté")

    await tells(region.ana, "/participation proposer Zoé actif", "Je pose la question")
    await zoe.told("Ana vous propose")
    before = len(region.ana.private.said)
    await zoe.says("J'accepte", "Je participe activement")
    await is_told(region.ana, "Zoé accepte", since=before)
    told = " ".join(it.body for it in await luc.ours())
    assert "Bienvenue" in told
    assert "Zoé" not in told


@pytest.mark.slow
async def test_a_person_who_erases_all_on_one_network_is_unknown_on_both(
    region: Region, synapse: Synapse
) -> None:
    await ana_and_luc_join(region)
    zoe = await joins(region, "Zoé")
    other = await links(region, synapse, zoe)

    await other.says("!effacer", "Effacer mes données")
    await other.says("Effacer mes données", "pour toujours")
    await other.says("Oui, tout effacer", "effac")

    assert await people(region) == (2, 2)
    await tells(zoe, "/moi", "Rejoindre")
    await other.says("!moi", "Rejoindre")


@pytest.mark.slow
async def test_files_about_people_go_by_matrix_and_only_ones_own_by_telegram(
    region: Region, synapse: Synapse
) -> None:
    luc = await ana_and_luc_join(region)
    zoe = await joins(region, "Zoé")
    async with await EncryptedPerson.on(synapse, "Max") as max_:
        talk = await OnMatrix.direct(max_, region.us.user_id, encrypted=True)
        await talk.says("!rejoindre", "Rejoindre")
        await talk.says("1", "Bienvenue")
        await talk.says("!mesdonnees", "Tout ce qui est gardé")
        given = await talk.says("Ici, dans cette conversation", "Tout ce qui est gardé sur vous")
        opened = await max_.opens(given)
    assert given.encrypted
    assert opened is not None
    assert json.loads(opened[1])["rubriques"][0]["lignes"][0]["nom"] == "Max"

    told = await tells(zoe, "/mesdonnees", "Tout ce qui est gardé")
    await zoe.taps(told, "Ici, par Telegram")
    await region.api.until(lambda: region.api.count("sendDocument") == 1)

    refused = await tells(region.ana, "/membres export", "Exporter les membres")
    await region.ana.taps(refused, "Pour d'autres logiciels (CSV)")
    await is_told(region.ana, "ne passent pas par Telegram")
    await luc.says("!membres export", "Exporter les membres")
    before = len(await luc.ours())
    await region.luc.says(luc.room, "2")
    sheet = await eventually(luc.ours, lambda said: len(said) > before)
    taken = await region.luc.opens(sheet[before])
    assert taken is not None
    rows = list(csv.DictReader(StringIO(taken[1].decode("utf-8-sig")), delimiter=";"))
    assert [row["Nom"] for row in rows] == ["Ana", "Luc", "Max", "Zoé"]
    assert region.api.count("sendDocument") == 1
