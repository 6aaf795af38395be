"""The communes, departments and regions of France, read once from the file beside this one."""

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from bot.domain.communes.spelling import bare, spelt


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
    """Its department."""
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
