"""Sign-ups in any order: no place is taken twice, and nobody is passed over."""

from collections.abc import Callable

import pytest

from handlers.events import card as event_card
from handlers.events import change_notices as event_notices
from handlers.events import rsvp
from schedules import events as schedule
from tests.core.engine import Engine
from tests.handlers.events.sign_up.attending import Attending
from tests.plugins.sweeps import Sweep
from tests.state_machines import run_in_any_order


@pytest.mark.timeout(600)  # only a failure takes so long: it is made short before it is told
def test_in_any_order_of_acts_nobody_is_passed_over_and_no_place_is_taken_twice(
    fresh_database: Callable[[str], str], sweep: Sweep
) -> None:
    class HereAndNow(Attending):
        def __init__(self) -> None:
            super().__init__()
            self.engine = Engine(
                fresh_database("sqlite"),
                event_card.router,
                rsvp.router,
                jobs=[schedule.jobs, event_notices.jobs],
            )

    run_in_any_order(HereAndNow, examples=25 if sweep.is_whole else 3, steps=40)
