"""`publiccode.yml` is valid by version 0.5 of its standard, and says what the code says.

The rules are those of https://yml.publiccode.tools that concern what the file has; a catalogue
leaves a file out that breaks one.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core import LOCALES

ROOT = Path(__file__).parents[2]
FILE = ROOT / "publiccode.yml"
REQUIRED = {
    "": {
        *("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType"),
        *("description", "legal", "maintenance", "localisation"),
    },
    "legal": {"license"},
    "maintenance": {"type"},
    "localisation": {"localisationReady", "availableLanguages"},
}
KNOWN = {
    "": REQUIRED[""]
    | {"categories", "intendedAudience", "dependsOn", "softwareVersion", "releaseDate"},
    "intendedAudience": {"countries", "unsupportedCountries", "scope"},
    "maintenance": {"type", "contacts", "contractors"},
    "dependsOn": {"open", "proprietary", "hardware"},
}
"""Other keys are mistakes."""
LEAST, MOST_SHORT, MOST_LONG = 150, 150, 10_000
"""Characters of a long description, and the most of both."""


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return found["project"]  # type: ignore[no-any-return]


def test_its_keys_are_those_of_the_standard(described: dict[str, Any]) -> None:
    for name, keys in (REQUIRED | KNOWN).items():
        section = described[name] if name else described
        assert REQUIRED.get(name, set()) <= section.keys() <= KNOWN.get(name, keys), name
    assert described["publiccodeYmlVersion"] == "0.5.0"
    assert described["softwareType"] == "standalone/backend"
    for kind in described["dependsOn"].values():
        assert all({"name"} <= each.keys() <= {"name", "versionMin", "optional"} for each in kind)


def test_whoever_maintains_it_is_named_with_the_kind_of_maintenance(
    described: dict[str, Any],
) -> None:
    named = {"none": None, "internal": "contacts", "community": "contacts"}
    maintenance = described["maintenance"]

    wanted = named.get(maintenance["type"], "contractors")

    assert wanted is None or all(each["name"] for each in maintenance[wanted])
    assert described["url"].startswith("https://")


@pytest.mark.parametrize("language", LOCALES)
def test_each_language_is_described(described: dict[str, Any], language: str) -> None:
    words = described["description"][language]

    assert len(words["shortDescription"]) <= MOST_SHORT
    assert "\n" not in words["shortDescription"]
    assert LEAST <= len(words["longDescription"]) <= MOST_LONG
    assert len(words["features"]) == len(described["description"]["en"]["features"])
    assert all((ROOT / each).suffix == ".png" for each in words["screenshots"])
    assert all((ROOT / each).is_file() for each in words["screenshots"])


def test_it_says_what_the_code_says(described: dict[str, Any], project: dict[str, Any]) -> None:
    python = next(each for each in described["dependsOn"]["open"] if each["name"] == "Python")
    first = int(project["version"].partition(".")[0])

    assert described["legal"]["license"] == project["license"]
    assert f">={python['versionMin']}" == project["requires-python"]
    assert set(described["localisation"]["availableLanguages"]) == set(LOCALES)
    assert described.get("softwareVersion", project["version"]) == project["version"]
    assert described["developmentStatus"] == ("stable" if first else "beta")
