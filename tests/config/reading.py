"""Configurations of tests, and the problems found in them."""

from pathlib import Path

import pytest

from bot.config import ConfigError, load

TOKEN = "123456:secret-letters"
MATRIX = '[matrix]\nuser = "@terreau:example.org"\n'
ON_MATRIX = f'{MATRIX}homeserver = "https://matrix.example.org/"\npassword = "hush-hush"\n'
MAIL = (
    '[mail]\nimap = "imaps://mail.region.example"\npassword = "hush"\n'
    'authserv_id = "mail.region.example"\n'
)
A_COMMUNITY = '[[communities]]\nslug = "energie"\nname = "Énergie"\n'


def problems_of(config: Path, text: str, **env: str) -> tuple[str, ...]:
    config.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(config, env)
    assert str(caught.value).splitlines() == list(caught.value.problems)
    return caught.value.problems
