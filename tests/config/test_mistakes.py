"""Mistakes in the configuration, each with its explanation."""

from pathlib import Path

import pytest

from bot.config import ConfigError, load
from tests.config.mistakes import MISTAKES
from tests.config.reading import TOKEN, problems_of


@pytest.mark.parametrize(
    ("text", "problem"),
    MISTAKES,
)
def test_a_mistake_is_explained(config: Path, text: str, problem: str) -> None:
    assert problems_of(config, text) == (problem,)


def test_a_mistake_in_the_environment_is_explained(config: Path) -> None:
    [unknown] = problems_of(config, "", TERREAU_TELEGRM__TOKEN=TOKEN)
    [not_json] = problems_of(config, "", TERREAU_COMMUNITIES="energie")
    [not_list] = problems_of(config, "", TERREAU_COMMUNITIES__ENERGIE="1")

    assert unknown == "telegrm: is not a known section; did you mean telegram?"
    assert not_json.startswith("TERREAU_COMMUNITIES: is not JSON (")
    assert not_list.startswith("communities: there may be several; write [[communities]]")


def test_every_mistake_has_its_line(config: Path) -> None:
    text = '[instance]\nlocale = "de"\nlanguage = "de"\n[http]\nlisten = "8080"\n'

    keys = [problem.partition(":")[0] for problem in problems_of(config, text)]

    assert keys == ["instance.locale", "instance.language", "http.listen"]


def test_a_file_that_is_not_toml_is_explained(config: Path) -> None:
    [problem] = problems_of(config, "[instance]\nname Terreau\n")

    assert problem.startswith(f"{config}: cannot be understood (")
    assert "line 2" in problem

    config.write_text('[instance]\nname = "Forêt"\n', encoding="latin-1")
    with pytest.raises(ConfigError, match=r"is not a text in UTF-8 \(line 2\); save it"):
        load(config, {})

    [twice] = problems_of(config, '[instance]\nname = "A"\nname = "B"\n')
    assert "(line 3: this name is there twice)" in twice


def test_an_absent_file_is_explained(config: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read .+; copy config"):
        load(config, {})
