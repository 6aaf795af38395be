"""Counts of the map, which tell nothing of fewer than five people."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.communes import departments
from bot.domain.map import (
    COUNT_STEP,
    NOWHERE,
    AreaCount,
    AreaLevel,
    PlacedPeople,
    by_department,
    merged,
    region_of,
)

people = st.dictionaries(
    st.sampled_from([*sorted(departments()), NOWHERE]), st.integers(1, 12), max_size=40
)


def behind(area: AreaCount, counts: Mapping[str, int], areas: list[AreaCount]) -> int:
    """The number of people for whom an area stands."""
    alone = {each.code for each in areas if each.level is AreaLevel.DEPARTMENT}
    regions = {each.code for each in areas if each.level is AreaLevel.REGION}
    match area.level:
        case AreaLevel.DEPARTMENT:
            return counts[area.code]
        case AreaLevel.REGION:
            others = {code: count for code, count in counts.items() if code not in alone}
            return sum(count for code, count in others.items() if region_of(code) == area.code)
        case AreaLevel.ELSEWHERE:
            left = (code for code in counts if code not in alone and region_of(code) not in regions)
            return sum(counts[code] for code in left)


@given(people)
def test_no_number_stands_for_fewer_than_five_people(counts: dict[str, int]) -> None:
    areas = list(merged(counts))

    for each in areas:
        truly = behind(each, counts, areas)
        assert truly >= COUNT_STEP
        assert each.count % COUNT_STEP == 0
        assert abs(each.count - truly) <= COUNT_STEP // 2


@given(people)
def test_only_a_few_people_are_left_out(counts: dict[str, int]) -> None:
    areas = list(merged(counts))

    told = sum(behind(each, counts, areas) for each in areas)
    assert 0 <= sum(counts.values()) - told < COUNT_STEP
    assert len({(each.level, each.code) for each in areas}) == len(areas)


@given(people, st.sampled_from(sorted(departments())))
def test_another_person_changes_no_other_department(counts: dict[str, int], code: str) -> None:
    before = {each for each in merged(counts) if each.level is AreaLevel.DEPARTMENT}
    after = {
        each
        for each in merged({**counts, code: counts.get(code, 0) + 1})
        if each.level is AreaLevel.DEPARTMENT
    }

    assert {each.code for each in before ^ after} <= {code}


def test_few_people_are_counted_with_their_region_then_elsewhere() -> None:
    areas = merged({"25": 13, "39": 4, "70": 3, "21": 5, "75": 2, NOWHERE: 4})

    assert list(areas) == [
        AreaCount(AreaLevel.DEPARTMENT, "25", 15),
        AreaCount(AreaLevel.DEPARTMENT, "21", 5),
        AreaCount(AreaLevel.REGION, "27", 5),
        AreaCount(AreaLevel.ELSEWHERE, "", 5),
    ]


def test_a_commune_tells_the_department_then_a_territory_that_is_one() -> None:
    counts = by_department(
        [
            PlacedPeople("25056", "Jura", 3),
            PlacedPeople(None, "Jura", 2),
            PlacedPeople(None, "Occitanie", 1),
            PlacedPeople(None, "Le plateau", 1),
            PlacedPeople(None, None, 4),
        ]
    )

    assert counts == {"25": 3, "39": 2, NOWHERE: 6}
