"""The check tells of a poll that shows other counts than its votes give."""

import pytest
from sqlalchemy import delete

from bot.operations.check import lines
from bot.operations.check.records import look_at_votes
from storage.polls.poll_tables import BallotCountRow
from tests.town import Town


@pytest.mark.slow
def test_counts_that_are_not_those_of_the_votes_are_told(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes("/sondage Quand ? | mardi | jeudi")
    ana.says("/voter 1 2")
    assert look_at_votes(town.database) == look_at_votes(None) == []

    with town.database.unit() as store:
        store._session.execute(delete(BallotCountRow))

    [line] = lines(look_at_votes(town.database), "fr")
    assert line == (
        "ERREUR   Votes : les résultats affichés pour « Quand ? » ne sont pas ceux de ses votes ; "
        "ils seront recomptés à sa clôture"
    )
