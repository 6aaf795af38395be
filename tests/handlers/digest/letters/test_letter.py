"""The letter composed for each reader from approved items."""

from dataclasses import replace

import pytest

from bot.core import Card, JobContext, text
from bot.core.context.job_context import Contact
from bot.core.context.revisions import stamped
from bot.references.polls import poll_thing, vote_for_choice
from handlers.digest.letter import frozen_item, next_items, thawed_item
from storage.communities import Communities
from storage.polls import Polls
from tests.handlers.digest.letters.composed import (
    DUE,
    NEWS,
    WEEK,
    announces_event,
    approve,
    letter_of,
    opens_poll,
    reader,
)
from tests.handlers.digest.news.writing import add_news
from tests.town import BACK_ROOM, CHANGED, SQUARE, Neighbour, Town


@pytest.mark.slow
def test_a_letter_has_what_awaits_news_and_dates(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, max_ = reader(town, "Zoé"), reader(town, "Max", on="matrix")
    opens_poll(ana)
    announces_event(ana)
    add_news(ana, NEWS)

    approve(ana, luc)
    town.move_to(DUE)

    for each in (zoe, max_):
        assert letter_of(each).split("\n")[1:14] == [
            "🗳 À vous",
            "📊 Quelle date pour l'atelier ?",
            "noms non affichés",
            "",
            "📰 Actualités",
            "Le broyeur est arrivé",
            "En prêt à la mairie",
            "Ana, pour le territoire",
            "",
            "🗓 À venir",
            "Visite du composteur",
            "Samedi 12 décembre, 14 h 30 – 16 h",
            "📍 Besançon (Doubs)",
        ]


@pytest.mark.slow
def test_a_consultation_stays_until_it_ends(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = reader(town, "Zoé")
    opens_poll(ana)
    add_news(ana, "/actu Budget | https://exemple.fr --consultation --fin 31 décembre")

    found = []
    for week in range(6):
        add_news(ana, f"/actu Semaine {week}")
        approve(ana, luc)
        town.move_to(DUE + week * WEEK)
        for words in (letter_of(zoe), town.said_in(SQUARE["telegram"])[-1].text):
            assert f"Semaine {week}" in words
            found.append(words.count("Budget"))

    assert found == [1] * 10 + [0] * 2


@pytest.mark.slow
def test_readers_who_voted_or_declined_are_not_asked_again(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, max_ = reader(town, "Zoé"), reader(town, "Max", on="matrix")
    opens_poll(ana)
    announces_event(ana)
    add_news(ana, NEWS)
    approve(ana, luc)

    zoe.says("/voter 1 1")
    zoe.says("/inscription 1 non")
    town.move_to(DUE)

    assert "Quelle date" not in letter_of(zoe)
    assert "Visite" not in letter_of(zoe)
    assert "Le broyeur" in letter_of(zoe)
    assert "Quelle date" in letter_of(max_)


@pytest.mark.slow
def test_items_that_ended_or_changed_since_the_approval_are_left_out(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé")
    opens_poll(ana)
    announces_event(ana)
    add_news(ana, NEWS)
    approve(ana, luc)

    ana.says("/cloturer 1")
    ana.says("/evenement 1 date dimanche 13 décembre 10h")
    town.move_to(DUE)

    assert "Quelle date" not in letter_of(zoe)
    assert "Visite" not in letter_of(zoe)
    assert "Le broyeur" in letter_of(zoe)
    assert town.said_in(BACK_ROOM)[-1].text == (
        "La lettre 1 part sans ce qui a pris fin ou changé depuis son approbation : "
        "« 📊 Quelle date pour l'atelier ? » et « Visite du composteur »."
    )


@pytest.mark.slow
def test_items_new_since_the_approval_wait_for_the_next_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    """Content seen by one gardener alone is never sent."""
    zoe = reader(town, "Zoé")
    add_news(ana, NEWS)
    approve(ana, luc)

    opens_poll(ana)
    announces_event(ana)
    town.move_to(DUE)

    assert "Le broyeur" in letter_of(zoe)
    assert "Quelle date" not in letter_of(zoe)
    assert "Visite" not in letter_of(zoe)


@pytest.mark.slow
def test_a_draft_read_before_it_changed_cannot_be_submitted(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, NEWS)
    ana.says("/lettre")
    shown = ana.direct[-1]
    opens_poll(ana)

    again = ana.presses("Soumettre", shown)

    assert CHANGED in again
    assert "Quelle date pour l'atelier ?" in again
    assert "soumise par Ana" in ana.presses("Soumettre à Luc")


@pytest.mark.slow
def test_an_item_comes_once_until_its_last_call(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = reader(town, "Zoé")
    opens_poll(ana)
    add_news(ana, NEWS)
    approve(ana, luc)
    town.move_to(DUE)
    assert "Quelle date" in letter_of(zoe)

    add_news(ana, "/actu Le deuxième broyeur | Il est là")
    approve(ana, luc)
    town.move_to(DUE + WEEK)

    assert "Le deuxième broyeur" in letter_of(zoe)
    assert "Quelle date" not in letter_of(zoe)


@pytest.mark.slow
def test_a_letter_of_dates_alone_can_be_sent(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = reader(town, "Zoé")
    announces_event(ana)

    approve(ana, luc)
    town.move_to(DUE)

    assert "Visite du composteur" in letter_of(zoe)
    assert "Visite du composteur" in town.said_in(SQUARE["telegram"])[-1].text


@pytest.mark.slow
def test_a_letter_of_which_nothing_is_left_is_not_sent(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé")
    announces_event(ana)
    approve(ana, luc)

    ana.says("/evenement 1 date dimanche 13 décembre 10h")
    town.move_to(DUE)

    assert letter_of(zoe) == ""
    told = "La lettre 1 n'est pas partie : tout ce qu'elle contenait est passé, ou déjà envoyé."
    assert told in [each.text for each in town.said_in(BACK_ROOM)]


def test_a_button_in_a_letter_carries_the_revision_of_the_words_that_were_approved(
    town: Town, ana: Neighbour
) -> None:
    opens_poll(ana)
    with town.database.unit() as store:
        who = Contact("Terreau", "Région", "dpo@region.example", "")
        here = store[Communities].get(1)
        declared = town.app.declared
        ctx = JobContext(
            store, now=town.clock.now(), community=here, contact=who, declared=declared
        )
        [item] = next_items(ctx)
        item = replace(item, button=vote_for_choice.button(text("Vote"), 1, 1))
        frozen = frozen_item(ctx, item)
        store[Polls].correct(1, quorum=3)

        approved = thawed_item(frozen)
        sent = stamped(ctx, approved.card)

        assert isinstance(sent, Card)
        assert sent.buttons[0][0].press == "vote:1:1~1"
        assert vote_for_choice.press(1, 1) == "vote:1:1"
        assert poll_thing.present(ctx, 1) == 2
        assert approved.says_the_same_as(item)
