"""Only permitted acts are offered: every button that a role meets is theirs to press."""

from collections import deque
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.transports.playground import Posted
from storage.audit.rows import AuditRow
from tests.databases import Fresh
from tests.handlers.digest.news.writing import add_news
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town

pytestmark = pytest.mark.slow

BEGINNINGS = (
    "menu",
    "aide",
    "agenda",
    "sondage",
    "actu",
    "lettre",
    "moi",
    "reglages",
    "equipe",
    "annuaire",
)
MOST_PRESSED = 120
ENDS_IT = frozenset(
    (
        *("left", "leave", "stop", "forget", "forgotten", "unlinked", "change_nothing"),
        *("cancel", "form_cancel", "cmd", "language", "notice_in", "agree", "decline"),
    )
)
"""Buttons that end what the walk is about: the membership, the language, a form."""


@pytest.fixture
def light(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town over one SQLite file: declarations are the same on every database."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def busy(light: Town) -> Town:
    """A town with something of each kind, made by the gardeners and by a member."""
    ana, luc = light.gardener("territory"), light.gardener("region")
    paul = light.member("Paul")
    for title in ("Visite du composteur", "Atelier vélo"):
        ana.says(f"/evenement {title} | samedi 5 décembre 14h30 | Besançon | 12 places")
        ana.presses("Annoncer")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi --public")
    paul.says("/evenement Troc de graines | dimanche 6 décembre 10h | Besançon")
    add_news(luc, "!actu Aide au vélo | Les demandes ouvrent.")
    light.move(timedelta(minutes=1))
    return light


def refused(town: Town) -> list[str]:
    """Refused acts, from the audit log."""
    with town.database.unit() as store:
        rows = store._session.query(AuditRow).filter(AuditRow.outcome == "refused")
        return [f"{row.actor}: {row.action}" for row in rows]


class Walk:
    """A walk through all that one person is offered, each button once."""

    def __init__(self, who: Neighbour) -> None:
        self.who = who
        self.met: deque[tuple[Posted, str]] = deque()
        self.known: set[str] = set()

    def looks(self) -> None:
        """Note the buttons of the latest messages that were not met yet."""
        for posted in [*self.who.direct[-4:], *self.who.town.said_in(self.who.square)]:
            for choice in posted.choices:
                name = choice.press.partition(":")[0]
                known = choice.press in self.known or name in ENDS_IT or choice.deliberate
                if choice.press and not known:
                    self.known.add(choice.press)
                    self.met.append((posted, choice.press))

    def goes(self) -> int:
        """Press everything that is met; gives how many buttons."""
        mark = "/" if self.who.network == "telegram" else "!"
        for each in BEGINNINGS:
            self.who.says(f"{mark}{each}")
            self.looks()
        pressed = 0
        while self.met and pressed < MOST_PRESSED:
            posted, press = self.met.popleft()
            room = self.who.square if posted in self.who.town.said_in(self.who.square) else None
            self.who.forges(press, posted, room)
            pressed += 1
            self.looks()
        return pressed


@pytest.mark.parametrize("network", ["telegram", "matrix"])
@pytest.mark.parametrize("role", ["stranger", "member", "maker", "gardener"])
def test_every_offered_button_is_permitted(busy: Town, role: str, network: str) -> None:
    seat = "territory" if network == "telegram" else "region"
    who = {
        "stranger": lambda: busy.stranger("Xavier", on=network),
        "member": lambda: busy.member("Zoé", on=network),
        "maker": lambda: busy.member("Yan", on=network),
        "gardener": lambda: busy.gardener(seat),
    }[role]()
    if role == "maker":
        who.says("/evenement Ma visite | dimanche 6 décembre 10h | Besançon")

    assert Walk(who).goes() > (3 if role == "stranger" else 20)
    assert refused(busy) == []
