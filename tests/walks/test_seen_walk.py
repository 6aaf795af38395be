"""People show what they do: a portrait, a project, a visit at home, a contest, a working group.

Zoé is 72 and shy, Malik has ideas, a gardener looks after both. The ceilings are the numbers of
today, of all three together: a higher one needs a reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import Reader, text
from bot.domain.roles import Seat
from tests.databases import Fresh
from tests.handlers.visits.steps import DUE, jump
from tests.plain_text import plain
from tests.saved_towns import SavedTowns
from tests.town import PARIS, Town, labels
from tests.walks.test_walks import gardener, is_sound
from tests.walks.walks import MOST_LINES, Walk

pytestmark = pytest.mark.slow

CEILINGS: dict[str, dict[str, tuple[int, int, int]]] = {
    "portrait": {"telegram": (8, 15, 13), "matrix": (0, 26, 16)},
    "project": {"telegram": (10, 20, 16), "matrix": (0, 32, 19)},
    "visit": {"telegram": (8, 13, 12), "matrix": (0, 21, 17)},
    "contest": {"telegram": (30, 36, 44), "matrix": (1, 86, 55)},
    "group": {"telegram": (16, 30, 23), "matrix": (0, 51, 29)},  # Zoé joins by a whole sentence
}
"""Taps, typed words and messages, by walk and network."""
MOST_LINES_OF_FIVE = {"portrait": 17, "contest": 16}
"""Where a whole portrait is read, or the rules of a contest are agreed to."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The three people on one network, in one language."""

    town: Town
    network: str
    locale: str
    gardener: Walk
    zoe: Walk
    malik: Walk

    def label(self, english: str, **values: object) -> str:
        """The words of a button in the language of this walk."""
        reader = Reader(self.locale, PARIS, datetime.now(UTC).date())
        return plain(reader.say(text(english, **values)))

    def word(self, french: str, english: str) -> str:
        return french if self.locale == "fr" else english

    @property
    def square(self) -> list[str]:
        """The messages in the room of this network."""
        return [each.text for each in self.town.said_in(self.zoe.person.square)]

    def answers(self, walk: Walk, label: str) -> str:
        """Press a button of a message that came by itself; without buttons, write its label."""
        return walk.says(label) if self.network == "matrix" else walk.presses(label)

    def is_fine(self, name: str) -> bool:
        """True if all was understood, with few acts and no long message."""
        walks = [each for each in (self.gardener, self.zoe, self.malik) if each.messages]
        assert all(map(is_sound, walks))
        most = MOST_LINES_OF_FIVE.get(name, MOST_LINES)
        assert max(each.longest for each in walks) <= most
        costs = tuple(map(sum, zip(*(each.costs for each in walks), strict=True)))
        return all(map(int.__le__, costs, CEILINGS[name][self.network])) or pytest.fail(str(costs))


@pytest.fixture
def town(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town over one SQLite file: sentences do not depend on the database."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture(
    params=[
        pytest.param(("telegram", "fr"), id="telegram, in French"),
        pytest.param(("telegram", "en"), id="telegram, in English"),
        pytest.param(("matrix", "fr"), id="matrix, in French"),
        pytest.param(("matrix", "en"), id="matrix, in English"),
    ]
)
def cast(request: pytest.FixtureRequest, town: Town) -> Cast:
    network, locale = request.param
    seat = Seat.TERRITORY if network == "telegram" else Seat.REGION
    one = gardener(town, seat, locale)
    gardener(town, seat.other, "fr")
    zoe, malik = (town.member(each, on=network, locale=locale) for each in ("Zoé", "Malik"))
    return Cast(town, network, locale, Walk(one), Walk(zoe.wants_messages()), Walk(malik))


def test_a_shy_person_is_portrayed(cast: Cast) -> None:
    """Asked by the gardener, she answers three questions, reads it, and says yes to the rooms."""
    one, zoe, press = cast.gardener, cast.zoe, cast.label

    one.says("portraits")
    one.presses(press("Ask for a portrait"))
    asked = one.says("Zoé")
    cast.town.move(timedelta(minutes=1))
    invited = zoe.person.inbox[-1]
    zoe.presses(press("See the first question"))
    zoe.presses(press("Yes, 18 or older"))
    zoe.says("J'habite Auch, j'aime son marché.")
    zoe.says("Je fais des confitures.")
    zoe.says("Mon verger.")
    zoe.presses(press("Skip"))
    whole = zoe.presses(press("Skip"))
    zoe.presses(press("Yes to the rooms"))
    one.says(cast.word("à faire", "to do"))
    one.presses(press("Look at the portrait of {name}", name="Zoé"))
    one.presses(press("Publish in the rooms"))

    assert "Zoé" in asked
    assert one.person.name in invited
    assert "Je fais des confitures." in whole
    assert "Je fais des confitures." in cast.square[-1]
    assert cast.is_fine("portrait")


def test_a_project_is_made_followed_and_asked_about(cast: Cast) -> None:
    zoe, malik, press = cast.zoe, cast.malik, cast.label

    malik.says(cast.word("projets", "projects"))
    malik.presses(press("Show a project"))
    malik.says("Café réparation")
    malik.says("On répare ce qui casse, le samedi.")
    malik.says("Auch")
    malik.presses(press("Skip"))
    malik.presses(press("Yes, 18 or older"))
    malik.presses(press("Show to the members"))
    zoe.says(cast.word("projets", "projects"))
    zoe.presses("Café réparation")
    zoe.presses(press("Follow"))
    zoe.presses(press("Back to the project"))
    zoe.presses(press("Ask a question"))
    zoe.presses(press("Yes, 18 or older"))
    zoe.says("Faut-il savoir réparer ?")
    asked = malik.person.inbox[-1]
    cast.answers(malik, press("Answer {name}", name="Zoé"))
    malik.says("Non, on apprend ensemble.")

    assert "Faut-il savoir réparer ?" in asked
    assert "Non, on apprend ensemble." in zoe.person.inbox[-1]
    assert cast.is_fine("project")


def test_a_home_is_open_once(cast: Cast) -> None:
    """The gardener makes a monthly series, and she hosts when her turn comes."""
    one, zoe, press = cast.gardener, cast.zoe, cast.label

    one.says(cast.word("visites", "visits"))
    one.presses(press("Create a “Coffee at…”"))
    one.says("Café chez…")
    one.says(cast.word("3e samedi 10h", "3rd Saturday 10am"))
    one.says("Auch")
    one.presses(press("Announce in the rooms"))
    zoe.says(cast.word("visites", "visits"))
    zoe.presses("Café chez…")
    zoe.presses(press("I will host once"))
    zoe.presses(press("Yes, 18 or older"))
    zoe.presses(press("I will host once"))
    jump(cast.town, DUE)
    zoe.presses(press("Yes, at my home"))
    zoe.says("7 allée du Canari")
    zoe.says("8")
    zoe.presses(press("Announce it with my name"))

    assert "Café chez Zoé" in cast.square[-1]
    assert "Canari" not in cast.square[-1]
    assert cast.is_fine("visit")


def test_a_contest_goes_from_its_rules_to_its_result(cast: Cast) -> None:
    """Malik enters with a picture and Zoé without; a vote, and who is first."""
    one, zoe, malik, press = cast.gardener, cast.zoe, cast.malik, cast.label

    one.says(cast.word("concours", "contest"))
    one.presses(press("Make a call"))
    one.says("Photos de nos jardins")
    one.says("Montrez votre jardin.")
    one.says("Une photo par jardin.")
    one.says(cast.word("mercredi 25 novembre 18h", "Wednesday 25 November 6pm"))
    one.presses(press("Contest"))
    one.presses(press("Publish the call"))
    for number, each in enumerate((malik, zoe), start=1):
        each.says(cast.word("concours", "contest"))
        each.presses("1 · Photos de nos jardins")
        each.presses(press("Take part"))
        each.presses(press("Yes, 18 or older"))
        each.presses(press("I have read the rules and agree"))
        each.presses(press("My own name"))
        each.says("Tomates" if each is malik else "Courges")
        each.says("Sous la pluie.")
        if each is malik:
            each.presses(press("Add a picture"))
            each.sends_a_picture("")
            each.presses(press("Nobody can be recognised"))
            each.says("Des tomates rouges")
            each.presses(press("See it whole"))
        each.presses(press("Send my entry"))
        one.says(cast.word("à faire", "to do"))
        one.presses(press("Look at entry {number}", number=number))
        one.presses(press("Accept"))
    jump(cast.town, datetime(2026, 11, 25, 18, 5, tzinfo=PARIS))
    one.says(cast.word("concours", "contest"))
    cast.answers(one, "1 · Photos de nos jardins")
    one.presses(press("Open the vote"))
    zoe.says(cast.word("voter", "vote"))
    zoe.presses("1 · Photos de nos jardins")
    zoe.presses("Tomates")
    one.says(cast.word("sondages", "polls"))
    one.presses("1 · Photos de nos jardins")
    one.presses(cast.word("Clore", "Close"))
    one.presses(cast.word("Clore", "Close"))

    assert "1. Tomates – Malik" in cast.square[-1]
    assert "« Tomates »" in malik.person.inbox[-1] or "“Tomates”" in malik.person.inbox[-1]
    assert cast.is_fine("contest")


def test_a_working_group_opens_works_and_closes(cast: Cast) -> None:
    """Malik proposes it, the gardener opens it, Zoé joins; a poll, the month's line, its end."""
    one, zoe, malik, press = cast.gardener, cast.zoe, cast.malik, cast.label

    malik.says(cast.word("groupes", "groups"))
    malik.presses(press("Propose a group"))
    malik.presses(press("Yes, 18 or older"))
    malik.says("Compost")
    malik.says("Nous prenons soin du composteur.")
    one.says(cast.word("à faire", "to do"))
    one.presses(press("Look at group {number}", number=1))
    one.presses(press("Open the group"))
    wish = ("je veux rejoindre le groupe compost", "I want to join the compost group")
    zoe.says(cast.word(*wish))
    zoe.presses(press("Join the group"))
    zoe.presses(press("Yes, 18 or older"))
    zoe.presses(press("Join the group"))
    cast.answers(malik, press("See the group"))
    malik.presses(press("A poll in the group"))
    malik.says("Quel jour ?")
    malik.says("lundi, mardi")
    malik.presses(press("Skip"))
    malik.presses(press("Publish in the group"))
    cast.answers(zoe, press("Vote"))
    zoe.presses("mardi")
    jump(cast.town, datetime(2026, 12, 14, 10, 1, tzinfo=PARIS))
    cast.answers(malik, press("Report for the letter"))
    reported = malik.says("Deux bacs sont prêts.")
    malik.presses(press("Back to the group"))
    malik.presses(press("Close the group"))
    malik.says("La ville s'en occupe.")

    assert "Deux bacs sont prêts." in reported
    assert "La ville s'en occupe." in zoe.person.inbox[-1]
    assert cast.is_fine("group")


TYPED = {
    "projets": ("🌱", "Projects"),
    "appels": ("🌻", "Calls and contests"),
    "groupes": ("🛠", "Working groups"),
    "visites": ("🏡", "Visits"),
    "portrait": ("👤", "Portraits"),
}
"""What is typed alone in private; the sign and the button of what opens."""


@pytest.mark.parametrize("who", ["malik", "gardener"])
def test_all_five_are_found_by_buttons_and_by_one_word(cast: Cast, who: str) -> None:
    person = getattr(cast, who).person
    person.says("menu")
    found = set(labels(person))
    tending = ("Tending the community…",) if who == "gardener" else ()
    for page in ("More…", "Find each other…", *tending):
        person.presses(cast.label(page))
        found |= set(labels(person))
        if page == "Find each other…":
            person.presses(cast.label("Back to the menu"))
            person.presses(cast.label("More…"))
    opened = {each: person.says(each)[:1] for each in TYPED}

    assert {cast.label(label) for _, label in TYPED.values()} <= found
    assert opened == {each: sign for each, (sign, _) in TYPED.items()}
