"""The story behind the pictures: a community's first two days."""

from tests.screens import gardener_scenes, member_scenes
from tests.screens.performance import Performance


async def play_story(play: Performance) -> None:
    """Play all scenes in order; each keeps its pictures."""
    await gardener_scenes.begin(play)
    await gardener_scenes.make_a_poll(play)
    await member_scenes.join_and_vote(play)
    await gardener_scenes.make_an_event(play)
    await member_scenes.come_to_the_event(play)
    await member_scenes.write_to_ana(play)
    await gardener_scenes.answer_a_member(play)
    await gardener_scenes.announce(play)
    await member_scenes.ask_the_region(play)
    await gardener_scenes.answer_for_the_region(play)
    await member_scenes.publish_a_need(play)
    await gardener_scenes.introduce_two_people(play)
    await gardener_scenes.write_the_letter(play)
    await member_scenes.read_the_letter(play)
    await gardener_scenes.tell_the_outcome(play)
    await gardener_scenes.look_after_the_rest(play)
    await member_scenes.look_at_own_data(play)
    await gardener_scenes.show_what_members_do(play)
