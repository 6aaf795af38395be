"""Reports of events as they are typed and asked for."""

from datetime import datetime

from tests.town import Neighbour

DAY_AFTER = datetime(2026, 11, 26, 10, 5)  # noqa: DTZ001 - local, as the town takes it
ACCOUNT = "Douze personnes sont venues."


def tells(who: Neighbour, account: str = ACCOUNT, *, publish: bool = True) -> str:
    """Tell what came of the event, with a decision, and a step for the fourth of December."""
    mark = "/" if who.network == "telegram" else "!"
    who.says(f"{mark}suite 1")
    who.says(account)
    who.says("Un deuxième bac")
    who.says("Commander le bac")
    page = who.says("vendredi 4 décembre")
    return who.presses("Publier") if publish else page
