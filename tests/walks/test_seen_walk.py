"""People show what they do: a portrait, a project, a visit at home, a contest, a working group."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import Reader, text
from bot.domain.roles import Seat
from tests.databases import Fresh
from tests.handlers.visits.steps import DUE, jump
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town
from tests.walks.test_walks import gardener, is_sound
from tests.walks.walks import MOST_LINES, Walk

pytestmark = pytest.mark.slow


@dataclass
class Cast:
    town: Town
    network: str
    locale: str
    gardener: Walk
    zoe: Walk
    malik: Walk

    def label(self, english: str, **values: object) -> str:
        """The words of a button in the language of this walk."""
        reader = Reader(self.locale, UTC, datetime.now(UTC).date())
        return reader.say(text(english, **values))

    def word(self, french: str, english: str) -> str:
        return french if self.locale == "fr" else english

    @property
    def walks(self):
        return self.gardener, self.zoe, self.malik


@pytest.fixture
def town(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town over one SQLite file: sentences do not depend on the database."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture(params=["telegram-fr", "telegram-en", "matrix-fr", "matrix-en"])
def cast(request, town: Town) -> Iterator[Cast]:
    network, locale = request.param.split("-")
    seat = Seat("territory" if network == "telegram" else "region")
    one = gardener(town, seat, locale)
    gardener(town, seat.other, "fr")
    zoe, malik = (town.member(each, on=network, locale=locale) for each in ("Zoé", "Malik"))
    made = Cast(town, network, locale, Walk(one), Walk(zoe.wants_messages()), Walk(malik))
    yield made
    if os.environ.get("SHOW"):
        for each in made.walks:
            print("=" * 30, request.param, each.person.name, each.costs, each.longest if each.messages else 0)
            print("\n".join(each.lines))


def test_portrait(cast: Cast) -> None:
    one, zoe, _ = cast.walks
    l = cast.label
    one.says("portraits")
    one.presses(l("Ask for a portrait"))
    one.says("Zoé")
    cast.town.move(timedelta(hours=20))
    zoe.presses(l("See the first question"))
    zoe.presses(l("Yes, 18 or older"))
    zoe.says("72 ans, j'habite Auch.")
    zoe.says("Je fais des confitures.")
    zoe.says("Un verger.")
    zoe.presses(l("Skip"))
    zoe.presses(l("Skip"))
    zoe.presses(l("Yes to the rooms"))
    one.says(cast.word("à faire", "to do"))
    one.presses(l("Look at the portrait of {name}", name="Zoé"))
    one.presses(l("Publish in the rooms"))


def test_project(cast: Cast) -> None:
    one, zoe, malik = cast.walks
    l = cast.label
    malik.says(cast.word("projets", "projects"))
    malik.presses(l("Show a project"))
    malik.says("Café réparation")
    malik.says("On répare ce qui casse, le samedi.")
    malik.says("Auch")
    malik.presses(l("Skip"))
    malik.presses(l("Yes, 18 or older"))
    malik.presses(l("Show to the members"))
    zoe.says(cast.word("projets", "projects"))
    zoe.presses("Café réparation")
    zoe.presses(l("Follow"))
    zoe.presses(l("Back to the project"))
    zoe.presses(l("Ask a question"))
    zoe.presses(l("Yes, 18 or older"))
    zoe.says("Faut-il savoir réparer ?")
    malik.presses(l("Answer {name}", name="Zoé"))
    malik.says("Non, on apprend ensemble.")


def test_visit(cast: Cast) -> None:
    one, zoe, _ = cast.walks
    l = cast.label
    one.says(cast.word("visites", "visits"))
    one.presses(l("Create a “Coffee at…”"))
    one.says("Café chez…")
    one.says(cast.word("3e samedi 10h", "3rd Saturday 10am"))
    one.says("Auch")
    one.presses(l("Announce in the rooms"))
    zoe.says(cast.word("visites", "visits"))
    zoe.presses("Café chez…")
    zoe.presses(l("I will host once"))
    zoe.presses(l("Yes, 18 or older"))
    zoe.presses(l("I will host once"))
    jump(cast.town, DUE)
    zoe.presses(l("Yes, at my home"))
    zoe.says("7 allée du Canari")
    zoe.says("8")
    zoe.presses(l("Announce it with my name"))


def test_contest(cast: Cast) -> None:
    one, zoe, malik = cast.walks
    l = cast.label
    one.says(cast.word("concours", "contest"))
    one.presses(l("Make a call"))
    one.says("Photos de nos jardins")
    one.says("Montrez votre jardin.")
    one.says("Une photo par jardin.")
    one.says(cast.word("mercredi 2 décembre 18h", "Wednesday 2 December 6pm"))
    one.presses(l("Contest"))
    one.presses(l("Publish the call"))
    for each in (malik, zoe):
        each.says(cast.word("concours", "contest"))
        each.presses("Photos de nos jardins" if cast.network == "matrix" else "1 · Photos")
        each.presses(l("Take part"))
        each.presses(l("Yes, 18 or older"))
        each.presses(l("I have read the rules and agree"))
        each.presses(l("My own name"))
        each.says("Tomates" if each is malik else "Courges")
        each.says("Sous la pluie.")
        if each is malik:
            each.presses(l("Add a picture"))
            each.sends_a_picture("Mes tomates")
            each.presses(l("Nobody can be recognised"))
            each.says("Des tomates rouges")
            each.presses(l("See it whole"))
        each.presses(l("Send my entry"))
        one.says(cast.word("à faire", "to do"))
        one.presses(l("Look at entry {number}", number=1 if each is malik else 2))
        one.presses(l("Accept"))
    cast.town.move_to(datetime(2026, 12, 2, 18, 5))
    one.says(cast.word("concours", "contest"))
    one.presses("1 · Photos")
    one.presses(l("Open the vote"))
    zoe.says(cast.word("voter", "vote"))
    zoe.presses("1 · Photos")
    zoe.presses("Tomates")
    one.says(cast.word("sondages", "polls"))
    one.presses("1 · ")
    one.presses(l("Close this poll"))
    one.presses(l("Close this poll"))
    malik.says(cast.word("concours", "contest"))


def test_group(cast: Cast) -> None:
    one, zoe, malik = cast.walks
    l = cast.label
    malik.says(cast.word("groupes", "groups"))
    malik.presses(l("Propose a group"))
    malik.presses(l("Yes, 18 or older"))
    malik.says("Compost")
    malik.says("Nous prenons soin du composteur.")
    one.says(cast.word("à faire", "to do"))
    one.presses(l("Look at group {number}", number=1))
    one.presses(l("Open the group"))
    zoe.says(cast.word("groupes", "groups"))
    zoe.presses("1 · Compost")
    zoe.presses(l("Join the group"))
    zoe.presses(l("Yes, 18 or older"))
    zoe.presses(l("Join the group"))
    malik.presses(l("See the group"))
    malik.presses(l("A poll in the group"))
    malik.says("Quel jour ?")
    malik.says("lundi, mardi")
    malik.presses(l("Skip"))
    malik.presses(l("Publish in the group"))
    zoe.says(cast.word("voter", "vote"))
    zoe.presses("1 · ")
    zoe.presses("mardi")
    cast.town.move(timedelta(days=20))
    malik.presses(l("Report for the letter"))
    malik.says("Deux bacs sont prêts.")
    malik.presses(l("Back to the group"))
    malik.presses(l("Close the group"))
    malik.says("La ville s'en occupe.")
