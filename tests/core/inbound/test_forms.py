"""Forms: questions asked one by one in private, kept, left, skipped and explained."""

from datetime import timedelta

import pytest

from bot.core import Router
from bot.domain.roles import Role, Seat
from handlers.help import help as cancelling
from storage.audit.rows import Audit
from storage.communities import Communities, SeatHolders
from tests.core.conftest import Make
from tests.core.engine import SQUARE
from tests.core.inbound.planning import Planning, says_all


async def test_missing_values_are_asked_step_by_step(make: Make, planning: Planning) -> None:
    engine = make(planning.router)

    told = await says_all(engine, "/prevoir", "3", "lundi | mardi\nmercredi", "merci")

    assert told[0] == "Passer\nEn une fois : /prevoir 3 | lundi"
    assert told[1] == "Annuler"
    assert told[2] == "Menu"
    assert told[3] == "planned"
    assert planning.calls == [("energie", 3, ["lundi", "mardi", "mercredi"], "merci")]


async def test_only_missing_values_are_asked(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)

    told = await says_all(engine, "/prevoir 3", "lundi")

    assert told == ["Annuler", "Menu"]


async def test_a_whole_command_asks_nothing(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    assert await engine.says("/prevoir 3 | lundi") == "planned"


async def test_a_wrong_answer_is_explained_and_asked_again(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)

    told = await says_all(engine, "/prevoir", "trois", "3")

    assert told[1] == "« trois » n'est pas un nombre : écrivez par exemple 3.\nPasser"
    assert told[2].startswith("Annuler")


@pytest.mark.parametrize("number", ["1", "2"])
async def test_a_number_answers_the_question_and_presses_no_button(
    make_light: Make, planning: Planning, number: str
) -> None:
    engine = make_light(planning.router, cancelling.router)

    await says_all(engine, "/prevoir", number, "lundi", "rien")

    assert planning.calls == [("energie", int(number), ["lundi"], "rien")]


async def test_an_optional_question_is_skipped(make: Make, planning: Planning) -> None:
    engine = make(planning.router)

    await says_all(engine, "/prevoir 3", "lundi")
    assert await engine.presses("form_skip") == "planned"

    assert planning.calls == [("energie", 3, ["lundi"], "")]
    assert await engine.presses("form_skip") == "Il n'y a rien à passer."


async def test_a_word_for_done_skips_an_optional_question(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)

    await says_all(engine, "/prevoir", "fini", "3", "lundi", "C'est tout !")

    assert planning.calls == [("energie", 3, ["lundi"], "")]


async def test_a_required_question_is_not_skipped(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    await engine.says("/prevoir")

    assert await engine.presses("form_skip") == "Il n'y a rien à passer."
    assert (await engine.says("3")).startswith("Annuler")


async def test_passer_may_be_typed(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)

    assert (await says_all(engine, "/prevoir 3", "lundi", "passer"))[-1] == "planned"


async def test_all_that_follows_may_be_passed_at_once(make: Make, planning: Planning) -> None:
    engine = make(planning.router)
    await says_all(engine, "/noter", "un")

    assert await engine.presses("form_rest") == "noted"
    assert planning.calls == [("un", "", "")]


async def test_a_required_question_is_not_passed(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    await engine.says("/prevoir")

    assert await engine.presses("form_rest") == "Il n'y a rien à passer."
    assert planning.calls == []


@pytest.mark.parametrize("way", ["/annuler", "annuler", "Annuler !", "cancel", "button"])
async def test_a_form_is_left_at_any_moment(make_light: Make, planning: Planning, way: str) -> None:
    engine = make_light(planning.router, cancelling.router)
    await says_all(engine, "/prevoir", "3")

    left = await (engine.presses("form_cancel") if way == "button" else engine.says(way))

    assert left == "C'est annulé. Rien n'en a été gardé."
    assert await engine.says("lundi") == "plain words"
    assert planning.calls == []


async def test_a_form_survives_a_restart(make: Make, planning: Planning) -> None:
    engine = make(planning.router)
    await says_all(engine, "/prevoir", "3")

    again = make(planning.router, network=engine.network, clock=engine.clock)
    again._keys = engine._keys
    await says_all(again, "lundi", "merci")

    assert planning.calls == [("energie", 3, ["lundi"], "merci")]


async def test_a_form_is_forgotten_after_an_hour_without_an_answer(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    await engine.says("/prevoir")
    engine.clock.move(timedelta(minutes=59))
    await engine.says("3")
    engine.clock.move(timedelta(minutes=59))
    await engine.says("lundi")
    engine.clock.move(timedelta(minutes=61))

    assert await engine.says("merci") == "plain words"
    assert planning.calls == []


async def test_a_new_form_replaces_the_one_before(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    engine.member("Zoé", "telegram:7")

    await says_all(engine, "/prevoir", "/saluer Zoé", "Bonjour")

    assert planning.calls == [(1, "Bonjour")]


async def test_a_question_is_asked_in_private(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    engine.member("Zoé", "telegram:7")

    told = await engine.says("/prevoir 3", room=SQUARE)

    assert told == "Je vous pose la question en privé."
    assert engine.network.said_in("telegram:7") == ["Annuler"]
    await says_all(engine, "lundi", "merci")
    assert planning.calls == [("energie", 3, ["lundi"], "merci")]


async def test_a_person_who_cannot_be_written_to_is_led_in(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)

    assert await engine.says("/prevoir 3", room=SQUARE) == "Continuons en privé."
    assert (await engine.says("/start in1-ask-plan")).startswith("Passer")


async def test_a_form_that_is_gone_is_told(make_light: Make, planning: Planning) -> None:
    engine = make_light(planning.router)
    await engine.says("/prevoir")
    again = make_light(Router(), network=engine.network, clock=engine.clock)
    again._keys = engine._keys

    assert await again.says("3") == "Ce formulaire n'existe plus."


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/paire 1", "Il manque quelque chose. Écrivez par exemple : /paire 1 | 2."),
        ("/impair", "Il manque quelque chose dans ce que vous avez écrit."),
    ],
)
async def test_a_missing_value_that_is_not_asked_for_is_told(
    make_light: Make, planning: Planning, typed: str, answer: str
) -> None:
    assert await make_light(planning.router).says(typed) == answer


async def test_a_form_goes_on_in_the_community_where_it_began(
    make_light: Make, planning: Planning
) -> None:
    engine = make_light(planning.router)
    engine.member("Zoé", "telegram:7")
    engine.clock.move(timedelta(days=1))
    engine.member("Zoé", "telegram:7", community=engine.found("eau"))

    await engine.says("/prevoir 3", room=SQUARE)
    await says_all(engine, "lundi", "merci")

    assert planning.calls == [("energie", 3, ["lundi"], "merci")]


async def test_a_former_gardener_cannot_end_a_form_begun_before(make_light: Make) -> None:
    planning = Planning(who=Role.GARDENER)
    engine = make_light(planning.router)
    engine.member("Ana", "telegram:43")
    assert (await engine.says("/prevoir 3", sender="telegram:43")).startswith("Annuler")
    await engine.says("lundi", sender="telegram:43")
    engine.store(lambda s: s[SeatHolders].put(s[Communities].get(1), Seat.TERRITORY, ""))

    told = await engine.says("merci", sender="telegram:43")

    assert told.startswith("Seule l'équipe de jardinage")
    assert planning.calls == []
    assert [row.outcome for row in engine.store(lambda s: s[Audit].latest(9))] == ["refused"]


async def test_an_act_of_a_gardener_step_by_step_leaves_its_trace(make_light: Make) -> None:
    planning = Planning(who=Role.GARDENER)
    engine = make_light(planning.router)
    engine.member("Ana", "telegram:43")

    await says_all(engine, "/prevoir 3", "lundi", "merci", sender="telegram:43")

    [trace] = engine.store(lambda s: s[Audit].latest(9))
    assert (trace.actor, trace.action, trace.outcome) == ("telegram:43", "plan", "done")
