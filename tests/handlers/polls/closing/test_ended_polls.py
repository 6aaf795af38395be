"""Polls that end: withdrawn, closed by hand, and closed at their time."""

from datetime import datetime, timedelta

import pytest

from bot.core.messages.ports import FateUnknown
from bot.core.messages.rendering import Rendered
from tests.handlers.polls.making.cards import ASKED, cards
from tests.plain_text import plain
from tests.town import Town


def test_a_poll_is_withdrawn_while_nobody_voted(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(f"{ASKED} --fin vendredi 18h")

    assert ana.presses("Retirer ce sondage") == "Le sondage « Quelle date ? » est retiré."
    assert [card.text for card in cards(town)] == ["📊 Sondage 1\nRetiré avant tout vote."] * 2
    assert zoe.says("/voter 1 2") == "Le sondage « Quelle date ? » a été retiré."
    assert ana.says("/cloturer 1") == "Le sondage « Quelle date ? » a été retiré."
    town.move(timedelta(days=7))
    assert len(town.said_in(ana.square)) == 1


def test_a_poll_with_a_vote_is_not_withdrawn(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)
    card = ana.direct[-1]
    ana.says("/voter 1 2")

    assert ana.presses("Retirer ce sondage", card).startswith(
        "Le sondage « Quelle date ? » a déjà des votes : il ne peut plus être retiré. /cloturer 1"
    )


def test_a_poll_closed_by_hand_posts_its_result_and_keeps_its_card(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    ana.publishes(ASKED)
    ana.says("/voter 1 jeudi")
    card, _ = cards(town)

    closed = luc.says("!cloturer 1")

    assert closed == "Le sondage « Quelle date ? » est clos, et son résultat est publié."
    for posted in cards(town):
        assert posted.text == (
            "📊 Résultat : Quelle date ?\n"
            "« jeudi » arrive en tête, avec 1 vote.\n"
            "mardi : 0\n"
            "jeudi : ▇▇▇▇▇▇▇▇ 1 (100 %)\n"
            "samedi : 0\n"
            "1 vote sur 2 membres · noms non affichés\n"
            "Sondage 1"
        )
    assert card.text.endswith(
        "1 vote · clos le mardi 24 novembre à 10 h · noms non affichés\nSondage 1"
    )
    assert card.choices == []
    assert luc.says("!cloturer 1").startswith(
        "Le sondage « Quelle date ? » est clos, les votes sont comptés."
    )
    assert len(town.said_in(ana.square)) == 2


def test_closing_by_a_button_is_asked_twice(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)
    ana.says("/sondage 1")

    asked = ana.presses("Clore ce sondage")
    closed = ana.presses("Clore « Quelle date ? »")

    assert asked.endswith("Clore ce sondage ? Son résultat est publié, et il ne rouvre pas.")
    assert closed == "Le sondage « Quelle date ? » est clos, et son résultat est publié."
    assert cards(town)[0].text == "📊 Le sondage « Quelle date ? » est clos : personne n'a voté."


def test_closing_without_a_number_asks_for_it(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)

    assert ana.says("/cloturer").startswith("Quel sondage voulez-vous clore ?")
    assert ana.says("1").endswith(
        "Clore ce sondage ? Son résultat est publié, et il ne rouvre pas."
    )
    ana.says("oui")
    assert len(town.said_in(ana.square)) == 1

    closed = ana.presses("Clore « Quelle date ? »")
    assert closed == "Le sondage « Quelle date ? » est clos, et son résultat est publié."


@pytest.mark.slow
def test_a_poll_closes_at_its_time(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --fin vendredi 18h")
    ana.says("/voter 1 1")
    yan.says("!voter 1 3")

    town.move_to(datetime(2026, 11, 27, 17, 59))  # noqa: DTZ001 - the town's own hour
    assert len(town.said_in(ana.square)) == 1
    town.move(timedelta(minutes=1))

    assert "Égalité en tête : « mardi » et « samedi », avec 1 vote chacun." in cards(town)[1].text
    assert yan.says("!voter 1 2").startswith(
        "Le sondage « Quelle date ? » est clos, les votes sont comptés."
    )


@pytest.mark.slow
def test_a_poll_whose_end_was_slept_through_closes_late_and_once(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(f"{ASKED} --fin vendredi 18h")
    town.restart()

    town.move(timedelta(days=400))
    town.move(timedelta(days=1))

    card, result = town.said_in(ana.square)
    assert "Personne n'a voté · clos le vendredi 27 novembre 2026 à 18 h" in card.text
    assert result.text == "📊 Le sondage « Quelle date ? » est clos : personne n'a voté."


@pytest.mark.slow
def test_a_result_whose_fate_is_unknown_is_not_posted_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)
    sent: list[str] = []

    async def lose_the_answer(room: str, said: Rendered, **more: object) -> str:
        sent.append(plain(said.plain))
        raise FateUnknown

    with monkeypatch.context() as cut:
        cut.setattr(town.networks["telegram"], "send", lose_the_answer)
        town.gardener("region").says("!cloturer 1")
    town.restart()
    town.move(timedelta(hours=1))

    assert [each.partition("\n")[0] for each in sent] == [
        "📊 Le sondage « Quelle date ? » est clos : personne n'a voté."
    ]
    assert len(town.said_in(ana.square)) == 1
