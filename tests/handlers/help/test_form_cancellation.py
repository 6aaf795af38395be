"""Leaving a form."""

from tests.town import Town


def test_there_is_nothing_to_leave(town: Town) -> None:
    assert town.stranger("Zoé").says("/annuler") == "Il n'y a rien à annuler."
