"""Communes, departments and regions of France: their spelling, and those that a sentence names."""

import gzip
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from bot.domain.words import fold

ARTICLES = frozenset({"l", "la", "le", "les"})
_SHORT = {
    "lez": "les",
    "mt": "mont",
    "nd": "notre dame",
    "s": "sur",
    "ss": "sous",
    "st": "saint",
    "ste": "sainte",
    "stes": "saintes",
    "sts": "saints",
}
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_ORDINAL = re.compile(r"(\d{1,2})(?:er|ere|e|eme|ieme|nd|nde)")
_UNSAID = frozenset({"arr", "arrdt", "arrondissement"})


def spelt(name: str) -> str:
    """A name in small letters, a blank between its words, abbreviations written out.

    `St-Georges-d'Orques` and `SAINT GEORGES D’ORQUES` are both `saint georges d orques`.
    """
    words = re.findall(r"[a-z]+|\d\w*", fold(name.translate(_LIGATURES)))
    return " ".join(
        ordinal[1] if (ordinal := _ORDINAL.fullmatch(word)) else _SHORT.get(word, word)
        for word in words
        if word not in _UNSAID
    )


def letters(spelling: str) -> str:
    """A spelling without its article and blanks: `le mans` is `mans`."""
    first, _, rest = spelling.partition(" ")
    return (rest if rest and first in ARTICLES else spelling).replace(" ", "")


def forms(spelling: str) -> set[str]:
    """The letters under which a spelling is found: with its article, and without."""
    return {letters(spelling), spelling.replace(" ", "")}


def bare(name: str) -> str:
    """A name without what stands in brackets: there are two `Bors (…)`."""
    return name.partition(" (")[0]


def letters_of(name: str) -> list[str]:
    """All letters under which a name is found, sorted."""
    found = {each for known in {name, bare(name)} for each in forms(spelt(known))}
    return sorted(found - {""})


@dataclass(frozen=True, slots=True)
class Region:
    """A region, or an overseas territory that counts as one."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Department:
    """A department; overseas it has the name of its region."""

    code: str
    name: str
    region: Region

    @property
    def label(self) -> str:
        """Its name and number: `Doubs (25)`."""
        return f"{self.name} ({self.code})"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today."""

    code: str
    """INSEE code, which is stored."""
    name: str
    """Official name."""
    department: Department
    population: int
    """Number of inhabitants."""
    postcodes: tuple[str, ...]
    """Postcodes that serve it."""

    @property
    def label(self) -> str:
        """Its name, and the department that tells it from its namesakes."""
        return f"{self.name} ({self.department.name}, {self.department.code})"


@dataclass(frozen=True, slots=True)
class Register:
    """All communes in packed form: one is unpacked when it is looked up."""

    regions: dict[str, Region] = field(default_factory=dict)
    """Regions by code."""
    departments: dict[str, Department] = field(default_factory=dict)
    """Departments by code."""
    rows: dict[str, str] = field(default_factory=dict)
    """Communes by code."""
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Parts of other communes by code: name and code of the commune that holds it."""
    named: dict[str, str] = field(default_factory=dict)
    """Codes, with blanks between them, by the letters of a name."""
    served: dict[str, str] = field(default_factory=dict)
    """Codes, with blanks between them, by postcode."""

    def take_in(self, lines: Iterable[str]) -> None:
        """Read what `making` wrote; columns that are not known yet are left unread."""
        takers = {
            "region": self._take_region,
            "department": self._take_department,
            "commune": self._take_commune,
            "part": self._take_part,
        }
        for line in lines:
            kind, code, rest = line.split("\t", 2)
            takers[kind](code, rest)

    def _take_region(self, code: str, rest: str) -> None:
        name, *_ = rest.split("\t")
        self.regions[code] = Region(code, name)

    def _take_department(self, code: str, rest: str) -> None:
        name, region, *_ = rest.split("\t")
        self.departments[code] = Department(code, name, self.regions[region])

    def _take_commune(self, code: str, rest: str) -> None:
        name, people, postcodes, letters, *_ = rest.split("\t")
        self.rows[code] = f"{name}\t{people}\t{postcodes}"
        for postcode in postcodes.split():
            _lead(self.served, postcode, code)
        for each in letters.split():
            _lead(self.named, each, code)

    def _take_part(self, code: str, rest: str) -> None:
        name, within, letters, *_ = rest.split("\t")
        self.parts[code] = (name, within)
        for each in letters.split():
            _lead(self.named, each, code)

    def commune(self, code: str) -> Commune | None:
        """The commune with this code, or the one in which what had it lies now."""
        if code not in self.rows and code in self.parts:
            code = self.parts[code][1]
        if code not in self.rows:
            return None
        name, people, postcodes = self.rows[code].split("\t")
        department = self.departments[department_code(code)]
        return Commune(code, name, department, int(people), tuple(postcodes.split()))

    def spellings(self, code: str) -> set[str]:
        """All spellings of names that this code has or had."""
        part = self.parts.get(code, ("", ""))[0]
        return self.names(code) | ({spelt(part), spelt(bare(part))} if part else set())

    def names(self, code: str) -> set[str]:
        """All spellings of the present names of this code."""
        name = self.rows.get(code, "").split("\t")[0]
        return {spelt(name), spelt(bare(name))} if name else set()


def _lead(index: dict[str, str], key: str, code: str) -> None:
    index[key] = f"{index[key]} {code}" if key in index else code


def department_code(code: str) -> str:
    """The first part of a commune's code: `25`, `2A`, `974`."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


@cache
def register() -> Register:
    """The whole register; read once, on first use."""
    loaded = Register()
    packed = files(__package__).joinpath("communes.tsv.gz").read_bytes()
    loaded.take_in(gzip.decompress(packed).decode().splitlines())
    return loaded


def departments() -> Mapping[str, Department]:
    """Every department, by its number."""
    return register().departments


def regions() -> Mapping[str, Region]:
    """Every region, by its code."""
    return register().regions


def at(code: str) -> Commune | None:
    """The commune with this INSEE code, or the one that it has become part of."""
    return register().commune(code)


LONGEST_PLACE = 100
"""No commune and no department has a longer name, and longer words are not looked at."""
# Words before an area or a commune: `à Besançon, dans le Doubs`.
FILLERS = frozenset(
    {"a", "au", "aux", "d", "dans", "de", "des", "du", "en", "l", "la", "le", "les"}
    | {"commune", "departement", "dept", "pays", "region", "village", "ville"}
    | {"habite", "j", "je", "suis", "vis"}
)
_NICKNAMES = {"aura": "84", "bfc": "27", "idf": "11", "paca": "93"}
_CORSICA_BEFORE_1976 = "20"


def departments_named(name: str) -> Sequence[Department]:
    """The department with this name or number, or those of the region with this name."""
    return _departments_of_name(spelt(name).split())


def departments_called(typed: str) -> Sequence[Department]:
    """Departments of a name as people write it: `dans le Doubs`, `région Occitanie`."""
    return departments_spelt(spelt(typed[:LONGEST_PLACE]).split())


def departments_spelt(words: Sequence[str]) -> Sequence[Department]:
    """Departments of a name in the spelling of the index."""
    departments = _departments_of_name(words)
    while not departments and words and words[0] in FILLERS:
        words = words[1:]
        departments = _departments_of_name(words)
    return departments


def _departments_of_name(words: Sequence[str]) -> Sequence[Department]:
    known = _areas()
    codes = known.get("".join(words)) or known.get(letters(" ".join(words)), ())
    return [register().departments[code] for code in codes]


def departments_of(postcode: str) -> Collection[str]:
    """The numbers of the departments where a postcode lies; its first digits tell."""
    number = postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]
    return _areas().get(number, ())


@cache
def _areas() -> dict[str, tuple[str, ...]]:
    """From the letters of a name, or a number, to the numbers of departments."""
    areas: dict[str, tuple[str, ...]] = {}
    by_region: dict[str, tuple[str, ...]] = {}
    for department in register().departments.values():
        code = department.code
        by_region[department.region.code] = (*by_region.get(department.region.code, ()), code)
        number, name = code.casefold(), letters(spelt(department.name))
        for each in (number, number.lstrip("0"), name, name + number):
            areas[each] = (code,)
    for region in register().regions.values():
        areas.setdefault(letters(spelt(region.name)), by_region[region.code])
    areas |= {name: by_region[region] for name, region in _NICKNAMES.items()}
    areas[_CORSICA_BEFORE_1976] = by_region["94"]
    return areas
