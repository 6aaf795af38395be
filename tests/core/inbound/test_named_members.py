"""Members named in commands and forms."""

import pytest

from bot.core.messages.incoming import Mention
from tests.core.conftest import Make
from tests.core.engine import SQUARE
from tests.core.inbound.planning import Planning, says_all


async def test_a_name_means_a_member_of_this_community(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    zoe = engine.member("Zoé Martin", "telegram:7")
    engine.member("Paul", "telegram:8", community=engine.found("eau"))

    assert await engine.says("/pousser zoe martin") == f"pushed {zoe.id}"
    assert await engine.says("/pousser ZOÉ") == f"pushed {zoe.id}"
    assert await engine.says("/pousser Paul") == (
        "Je ne connais personne du nom de « Paul » dans Pionniers de l'énergie. "
        "Mentionnez la personne ou écrivez son nom."
    )


async def test_a_whole_name_is_nearer_than_a_first_name(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    engine.member("Zoé Martin", "telegram:7")
    zoe = engine.member("Zoé", "telegram:8")

    assert await engine.says("/pousser zoé") == f"pushed {zoe.id}"


async def test_several_of_one_name_are_offered_as_buttons(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    for nth in (7, 8):
        engine.member("Zoé", f"telegram:{nth}")

    assert (await engine.says("/saluer Zoé | Bonjour")).startswith("De qui")
    assert await engine.presses("form_pick:#2") == "greeted 2"
    assert planning.calls == [(2, "Bonjour")]


async def test_one_of_several_namesakes_is_chosen_by_number(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    for nth in (7, 8):
        engine.member("Zoé", f"telegram:{nth}")

    await says_all(engine, "/saluer", "Zoé", "2", "Bonjour")

    assert planning.calls == [(2, "Bonjour")]


async def test_several_namesakes_are_only_reported_where_no_form_asks(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    for nth in (7, 8):
        engine.member("Zoé", f"telegram:{nth}")

    assert (await engine.says("/pousser Zoé")).startswith("Plusieurs personnes")
    assert (await engine.says("/saluer Zoé | Bonjour", room=SQUARE)).startswith("Plusieurs")


async def test_a_mention_counts_more_than_a_name(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    engine.member("Luc", "telegram:7")
    other = engine.member("Someone", "telegram:8")

    told = await engine.says("/pousser Luc", mentions=(Mention("Luc", "telegram:8"),))

    assert told == f"pushed {other.id}"


@pytest.mark.parametrize(
    "mention", [Mention("Luc", "telegram:999"), Mention("@luc", None)], ids=["account", "handle"]
)
async def test_a_mention_of_an_outsider_means_no_namesake(
    make_light: Make, planning: Planning, mention: Mention
) -> None:
    engine = make_light(planning.router)
    engine.member("Luc", "telegram:7")

    told = await engine.says(f"/pousser {mention.words}", mentions=(mention,))

    assert told.startswith("Je ne connais personne")


async def test_a_user_name_means_the_account_last_seen_with_it(
    make: Make, planning: Planning
) -> None:
    engine = make(planning.router)
    zoe = engine.member("Zoé", "telegram:8")
    await engine.says("salut", sender="telegram:8", handle="Zed")

    assert await engine.says("/pousser @ZED") == f"pushed {zoe.id}"


async def test_a_user_name_that_another_account_took_is_its_own(
    make: Make, planning: Planning
) -> None:
    """Wherever it writes: a former holder who was here more lately is not meant."""
    engine = make(planning.router)
    engine.member("Zoé", "telegram:8")
    paul = engine.member("Paul", "telegram:9")
    await engine.says("salut", sender="telegram:9", handle="before")
    await engine.says("salut", sender="telegram:8", handle="Zed")
    await engine.says("/pousser Zoé", sender="telegram:9", handle="zed", room=SQUARE)

    assert await engine.says("/pousser @ZED") == f"pushed {paul.id}"


@pytest.mark.parametrize("typed", ["#99", "#" + "9" * 30, "#²", "#", "@", "#-1"])
async def test_an_odd_name_is_nobodys(make_light: Make, planning: Planning, typed: str) -> None:
    told = await make_light(planning.router).says(f"/pousser {typed}")
    assert told.startswith("Je ne connais personne")


async def test_a_number_of_another_community_is_nobodys(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    engine.member("Zoé", "telegram:7")
    paul = engine.member("Paul", "telegram:8", community=engine.found("eau"))

    assert (await engine.says(f"/pousser #{paul.id}")).startswith("Je ne connais personne")
