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
    announces_event,
    approve,
    letter_of,
    opens_poll,
    reader,
)
from tests.handlers.digest.news.writing import add_news
from tests.town import BACK_ROOM, CHANGED, SQUARE, Neighbour, Town


@pytest.mark.slow
def test_a_letter_has_what_awaits_its_reader_news_and_dates_that_were_approved(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    """What one gardener alone saw is never sent; who voted or declined is not asked again."""
    zoe, max_ = reader(town, "Zoé"), reader(town, "Max", on="matrix")
    yan = reader(town, "Yan")
    opens_poll(ana)
    announces_event(ana)
    add_news(ana, NEWS)
    approve(ana, luc)

    yan.says("/voter 1 1")
    yan.says("/inscription 1 non")
    ana.publishes("/sondage Quel lieu après l'approbation ? | ici | là")
    ana.says("/evenement Bal après l'approbation | samedi 19 décembre 18h | Besançon")
    ana.presses("Annoncer")
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
        assert "après l'approbation" not in letter_of(each)
    assert "Le broyeur" in letter_of(yan)
    assert not any(each in letter_of(yan) for each in ("Quelle date", "Visite", "approbation"))


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
