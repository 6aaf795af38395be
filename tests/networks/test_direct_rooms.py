"""Direct rooms of Matrix, left when others can read them; votes that come in time, and others."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage.members import Identities
from storage.unit_of_work import Store
from tests.networks.region import YES, OnMatrix, Region, ana_and_luc_join, tells
from tests.synapse import MatrixPerson, Synapse
from tests.synapse.encrypted import EncryptedPerson

OPEN = "est pas privé"


@pytest.fixture
async def max_who(synapse: Synapse) -> AsyncIterator[EncryptedPerson]:
    """Max, who can read the rooms that the bot makes."""
    async with await EncryptedPerson.on(synapse, "Max") as max_:
        yield max_


async def joined(region: Region, max_who: MatrixPerson) -> OnMatrix:
    """Max is a member, on Matrix; gives the direct room."""
    max_ = await OnMatrix.direct(max_who, region.us.user_id)
    await max_.says("!rejoindre", "Rejoindre")
    await max_.says(YES, "Bienvenue")
    return max_


async def said_in(talk: OnMatrix, words: str) -> list[str]:
    return [it.body for it in await talk.ours() if words in it.body]


@pytest.mark.slow
async def test_a_member_whose_direct_room_is_opened_is_told_once_and_goes_on_in_a_new_one(
    region: Region, max_who: EncryptedPerson
) -> None:
    await ana_and_luc_join(region)
    max_ = await joined(region, max_who)
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Sondage 1")

    await max_.who.sets(max_.room, "m.room.history_visibility", {"history_visibility": "shared"})
    await max_.who.sets(max_.room, "m.room.name", {"name": "Salon de Max"})
    told = await max_.told(OPEN)
    await max_.who.says(max_.room, "!mesdonnees")
    await max_.who.says(max_.room, "!voter 1 jeudi")
    new = OnMatrix(max_.who, region.us.user_id, await max_.who.accepts())
    await new.told("Nous continuons ici")
    await new.says("!voter 1 mardi", "mardi")
    await region.stop()
    await region.start()
    await new.says("!moi", "Max")

    assert new.room != max_.room
    assert await said_in(max_, OPEN) == [told.body]
    assert await said_in(max_, "jeudi") == []
    assert await region.app.lanes.run(lambda store: direct_of(store, max_.who)) == (
        f"matrix:{new.room}/{max_.who.user_id}"
    )


@pytest.mark.slow
async def test_the_direct_rooms_of_an_earlier_release_that_are_open_are_left_at_the_first_start(
    region: Region, max_who: EncryptedPerson
) -> None:
    await ana_and_luc_join(region)
    max_ = await joined(region, max_who)
    await region.stop()
    await max_.who.sets(max_.room, "m.room.join_rules", {"join_rule": "public"})
    await region.start()

    await max_.told(OPEN)
    new = OnMatrix(max_.who, region.us.user_id, await max_.who.accepts())
    await new.told("Nous continuons ici")
    await new.says("!moi", "Max")


@pytest.mark.slow
async def test_who_begins_in_a_named_room_joins_in_a_private_one(
    region: Region, max_who: EncryptedPerson
) -> None:
    await ana_and_luc_join(region)
    us = region.us.user_id
    named = OnMatrix(max_who, us, await max_who.creates("Terreau", direct_with=us))
    await max_who.is_joined_by(named.room, us)
    await named.told(OPEN)
    new = OnMatrix(max_who, us, await max_who.accepts())
    await new.told("Bonjour")
    await new.says("!rejoindre", "Rejoindre")
    await new.says(YES, "Bienvenue")

    assert len(await named.ours()) == 1


@pytest.mark.slow
async def test_a_homeserver_cannot_backdate_a_vote_to_before_a_close_that_we_were_there_for(
    region: Region, max_who: EncryptedPerson
) -> None:
    await ana_and_luc_join(region)
    max_ = await joined(region, max_who)
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Sondage 1")
    await tells(region.ana, "/cloturer 1", "clos")
    before = region.clock.now() - timedelta(minutes=1)
    region.clock.move(timedelta(minutes=5))
    for _ in range(2):  # all was read after the close
        await max_.says("!moi", "Max")
    await region.stop()
    await max_.who.says(max_.room, "!voter 1 jeudi")
    region.proxy.claims = {"origin_server_ts": int(before.timestamp() * 1000)}
    region.clock.move(timedelta(hours=2))
    await region.start()

    await max_.told("clos, les votes sont comptés")


@pytest.mark.slow
async def test_a_vote_that_waited_through_the_close_while_we_were_stopped_counts(
    region: Region, max_who: EncryptedPerson
) -> None:
    await ana_and_luc_join(region)
    max_ = await joined(region, max_who)
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi --fin dans 2 heures", "ne le voit")
    await tells(region.ana, "Publier le sondage", "Sondage 1")
    await region.stop()
    await max_.who.says(max_.room, "!voter 1 jeudi")
    sent_at = region.clock.now() + timedelta(minutes=60)
    region.proxy.claims = {"origin_server_ts": int(sent_at.timestamp() * 1000)}
    region.clock.move(timedelta(minutes=121))
    await region.start()

    await max_.told("Votre vote : jeudi.")


def direct_of(store: Store, person: MatrixPerson) -> str | None:
    account = store[Identities].get(f"matrix:{person.user_id}")
    return None if account is None else account.direct
