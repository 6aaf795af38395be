"""Mailboxes from which e-mails come back: their people are asked, never written to for ever."""

from datetime import timedelta

from bot.domain.roles import Seat
from tests.handlers.linking.accounts import code_for
from tests.town import Neighbour, Town


def test_who_has_another_account_is_told_there(town: Town) -> None:
    zoe, her_mailbox = town.member("Zoé"), town.stranger("Zoé", on="mail")
    her_mailbox.says(f"/relier {code_for(zoe)}")
    asked = her_mailbox.direct[-1]
    label = next(each.label for each in asked.choices if each.label.startswith("C'est bien"))
    her_mailbox.says(label, reply_to=asked)
    zoe.presses("C'est bien moi")

    town.do(her_mailbox.playground.put_out(her_mailbox.address))

    assert "Mes courriels à zoé@example.org me reviennent" in zoe.inbox[-1]
    assert "Détacher cette adresse" in [each.label for each in zoe.direct[-1].choices]


def test_who_has_no_other_account_is_a_task_of_the_gardeners_until_they_write(
    town: Town, jeanne: Neighbour
) -> None:
    ana = town.gardener(Seat.TERRITORY)
    town.do(jeanne.playground.put_out(jeanne.address))

    listed = ana.says("/afaire")
    jeanne.playground.gone.discard(jeanne.address)
    jeanne.says("Me revoilà")
    later = ana.says("/afaire")

    assert "Mes courriels à Jeanne me reviennent" in listed
    assert "Mes courriels à Jeanne" not in later


def test_after_a_restore_nothing_is_written_to_a_lost_mailbox(
    town: Town, jeanne: Neighbour
) -> None:
    ana = town.gardener(Seat.TERRITORY)
    town.do(jeanne.playground.put_out(jeanne.address))
    jeanne.playground.gone.discard(jeanne.address)
    with town.database.unit() as store:
        store.restored(town.clock.now())
    before = len(jeanne.direct)

    ana.publishes("/sondage Encore une fois ? | oui | non")
    ana.says("/annonce Demain | On se voit demain")
    town.move(timedelta(days=8))

    assert len(jeanne.direct) == before
    assert "Mes courriels à Jeanne me reviennent" in ana.says("/afaire")
