"""The two communities as a visitor finds them, in both languages."""

from pathlib import Path

import pytest

from bot.operations.playground.communities import COMMUNITIES, SQUARE, TEAM
from bot.operations.playground.opening import opened_scene
from bot.operations.playground.tour import LETTER, count_done
from storage.communities import Communities
from storage.digest import Digests
from storage.members import Members
from storage.unit_of_work import Store

MEMBERS = 40
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("slug", COMMUNITIES)
@pytest.mark.parametrize(
    ("locale", "letter"), [("fr", "lettre du mardi"), ("en", "letter of Tuesday")]
)
async def test_a_community_has_a_week_behind_it(
    tmp_path: Path, slug: str, locale: str, letter: str
) -> None:
    scene = await opened_scene(tmp_path, slug, locale)

    def look(store: Store) -> tuple[int, str, list[int]]:
        community = store[Communities].named(slug)
        assert community is not None
        digest = store[Digests].numbered(community.id, LETTER)
        assert digest is not None
        members = store[Members].count(community.id)
        return members, digest.status.state.value, count_done(scene, store)

    members, state, done = await scene.stage.app.lanes.read(look)
    await scene.close()

    assert members == MEMBERS
    assert state == "submitted"
    assert done == [0] * 7
    for room in SQUARE.values():
        said = "\n".join(each.posted.text for each in scene.rooms[room] if each.posted)
        assert "24 votes" in said
        assert letter in said
    assert any("Question 2" in each.posted.text for each in scene.rooms[TEAM] if each.posted)
