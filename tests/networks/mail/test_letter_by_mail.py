"""The letter by e-mail: whole, as it was approved, and one a person."""

import pytest

from bot.core.context.audience import lose_mailbox
from storage.outbound import DeliveryState, Mailings
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.handlers.digest.sending.letters import DUE, LETTER, SHREDDER
from tests.handlers.linking.accounts import code_for
from tests.town import Neighbour, Town


def asks_for_letter(who: Neighbour) -> None:
    who.says("/reglages")
    who.says("Recevoir la lettre en privé", reply_to=who.direct[-1])


def goes_out(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    add_news(ana, SHREDDER)
    submit_letter(ana)
    luc.presses("Approuver")
    town.move_to(DUE)


def linked(town: Town, zoe: Neighbour) -> Neighbour:
    """The mailbox of a member of a chat, linked."""
    mailbox = town.stranger("Zoé", on="mail")
    mailbox.says(f"/relier {code_for(zoe)}")
    shown = mailbox.direct[-1]
    yes = next(each.label for each in shown.choices if each.label.startswith("C'est bien"))
    mailbox.says(yes, reply_to=shown)
    zoe.presses("C'est bien moi")
    return mailbox


def letters(who: Neighbour) -> list[str]:
    return [each for each in who.inbox if each.startswith(LETTER)]


def test_what_is_mailed_is_what_was_approved(town: Town, jeanne: Neighbour) -> None:
    asks_for_letter(jeanne)
    goes_out(town)

    mailed = jeanne.direct[-1]

    assert mailed.text.startswith(f"{LETTER}\n\nVous la recevez parce que")
    assert "répondez STOP" in mailed.text
    assert "Écrire à Ana" in mailed.typed


def test_a_person_with_a_chat_and_a_mailbox_gets_one_letter_where_they_want_it(town: Town) -> None:
    zoe = town.member("Zoé")
    mailbox = linked(town, zoe)
    zoe.says("/reglages")
    zoe.presses("Recevoir la lettre en privé")
    zoe.says("/reglages")

    told = zoe.presses("La lettre par courriel")
    settings = zoe.says("/reglages")
    goes_out(town)

    assert told.startswith("C'est noté : la lettre vous arrive par courriel")
    assert "La lettre vous arrive par courriel." in settings
    assert letters(zoe) == []
    assert len(letters(mailbox)) == 1
    with town.database.reading() as store:
        assert store[Mailings].states(1) == {DeliveryState.SENT: 1}


@pytest.mark.slow
def test_a_lost_mailbox_does_not_lose_the_letter(town: Town) -> None:
    zoe = town.member("Zoé")
    mailbox = linked(town, zoe)
    zoe.says("/reglages")
    zoe.presses("Recevoir la lettre en privé")
    zoe.says("/reglages")
    zoe.presses("La lettre par courriel")
    with town.database.unit() as store:
        lose_mailbox(store, mailbox.address, "550 no such user", town.clock.now())

    goes_out(town)

    assert len(letters(zoe)) == 1


def test_only_who_has_both_is_offered_the_choice(town: Town, jeanne: Neighbour) -> None:
    asks_for_letter(jeanne)
    jeanne.says("/reglages")

    offered = [each.label for each in jeanne.direct[-1].choices]

    assert "Ne plus recevoir la lettre en privé" in offered
    assert "La lettre par courriel" not in offered
