"""Imports that are given up, withdrawn, erased, or cut off."""

from datetime import timedelta
from typing import Any

import pytest

from bot.workers.tables import ListReading
from handlers.invitations import import_worker as importing
from storage.audit import Audit
from storage.files import Files
from storage.invitations import Imports, Invitees
from storage.invitations.imports import ImportState
from storage.unit_of_work import Store
from tests.handlers.audit.traces import presses_forged
from tests.handlers.invitations.lists import (
    OVER,
    SOURCE,
    brings,
    imports,
    invitees,
    invites,
)
from tests.town import Neighbour, Town


@pytest.mark.slow
def test_a_list_given_up_leaves_nothing(town: Town, ana: Neighbour) -> None:
    brings(ana)

    ana.presses("Annuler cette liste")

    assert imports(town) == []
    assert ana.inbox[-1].endswith("Cette liste n'invite personne.")
    assert presses_forged(ana, "import_go:1") == OVER
    with town.database.unit() as store:
        assert store[Files].get(1) is None


@pytest.mark.slow
def test_a_list_that_nobody_decides_about_is_erased_after_a_day(town: Town, ana: Neighbour) -> None:
    brings(ana)

    town.move(timedelta(hours=25))

    assert imports(town) == []
    assert presses_forged(ana, "import_go:1") == OVER


@pytest.mark.slow
def test_a_person_who_did_not_come_within_sixty_days_is_erased(town: Town, ana: Neighbour) -> None:
    invites(ana)

    town.move(timedelta(days=59))
    assert len(invitees(town)) == 2
    town.move(timedelta(days=1, hours=2))

    assert invitees(town) == []
    assert imports(town) == []


@pytest.mark.slow
def test_all_of_an_import_is_withdrawn_by_either_gardener(town: Town, ana: Neighbour) -> None:
    luc = town.gardener("region")
    invites(ana)

    presses_forged(luc, "import_end:1")
    asked = luc.inbox[-1]
    said = luc.presses("Oui, tout annuler")

    assert asked.startswith(f"2 personnes sont encore invitées par cette liste : « {SOURCE} ».")
    assert said == "Ces invitations sont annulées. Leurs codes ne marchent plus."
    assert invitees(town) == []
    assert imports(town) == []
    assert ana.inbox[-1].endswith("Cette liste n'invite personne.")


@pytest.mark.slow
def test_an_import_leaves_a_trace_with_its_source(town: Town, ana: Neighbour) -> None:
    invites(ana)

    with town.database.unit() as store:
        [told] = [e for e in store[Audit].latest(20) if e.action == "import_go"]
        facts = told.facts or {}
    assert (facts["rows"], facts["source"]) == (2, SOURCE)


MANY = "Nom;E-mail\n" + "".join(f"Nom {n};n{n}@mail.fr\n" for n in range(1700))


@pytest.mark.slow
def test_nobody_counts_before_all_are_kept_and_a_restart_doubles_nobody(
    town: Town, ana: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    brings(ana, MANY)
    goes_on, handed = ListReading.next, 0

    def goes_out(sifting: ListReading) -> object:
        nonlocal handed
        handed += 1
        if handed == 4:  # the header and two parts of the list were kept
            raise KeyboardInterrupt
        return goes_on(sifting)

    monkeypatch.setattr(ListReading, "next", goes_out)
    with pytest.raises(KeyboardInterrupt):
        ana.presses("Inviter")
    monkeypatch.setattr(ListReading, "next", goes_on)
    kept = rows(town)
    counted = invitees(town)
    town.restart()
    town.move(timedelta(0))

    assert 0 < kept < 1700
    assert counted == []
    assert rows(town) == 1700
    assert [each.state for each in imports(town)] == [ImportState.DONE]


def rows(town: Town) -> int:
    """Return the number of stored people, whether they count or not."""
    with town.database.unit() as store:
        found = store[Invitees].known(1, but=0)
        return len(found.invited_places)


@pytest.mark.slow
def test_a_list_that_is_given_up_while_it_is_written_invites_nobody(
    town: Town, ana: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    brings(ana, MANY)
    kept = importing._store_people
    done = 0

    def keep_and_give_up(store: Store, **given: Any) -> bool:  # noqa: ANN401
        nonlocal done
        done += 1
        if done == 2:
            found = store[Imports].held(1)
            assert found is not None
            found.state = ImportState.ENDING
        return kept(store, **given)

    monkeypatch.setattr(importing, "_store_people", keep_and_give_up)
    ana.presses("Inviter")

    assert (rows(town), imports(town)) == (0, [])


@pytest.mark.slow
def test_a_gardener_who_is_erased_is_untied_from_their_lists(town: Town, ana: Neighbour) -> None:
    invites(ana)
    brings(ana, "Nom\nNour\n")

    ana.says("/effacer")
    ana.presses("Effacer mes données")
    ana.presses("Oui, tout effacer")

    assert [(each.member_id, each.state) for each in imports(town)] == [(None, ImportState.DONE)]
