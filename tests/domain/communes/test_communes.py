"""Communes are found as people write them, and told apart."""

import json
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.communes import (
    Commune,
    at,
    departments,
    departments_called,
    find,
    guess,
    regions,
)
from bot.domain.communes.register import Register, letters_of, register, spelt
from tests.domain.communes.typed_communes import TYPED
from tests.geography.communes import made_from, main

FRANCHE_COMTE = {"25", "39", "70", "90"}
codes = st.sampled_from(sorted(register().rows))


def commune(code: str) -> Commune:
    found = at(code)
    assert found is not None
    return found


def test_all_of_france_is_known() -> None:
    assert len(register().rows) == 34_969
    assert len(departments()) == 109
    assert len(regions()) == 26


def test_a_commune_is_known_with_its_surroundings() -> None:
    besancon = commune("25056")

    assert besancon.label == "Besançon (Doubs, 25)"
    assert besancon.postcodes == ("25000",)
    assert besancon.population > 100_000
    assert besancon.department.label == "Doubs (25)"
    assert besancon.department.region.name == "Bourgogne-Franche-Comté"


@pytest.mark.parametrize(
    ("code", "label"),
    [
        pytest.param("25056", "Besançon (Doubs, 25)", id="today's"),
        pytest.param("01033", "Valserhône (Ain, 01)", id="the code of the largest part"),
        pytest.param("01018", "Valserhône (Ain, 01)", id="a part's"),
        pytest.param("02314", "Guise (Aisne, 02)", id="one that ended long ago"),
        pytest.param("02285", "Saint-Souplet (Nord, 59)", id="one in another department"),
        pytest.param("75111", "Paris (Paris, 75)", id="an arrondissement's"),
        pytest.param("2A004", "Ajaccio (Corse-du-Sud, 2A)", id="in Corsica"),
        pytest.param("98818", "Nouméa (Nouvelle-Calédonie, 988)", id="far away"),
    ],
)
def test_a_code_leads_to_the_commune_of_today(code: str, label: str) -> None:
    assert commune(code).label == label


@pytest.mark.parametrize("code", ["", "99999", "Besançon", "25"])
def test_an_odd_code_leads_nowhere(code: str) -> None:
    assert at(code) is None
    assert at("25056") is not None


@pytest.mark.parametrize(("typed", "code"), TYPED)
def test_a_commune_is_found_as_people_type_it(typed: str, code: str) -> None:
    assert [each.code for each in find(typed)] == [code]


def test_enough_ways_of_typing_are_tried() -> None:
    assert len(TYPED) >= 60


@pytest.mark.parametrize(
    ("typed", "count", "first"),
    [
        pytest.param("Saint-Denis", 4, "Saint-Denis (La Réunion, 974)", id="by their size"),
        pytest.param("Ste Colombe", 12, "Sainte-Colombe (Rhône, 69)", id="many"),
        pytest.param("70000", 42, "Vesoul (Haute-Saône, 70)", id="by their postcode"),
        pytest.param("Œuilly", 2, "Œuilly (Marne, 51)", id="with a ligature"),
        pytest.param(
            "Château-Chinon", 2, "Château-Chinon (Ville) (Nièvre, 58)", id="in one department"
        ),
        pytest.param("Boulogne", 4, "Boulogne-Billancourt (Hauts-de-Seine, 92)", id="a beginning"),
    ],
)
def test_several_communes_are_found_with_the_likeliest_first(
    typed: str, count: int, first: str
) -> None:
    found = find(typed)

    assert len(found) == count
    assert found[0].label == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("Sainte-Colombe", "Sainte-Colombe (Doubs, 25)", id="those nearby first"),
        pytest.param("Lons", "Lons-le-Saunier (Jura, 39)", id="a longer name nearby"),
        pytest.param("Paris", "Paris (Paris, 75)", id="nothing nearby"),
        pytest.param("Saint-Denis 93", "Saint-Denis (Seine-Saint-Denis, 93)", id="said otherwise"),
        pytest.param("Le Pin", "Le Pin (Jura, 39)", id="a namesake nearby"),
    ],
)
def test_near_communes_come_first(typed: str, first: str) -> None:
    assert find(typed, FRANCHE_COMTE)[0].label == first


def test_a_distant_commune_is_found_despite_near_ones() -> None:
    assert {each.code for each in find("Lons")} < {each.code for each in find("Lons", {"39"})}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "?!",
        "🙂",
        "25",
        "dans le Jura",
        "le Doubs",
        "dans la Vienne",
        "99999",
        "xyzabc",
        "a" * 10_000,
        "12 rue X",
        "\x00",
    ],
)
def test_nothing_is_found_where_no_commune_is_meant(typed: str) -> None:
    assert list(find(typed)) == []
    assert list(find("Besançon")) != []


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("Besanson", "Besançon (Doubs, 25)"),
        ("Bezançon", "Besançon (Doubs, 25)"),
        ("Monbéliard", "Montbéliard (Doubs, 25)"),
        ("Pontarlié", "Pontarlier (Doubs, 25)"),
        ("Vezoul 70", "Vesoul (Haute-Saône, 70)"),
        ("Vesoul 25", "Vesoul (Haute-Saône, 70)"),
        ("Moÿ", "Moÿ-de-l'Aisne (Aisne, 02)"),
        ("Besan", "Besançon (Doubs, 25)"),
        ("25000 Dijon", "Dijon (Côte-d'Or, 21)"),
        ("25000 Dijon", "Besançon (Doubs, 25)"),
        ("Paris XIe", "Paris (Paris, 75)"),
    ],
)
def test_a_near_miss_is_guessed(typed: str, among: str) -> None:
    assert list(find(typed)) == []
    assert among in [each.label for each in guess(typed)]


def test_a_guess_looks_nearby_first() -> None:
    assert guess("Monbelliar", FRANCHE_COMTE)[0].label == "Montbéliard (Doubs, 25)"


@given(codes)
def test_every_commune_is_found_by_its_name_and_department(code: str) -> None:
    it = commune(code)
    for typed in (it.label, f"{it.name} {it.department.code}", f"{it.name}, {it.department.name}"):
        assert it in find(typed)
        assert {each.department for each in find(typed)} == {it.department}


@given(codes)
def test_every_commune_is_found_by_its_name_alone(code: str) -> None:
    it = commune(code)
    for typed in (it.name, it.name.upper(), spelt(it.name), it.name.replace("-", " ")):
        assert it in find(typed)


@given(codes)
def test_every_commune_is_found_by_its_postcode(code: str) -> None:
    it = commune(code)
    for postcode in it.postcodes:
        assert it in find(postcode)
        assert it in find(f"{postcode} {it.name}")
        assert all(postcode in each.postcodes for each in find(f"{it.name} {postcode}"))


@given(st.sampled_from(sorted(register().parts)))
def test_every_part_is_found_by_its_name_and_department(code: str) -> None:
    name, within = register().parts[code]
    if name:
        assert commune(within) in find(f"{name} {commune(within).department.code}")


@pytest.mark.slow
@given(st.text(max_size=120), st.sets(st.sampled_from(sorted(departments()))))
def test_any_text_finds_existing_communes_or_nothing(typed: str, near: set[str]) -> None:
    for found in (find(typed, near), guess(typed, near)):
        assert all(commune(each.code) == each for each in found)
        assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("25", ["25"]),
        ("1", ["01"]),
        ("2a", ["2A"]),
        ("20", ["2A", "2B"]),
        ("Doubs", ["25"]),
        ("dans le Doubs", ["25"]),
        ("département du Doubs", ["25"]),
        ("Val d'Oise", ["95"]),
        ("La Réunion", ["974"]),
        ("corse", ["2A", "2B"]),
        ("Bourgogne Franche-Comté", ["21", "25", "39", "58", "70", "71", "89", "90"]),
        ("bfc", ["21", "25", "39", "58", "70", "71", "89", "90"]),
        ("Atlantide", []),
        ("de la", []),
        ("", []),
    ],
)
def test_an_area_is_read_as_people_say_it(typed: str, numbers: list[str]) -> None:
    assert [each.code for each in departments_called(typed)] == numbers


RELEASE = {
    "regions": [{"code": "27", "nom": "Bourgogne-Franche-Comté"}],
    "departements": [{"code": "25", "nom": "Doubs", "region": "27"}],
    "communes": [
        {"code": "25002", "nom": "Bas", "type": "commune-actuelle", "anciensCodes": ["25009"]},
        {"code": "25002", "nom": "Bas", "type": "commune-deleguee", "chefLieu": "25002"},
        {"code": "25003", "nom": "Haut", "type": "commune-associee", "chefLieu": "25002"},
        {
            "code": "25001",
            "nom": "Milieu",
            "type": "commune-actuelle",
            "population": 12,
            "codesPostaux": ["25100", "25200"],
        },
    ],
}


@pytest.fixture
def release(tmp_path: Path) -> Path:
    for name, rows in RELEASE.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


def test_the_list_is_made_from_a_release(release: Path) -> None:
    assert made_from(release).splitlines() == [
        "region\t27\tBourgogne-Franche-Comté",
        "department\t25\tDoubs\t27",
        "commune\t25001\tMilieu\t12\t25100 25200\tmilieu",
        "commune\t25002\tBas\t0\t\tbas",
        "part\t25009\t\t25002\t",
        "part\t25003\tHaut\t25002\thaut",
    ]


@pytest.mark.slow
def test_the_letters_of_the_list_are_those_of_its_names() -> None:
    known = register()
    made: dict[str, set[str]] = defaultdict(set)
    for code in (*known.rows, *known.parts):
        names = (known.rows.get(code, "").split("\t")[0], known.parts.get(code, ("", ""))[0])
        for each in {letters for name in names for letters in letters_of(name)}:
            made[each].add(code)

    assert {each: set(codes.split()) for each, codes in known.named.items()} == made


def test_the_same_release_gives_the_same_file(release: Path) -> None:
    for name in ("one", "two"):
        main(str(release / name), str(release))

    assert (release / "one").read_bytes() == (release / "two").read_bytes()


def test_columns_that_come_later_are_left_unread(release: Path) -> None:
    known = Register()

    known.take_in(f"{line}\t47.2\t6.0" for line in made_from(release).splitlines())

    assert known.commune("25003") == known.commune("25002")
    milieu = known.commune("25001")
    assert milieu is not None
    assert milieu.label == "Milieu (Doubs, 25)"
    assert milieu.postcodes == ("25100", "25200")
