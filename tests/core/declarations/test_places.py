"""Places as they are typed for a command or a form: found, offered as buttons, or explained."""

from typing import Annotated

import pytest

from bot.core import Context, Router, asks, text
from bot.domain.communes import Commune
from bot.domain.communities import Territory
from bot.domain.roles import Role
from bot.vocabulary.places import place_in_words
from handlers.help import help as cancelling
from storage.communities import Communities
from storage.members import Members
from storage.members.member_tables import Member
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine


class Visiting:
    """A feature that asks for places."""

    def __init__(self) -> None:
        self.router = Router()

        @self.router.command("visit", fr="visiter", example="Besançon | demain")
        def visit(
            ctx: Context,
            where: Annotated[
                Commune, asks("Menu", instead=("roam", text("Anywhere in a territory")))
            ],
            when: Annotated[str, asks("Skip")],
        ) -> str:
            """Visit a commune."""
            return f"{where.label}, {when}"

        @self.router.command("roam", fr="parcourir")
        def roam(
            ctx: Context,
            where: Annotated[Territory, asks("Help", choices=_choices)],
        ) -> str:
            """Roam a territory."""
            return f"roams {where}"

        @self.router.command("pass", fr="traverser")
        def cross(ctx: Context, where: Commune) -> str:
            """Pass through."""
            return where.code

        @self.router.form("name", who=Role.ANYONE)
        def name(ctx: Context, words: Annotated[str, asks("Settings")]) -> str:
            """Take any words."""
            return f"named {words}"

        @self.router.button("there")
        def there(ctx: Context, where: Commune) -> str:
            """Go there."""
            return where.label


def _choices(ctx: Context) -> list[tuple[str, str]]:
    return [(each, each) for each in ("Haut-Doubs", "Val : d'Amour")]


@pytest.fixture
def visiting() -> Visiting:
    return Visiting()


def territories(engine: Engine, *words: str) -> None:
    """Give the community these territories of its own."""

    def give(store: Store) -> None:
        store[Communities].get(1).territories = list(words)

    engine.store(give)


async def test_a_commune_is_read_for_a_command(make_light: Make, visiting: Visiting) -> None:
    engine = make_light(visiting.router)

    assert await engine.says("/visiter besancon | demain") == "Besançon (Doubs, 25), demain"
    assert await engine.says("/traverser 25000 Besançon", room=SQUARE) == "25056"


async def test_several_communes_are_offered_as_buttons(make: Make, visiting: Visiting) -> None:
    engine = make(visiting.router)

    assert await engine.says("/visiter Saint-Denis | demain") == "De laquelle parlez-vous ?"
    assert await engine.presses("form_pick:#93066") == (
        "Saint-Denis (Seine-Saint-Denis, 93), demain"
    )


@pytest.mark.parametrize("typed", ["30", "le Gard", "Occitanie 30190", "Saint-Denis 30", "2"])
async def test_one_of_several_communes_is_chosen_by_its_number_or_department(
    make_light: Make, visiting: Visiting, typed: str
) -> None:
    engine = make_light(visiting.router)
    await engine.says("/visiter Saint-Denis | demain")

    told = await engine.says(typed)

    where = "Seine-Saint-Denis, 93" if typed == "2" else "Gard, 30"
    assert told == f"Saint-Denis ({where}), demain"


async def test_another_name_is_another_answer(make_light: Make, visiting: Visiting) -> None:
    engine = make_light(visiting.router)
    await engine.says("/visiter Saint-Denis | demain")

    assert await engine.says("Dijon") == "Dijon (Côte-d'Or, 21), demain"


async def test_too_many_communes_are_counted(make_light: Make, visiting: Visiting) -> None:
    told = await make_light(visiting.router).says("/visiter Sainte-Colombe | demain")

    assert told == (
        "Il y a 12 communes de ce nom. Si la vôtre n'est pas ici, écrivez son nom avec son "
        "département ou son code postal."
    )


async def test_a_near_miss_is_offered(make_light: Make, visiting: Visiting) -> None:
    engine = make_light(visiting.router)

    assert await engine.says("/visiter Besanson | demain") == (
        "Je ne connais pas de commune « Besanson ». Est-ce l'une de celles-ci ?"
    )
    assert await engine.says("1") == "Besançon (Doubs, 25), demain"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param(
            "Saint-Denis",
            "« Saint-Denis » peut désigner plusieurs communes : écrivez par exemple 97400 "
            "Saint-Denis.",
            id="several",
        ),
        pytest.param(
            "Besanson",
            "Je ne connais pas de commune « Besanson ». Les noms les plus proches : Besançon",
            id="a near miss",
        ),
        pytest.param(
            "xyzabc",
            "Je ne connais pas de commune « xyzabc » : écrivez son nom comme sur le panneau, ou "
            "son code postal.",
            id="nothing",
        ),
        pytest.param(
            "dans le Jura",
            "« dans le Jura » n'est pas une commune : écrivez le nom de la commune, ou son code "
            "postal.",
            id="a department",
        ),
        pytest.param("#99999", "Je ne connais pas de commune « #99999 »", id="a made up code"),
    ],
)
async def test_an_unclear_place_is_explained_where_no_form_asks(
    make_light: Make, visiting: Visiting, typed: str, told: str
) -> None:
    assert (await make_light(visiting.router).says(f"/traverser {typed}")).startswith(told)


async def test_the_departments_of_the_community_are_preferred(
    make_light: Make, visiting: Visiting
) -> None:
    engine = make_light(visiting.router)
    territories(engine, "Haut-Doubs", "Jura")

    assert await engine.says("/visiter Sainte-Colombe | demain") != ""
    assert (await engine.says("/traverser Lons")).endswith("39000 Lons-le-Saunier.")


async def test_the_region_of_the_person_is_preferred_elsewhere(
    make_light: Make, visiting: Visiting
) -> None:
    engine = make_light(visiting.router)
    engine.member("Zoé", "telegram:7")

    def lives(store: Store) -> None:
        standing = store[Members].standing("telegram:7", 1)
        assert standing is not None
        standing.member.commune = "25056"

    assert await engine.says("/traverser Lons") == "64348"
    engine.store(lives)
    assert (await engine.says("/traverser Lons")).endswith("39000 Lons-le-Saunier.")


# Instead, choices, and old buttons


async def test_another_form_is_offered_instead(make_light: Make, visiting: Visiting) -> None:
    engine = make_light(visiting.router)
    await engine.says("/visiter")

    assert await engine.presses("form_instead:visit:roam") == "Aide"
    assert await engine.says("le Doubs") == "roams Doubs"


async def test_an_offered_place_can_be_typed_or_pressed(
    make_light: Make, visiting: Visiting
) -> None:
    engine = make_light(visiting.router)
    territories(engine, "Haut-Doubs", "Val : d'Amour")

    await engine.says("/parcourir")
    assert await engine.presses("form_say:roam:Haut-Doubs") == "roams Haut-Doubs"
    await engine.says("/parcourir")
    assert await engine.presses("form_say:roam:Val : d'Amour") == "roams Val : d'Amour"
    await engine.says("/parcourir")
    assert await engine.says("haut doubs") == "roams Haut-Doubs"


async def test_a_number_means_a_department_and_presses_no_choice(
    make_light: Make, visiting: Visiting
) -> None:
    engine = make_light(visiting.router)
    await engine.says("/parcourir")

    assert await engine.says("1") == "roams Ain"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Corse", "De laquelle parlez-vous ?"),
        ("Hau Doub", "De laquelle parlez-vous ?"),
        ("xyz", "Je ne connais pas de territoire « xyz » : écrivez le nom ou le numéro d'un"),
    ],
)
async def test_an_unclear_territory_is_asked_again(
    make_light: Make, visiting: Visiting, typed: str, told: str
) -> None:
    engine = make_light(visiting.router)
    territories(engine, "Haut-Doubs")
    await engine.says("/parcourir")

    assert (await engine.says(typed)).startswith(told)
    assert await engine.says("Jura") == "roams Jura"


@pytest.mark.parametrize(
    "press", ["form_pick:#25056", "form_say:visit:x", "form_instead:visit:roam", "form_say", "form"]
)
async def test_a_button_of_an_earlier_question_says_so(
    make_light: Make, visiting: Visiting, press: str
) -> None:
    engine = make_light(visiting.router, cancelling.router)
    await engine.presses("ask:name")

    assert (await engine.presses(press)).startswith("Ce bouton n'est plus valable.")
    assert await engine.says("Zoé") == "named Zoé"


async def test_a_button_may_bear_a_commune(make_light: Make, visiting: Visiting) -> None:
    engine = make_light(visiting.router)

    assert await engine.presses("there:#25056") == "Besançon (Doubs, 25)"
    assert (await engine.presses("there:#99999")).startswith("Ce bouton")


# In words


@pytest.mark.parametrize(
    ("commune", "territory", "words"),
    [
        (None, None, None),
        (None, "Haut-Doubs", "Haut-Doubs"),
        ("25056", None, "Besançon (Doubs)"),
        ("25056", "Haut-Doubs", "Besançon (Doubs)"),
        ("01018", "Ain", "Valserhône (Ain)"),
        ("00000", "Ain", "Ain"),
    ],
)
def test_the_place_of_a_member_is_said_in_words(
    commune: str | None, territory: str | None, words: str | None
) -> None:
    assert place_in_words(Member(commune=commune, territory=territory)) == words
