"""A list of people, line by line: its columns, its people, and those known before."""

from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.invitations import (
    Column,
    KnownPeople,
    LineReader,
    ListResult,
    Match,
    Person,
    Preview,
    Problem,
    email_key,
    place_key,
    read_header,
    read_preview,
)
from tests.domain.invitations.known_people import nobody_known

BESANCON, DOLE = "25056", "39198"


def sifted(
    titles: Sequence[str], *lines: Sequence[str], known: KnownPeople | None = None, **domains: str
) -> ListResult:
    header = read_header(titles)
    assert header is not None
    sieve = LineReader(header, domains, known or nobody_known())
    for number, cells in enumerate(lines, 2):
        sieve.take(number, cells)
    return sieve.take_result()


@pytest.mark.parametrize(
    ("titles", "found"),
    [
        pytest.param(["Nom", "Prénom"], {Column.NAME: 0, Column.FIRST_NAME: 1}, id="french"),
        pytest.param(["FIRST NAME", "last_name"], {Column.FIRST_NAME: 0, Column.NAME: 1}, id="en"),
        pytest.param([" nom ", "E-Mail"], {Column.NAME: 0, Column.EMAIL: 1}, id="blanks"),
        pytest.param(["Nom", "Courriel :"], {Column.NAME: 0, Column.EMAIL: 1}, id="colon"),
        pytest.param(["Nom", "Adresse e-mail"], {Column.NAME: 0, Column.EMAIL: 1}, id="words"),
        pytest.param(["Ville", "NOM"], {Column.NAME: 1, Column.COMMUNE: 0}, id="any order"),
        pytest.param(["Prenom"], {Column.FIRST_NAME: 0}, id="first name alone"),
        pytest.param(["Nom", "nom"], {Column.NAME: 0}, id="the first of two"),
    ],
)
def test_columns_are_known_by_their_titles(titles: list[str], found: dict[Column, int]) -> None:
    header = read_header(titles)

    assert header is not None
    assert header.at == found


@pytest.mark.parametrize("titles", [[], ["", ""], ["Zoé", "Martin"], ["E-mail", "Commune"]])
def test_a_line_without_a_column_of_names_is_no_header(titles: list[str]) -> None:
    assert read_header(titles) is None
    assert read_header(["Nom", *titles]) is not None


def test_an_unknown_column_is_reported() -> None:
    header = read_header(["Nom", "Téléphone", "", "E-mail"])

    assert header is not None
    assert (header.understood, header.ignored) == (("Nom", "E-mail"), ("Téléphone",))


def test_a_line_becomes_a_person() -> None:
    titles = ["Nom", "Prénom", "Mail", "CP", "Commune", "Cercle", "Domaines", "Langue"]
    line = ["Martin", "Zoé", "Zoe@Mail.FR", "25000", "Besançon", "actif", "Eau; Sol", "français"]

    found = sifted(titles, line, eau="water", sol="soil")

    assert found.people == [
        Person(2, "Zoé Martin", "zoe@mail.fr", BESANCON, "engaged", ("water", "soil"), "fr")
    ]
    assert found.remarks == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param(["", "zoe@mail.fr"], Problem.NO_NAME, id="no name"),
        pytest.param(["Zoé", "zoe"], Problem.ODD_EMAIL, id="no address"),
        pytest.param(["Zoé", "zoe@mail.fr, max@mail.fr"], Problem.ODD_EMAIL, id="two addresses"),
        pytest.param(["Zoé", "=zoe@mail.fr"], Problem.ODD_EMAIL, id="formula for an address"),
        pytest.param(["Z" * 61, ""], Problem.LONG_NAME, id="long"),
        pytest.param(["0381000000", ""], Problem.ODD_NAME, id="number"),
        pytest.param(['=HYPERLINK("http://x")', ""], Problem.ODD_NAME, id="formula"),
    ],
)
def test_an_error_leaves_its_line_out(line: list[str], problem: Problem) -> None:
    found = sifted(["Nom", "E-mail"], line, ["Max", ""])

    assert [each.name for each in found.people] == ["Max"]
    assert [(each.line, each.problem) for each in found.remarks] == [(2, problem)]
    assert problem.leaves_out


@pytest.mark.parametrize(
    ("title", "cell", "problem"),
    [
        ("Commune", "Atlantide", Problem.COMMUNE),
        ("Commune", "Sainte-Colombe", Problem.COMMUNE),
        ("Cercle", "intime", Problem.CIRCLE),
        ("Domaine", "tricot", Problem.DOMAIN),
        ("Langue", "klingon", Problem.LOCALE),
    ],
)
def test_a_wrong_optional_cell_is_left_out_and_reported(
    title: str, cell: str, problem: Problem
) -> None:
    found = sifted(["Nom", title], ["Zoé", cell])

    assert found.people == [Person(2, "Zoé")]
    assert [(each.problem, each.typed) for each in found.remarks] == [(problem, cell)]
    assert not problem.leaves_out


def test_a_postcode_that_a_spreadsheet_made_a_number_has_its_nought_again() -> None:
    found = sifted(["Nom", "Ville", "Code postal"], ["Zoé", "Bourg-en-Bresse", "1000"])

    assert [each.commune for each in found.people] == ["01053"]


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        pytest.param(
            ["Zoé", "z@m.fr", ""], ["Z. M.", "Z@M.FR", ""], Match.TWICE_EMAIL, id="e-mail"
        ),
        pytest.param(["Zoé M", "", "Dole"], ["m zoe", "", "DOLE"], Match.TWICE_PLACE, id="place"),
        pytest.param(["Zoé", "z@m.fr", "Dole"], ["Zoé", "", "Dole"], Match.TWICE_PLACE, id="one"),
        pytest.param(["Zoé", "a@m.fr", "Dole"], ["Zoé", "b@m.fr", "Dole"], None, id="namesakes"),
        pytest.param(["Zoé", "", "Dole"], ["Zoé", "", "Besançon"], None, id="elsewhere"),
    ],
)
def test_a_person_listed_twice_is_invited_once(
    first: list[str], second: list[str], how: Match | None
) -> None:
    found = sifted(["Nom", "E-mail", "Commune"], first, second)

    assert [each.how for each in found.repeated] == ([] if how is None else [how])
    assert len(found.people) == 2 - len(found.repeated)


@pytest.mark.parametrize(
    ("line", "how"),
    [
        (["Quelqu'un", "ana@m.fr", ""], Match.MEMBER_EMAIL),
        (["Max Roux", "", "Dole"], Match.MEMBER_PLACE),
        (["Quelqu'un", "lou@m.fr", ""], Match.INVITED_EMAIL),
        (["Lou Petit", "autre@m.fr", "Dole"], Match.INVITED_PLACE),
    ],
)
def test_a_known_person_is_not_invited_again(line: list[str], how: Match) -> None:
    known = KnownPeople(
        array("q", [email_key("ana@m.fr")]),
        array("q", [place_key("Roux Max", DOLE)]),
        array("q", [email_key("lou@m.fr")]),
        array("q", [place_key("Lou Petit", DOLE)]),
    )

    found = sifted(["Nom", "E-mail", "Commune"], line, known=known)

    assert found.people == []
    assert [each.how for each in found.repeated] == [how]


cells = st.text(st.characters(codec="utf-8"), max_size=80)


@pytest.mark.slow
@given(st.lists(st.lists(cells, max_size=10), max_size=30), st.permutations(list(Column)))
def test_each_line_of_any_list_is_a_person_a_repetition_a_remark_or_empty(
    lines: list[list[str]], order: list[Column]
) -> None:
    titles = [column.value.replace("locale", "langue").replace("_", " ") for column in order]

    found = sifted(titles, *lines)
    preview = Preview()
    preview.take(found)

    left_out = [each.line for each in found.remarks if each.problem.leaves_out]
    told = [*(each.line for each in found.people), *(each.line for each in found.repeated)]
    empty = [number for number, line in enumerate(lines, 2) if not any(line)]
    assert sorted({*told, *left_out, *empty}) == list(range(2, len(lines) + 2))
    assert len(told) == len(set(told)), "nobody is told of twice"
    assert not {*told} & {*left_out}
    for person in found.people:
        assert 0 < len(person.name) <= 60
        assert "\n" not in person.name
        assert person.name[0] not in "=+-@"
    assert read_preview(preview.kept()) == preview


@pytest.mark.slow
@given(st.lists(st.tuples(cells, st.sampled_from(["", "Dole", "Besançon"])), max_size=30))
def test_the_same_list_again_invites_nobody(lines: list[tuple[str, str]]) -> None:
    once = sifted(["Nom", "Commune"], *lines)
    known = KnownPeople(
        array("q"),
        array("q"),
        array("q"),
        array("q", [place_key(each.name, each.commune or "") for each in once.people]),
    )

    assert sifted(["Nom", "Commune"], *lines, known=known).people == []
