"""The French catalogue, and the sentences in the code."""

import tomllib

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.core.messages.language.sentences import FRENCH, ROOT, Forms, forms, translated


def in_the_code() -> set[Forms]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        babel = tomllib.load(file)["tool"]["babel"]
    methods = [
        (pattern, babel["extractors"][mapping["method"]])
        for mapping in babel["mappings"]
        for pattern in mapping["pattern"]
    ]
    options = {
        pattern: {name: str(value) for name, value in mapping.items()}
        for mapping in babel["mappings"]
        for pattern in mapping["pattern"]
    }
    found = extract_from_dir(ROOT, methods, options)
    return {forms(sentence) for _, _, sentence, _, _ in found if sentence}


@pytest.fixture(scope="module")
def french() -> dict[Forms, Forms]:
    with FRENCH.open("rb") as file:
        return dict(translated(read_po(file, locale="fr")))


@pytest.fixture(scope="module")
def sentences() -> set[Forms]:
    return in_the_code()
