"""The story of a need over two networks: offered for, introduced, met, and told in the letter."""

from datetime import timedelta

import pytest

from tests.networks.region import OnMatrix, Region, ana_and_luc_join, is_told, zoe_and_max_join
from tests.stories.meet_story import (
    CONTACT,
    NEED,
    OFFER,
    be_found,
    introduce,
    need,
    offer,
    say_no_and_yes_about_it,
    tell_it,
    want_messages,
)
from tests.stories.question_story import send_letter
from tests.synapse import Synapse

pytestmark = pytest.mark.slow

STORY = "Une salle pour la chorale"


@pytest.mark.parametrize(
    "region", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
async def test_a_need_from_its_line_to_the_letter(region: Region, synapse: Synapse) -> None:
    luc = await ana_and_luc_join(region)
    zoe, max_ = await zoe_and_max_join(region, synapse)
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    await want_messages(zoe, max_)
    await need(zoe)
    await be_found(max_)
    await offer(max_)

    await introduce(region, zoe, max_)
    his = await max_.says("Oui, donner ce contact", "C'est oui des deux côtés")
    hers = await is_told(zoe, "C'est oui des deux côtés")
    assert CONTACT in his.body
    assert max_.who.user_id.split(":")[0] in hers.text.replace("\u2060", "")

    await region.stop()
    await region.start()
    await region.moves(timedelta(days=30, hours=1))
    await say_no_and_yes_about_it(zoe, max_)
    await tell_it(region, zoe, STORY)
    await send_letter(region, luc, after=timedelta(days=5, hours=22))

    letters = [
        (await is_told(zoe, STORY + "\n")).text,
        (await max_.told(STORY + "\n")).body,
        (await square.told(STORY)).body,
        (await region.group.expect(lambda it: STORY in it.text)).text,
    ]
    for each in letters:
        assert STORY in each
        assert f"Besoin : {NEED}" in each
        assert OFFER not in each, "the Region may not read it"
        assert CONTACT not in each
