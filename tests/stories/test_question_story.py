"""The whole story of a question over two networks: asked, half answered, answered, in a letter."""

import pytest

from tests.networks.region import OnMatrix, Region, ana_and_luc_join, is_told, zoe_and_max_join
from tests.stories.question_story import (
    WHOLE,
    WORDS,
    answer_half,
    answer_whole,
    ask,
    join,
    send_letter,
)
from tests.synapse import Synapse

pytestmark = pytest.mark.slow


async def test_a_question_from_its_asking_to_the_letter(region: Region, synapse: Synapse) -> None:
    luc = await ana_and_luc_join(region)
    zoe, max_ = await zoe_and_max_join(region, synapse)
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    await ask(region, zoe)
    await join(max_)

    await answer_half(luc, zoe)
    await region.stop()
    await region.start()
    await answer_whole(luc, zoe, max_)
    await send_letter(region, luc)

    letters = [
        (await is_told(zoe, "Réponses de la Région")).text,
        (await max_.told("Réponses de la Région")).body,
        (await square.told(WORDS)).body,
        (await region.group.expect(lambda it: WORDS in it.text)).text,
    ]
    assert all(WORDS in each for each in letters)
    assert WHOLE in letters[0]
    assert WHOLE in letters[1]
    said = [it.body for talk in (luc, max_, square) for it in await talk.ours()]
    said += [it.text for it in (*region.ana.private.said, *region.group.said)]
    assert not any("Zoé" in each for each in said if WORDS in each), "she asked without her name"
