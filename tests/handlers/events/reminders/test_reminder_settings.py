"""Each person says when they are reminded of their events."""

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.town import Town


@pytest.mark.parametrize(("network", "mark"), [("telegram", "/"), ("matrix", "!")])
def test_reminders_are_chosen_one_by_one(town: Town, network: str, mark: str) -> None:
    zoe = town.member("Zoé", on=network)

    asked = zoe.says(f"{mark}rappels")
    more = zoe.presses("Une semaine avant")
    less = zoe.presses("✓ La veille")

    assert "Aujourd'hui : la veille et deux heures avant." in asked
    assert "Aujourd'hui : une semaine avant, la veille et deux heures avant." in more
    assert "Aujourd'hui : une semaine avant et deux heures avant." in less


def test_a_member_who_wants_no_reminders_is_told_so(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/rappels")

    zoe.presses("✓ La veille")
    none = zoe.presses("✓ Deux heures avant")

    assert "Aujourd'hui : aucun rappel." in none
    assert none == zoe.says("/rappels")


def test_a_second_tap_changes_nothing(town: Town) -> None:
    zoe = town.member("Zoé")

    for _ in range(2):
        presses_forged(zoe, "reminder:week:yes")

    assert "une semaine avant, la veille et deux heures avant" in zoe.says("/rappels")


def test_the_settings_lead_there(town: Town) -> None:
    zoe = town.member("Zoé", locale="en")
    zoe.says("/settings")

    assert "When should I remind you" in zoe.presses("Reminders")
