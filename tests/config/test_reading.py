"""The configuration, from the seat of the person who writes it."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from bot.config import Settings, load
from tests.config.reading import A_COMMUNITY, MATRIX, ON_MATRIX, TOKEN, problems_of

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
FRENCH_EXAMPLE = EXAMPLE.with_name("config.example.fr.toml")


def test_nothing_is_needed_to_start() -> None:
    settings = load(None, {})

    assert settings == Settings()
    assert settings.telegram is None
    assert settings.instance.timezone == "Europe/Paris"
    assert (settings.http.host, settings.http.port) == ("127.0.0.1", 8080)


def test_the_example_loads() -> None:
    settings = load(EXAMPLE, {})

    assert settings.telegram is not None
    assert settings.matrix
    assert [community.slug for community in settings.communities] == ["energie"]
    assert settings.communities[0].gardeners.territory == "telegram:43"


def test_the_example_names_every_key() -> None:
    assert keys_written(tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))) == keys_known(Settings)


def test_both_examples_have_the_same_keys_and_values() -> None:
    english, french = (each.read_text(encoding="utf-8") for each in (EXAMPLE, FRENCH_EXAMPLE))

    assert tomllib.loads(french) == tomllib.loads(english)
    assert lines_left_out(french) == lines_left_out(english)


def lines_left_out(text: str) -> list[str]:
    """The settings that stand behind a `#`."""
    return [line for line in text.splitlines() if re.match(r"# (?:\w+ = |\[)", line)]


def keys_written(section: dict[str, Any]) -> set[str]:
    keys = set(section)
    for name, value in section.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                keys |= {f"{name}.{key}" for key in keys_written(part)}
    return keys


def keys_known(model: type[BaseModel]) -> set[str]:
    keys = set(model.model_fields)
    for name, field in model.model_fields.items():
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                keys |= {f"{name}.{key}" for key in keys_known(part)}
    return keys


def test_trusted_proxies_are_addresses_or_networks(config: Path) -> None:
    config.write_text('[http]\ntrusted_proxies = ["127.0.0.1", "10.1.2.3/24", "2001:db8::/48"]\n')

    named = [str(each) for each in load(config, {}).http.trusted_proxies]
    twin = load(None, {"TERREAU_HTTP__TRUSTED_PROXIES": "127.0.0.1, ::1"}).http.trusted_proxies

    assert named == ["127.0.0.1/32", "10.1.2.0/24", "2001:db8::/48"]
    assert [str(each) for each in twin] == ["127.0.0.1/32", "::1/128"]
    assert load(None, {}).http.trusted_proxies == ()


@pytest.mark.parametrize(
    ("proxy", "fact"),
    [
        pytest.param("localhost", "is neither an address nor a network", id="a name"),
        pytest.param("0.0.0.0/0", "is everybody: name the address of your web server", id="all"),
        pytest.param("::/0", "is everybody: name the address of your web server", id="all of IPv6"),
    ],
)
def test_a_wrong_proxy_is_told(config: Path, proxy: str, fact: str) -> None:
    [problem] = problems_of(config, f'[http]\ntrusted_proxies = ["{proxy}"]\n')

    assert problem.startswith(f"http.trusted_proxies: “{proxy}” {fact}")
    assert "127.0.0.1" in problem


def test_the_environment_prevails(config: Path) -> None:
    config.write_text('[instance]\nname = "Humus"\nlocale = "fr"\n', encoding="utf-8")
    env = {
        "TERREAU_INSTANCE__LOCALE": "en",
        "TERREAU_INSTANCE__CULTIVATORS": "telegram:1, matrix:@ana:example.org",
        "TERREAU_INSTANCE__CONTACT": "",
        "TERREAU_TELEGRAM__TOKEN": TOKEN,
        "TERREAU_PRIVACY__RETENTION_MONTHS": "24",
        "TERREAU_PORT": "tcp://10.0.0.1:80",
        "PATH": "/bin",
    }

    settings = load(config, env)

    assert settings.instance.name == "Humus"
    assert settings.instance.locale == "en"
    assert settings.instance.cultivators == ("telegram:1", "matrix:@ana:example.org")
    assert settings.privacy.retention_months == 24
    assert settings.privacy.retention_days == 30
    assert settings.telegram is not None
    assert settings.telegram.token.get_secret_value() == TOKEN


def test_matrix_needs_no_more_than_an_account(config: Path) -> None:
    config.write_text(ON_MATRIX, encoding="utf-8")

    settings = load(config, {})

    assert settings.telegram is None
    assert settings.matrix["matrix"].homeserver == "https://matrix.example.org"
    assert settings.matrix["matrix"].password.get_secret_value() == "hush-hush"
    assert settings.matrix["matrix"].inviters == ("*:example.org",)
    assert settings.matrix["matrix"].encryption
    assert settings.servers[0].pickle_key_file == config.with_name("data") / "matrix.key"


def test_matrix_may_come_from_the_environment(tmp_path: Path, config: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("syt_letters\n", encoding="utf-8")
    config.write_text(f'[instance]\ndata = "kept"\n{MATRIX}', encoding="utf-8")
    env = {
        "TERREAU_MATRIX__HOMESERVER": "https://matrix.example.org",
        "TERREAU_MATRIX__ACCESS_TOKEN_FILE": str(secret),
        "TERREAU_MATRIX__INVITED_BY": "*:example.org,@ana:elsewhere.example",
        "TERREAU_MATRIX__ENCRYPTION": "false",
    }

    settings = load(config, env)

    assert settings.matrix["matrix"].access_token.get_secret_value() == "syt_letters"
    assert settings.matrix["matrix"].inviters == ("*:example.org", "@ana:elsewhere.example")
    assert not settings.matrix["matrix"].encryption
    assert settings.servers[0].pickle_key_file == config.with_name("kept") / "matrix.key"


def test_communities_may_come_from_the_environment(config: Path) -> None:
    config.write_text(A_COMMUNITY, encoding="utf-8")

    settings = load(config, {"TERREAU_COMMUNITIES": '[{"slug": "eau", "name": "Eau"}]'})

    assert [community.slug for community in settings.communities] == ["eau"]


def test_purposes_may_come_from_the_environment(config: Path) -> None:
    config.write_text('[privacy]\ncontroller = "Région Exemple"\n', encoding="utf-8")
    purpose = '[{"key": "email", "basis": "votre accord", "duration": "un an"}]'

    settings = load(config, {"TERREAU_PRIVACY__PURPOSES": purpose})

    assert [each.key for each in settings.privacy.purposes] == ["email"]
    assert settings.privacy.controller == "Région Exemple"


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERREAU_INSTANCE__NAME", "Humus")

    assert load(None).instance.name == "Humus"


def test_a_secret_may_be_given_as_a_file(tmp_path: Path, config: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n", encoding="utf-8")
    config.write_text('[telegram]\ntoken = "1:other"\n', encoding="utf-8")

    from_environment = load(config, {"TERREAU_TELEGRAM__TOKEN_FILE": str(secret)}).telegram

    assert from_environment is not None
    assert from_environment.token.get_secret_value() == TOKEN


def test_a_secret_is_never_shown(config: Path) -> None:
    text = f'[telegram]\ntoken = "{TOKEN}"\n'
    text += '[instance]\ndatabase = "postgresql://ana:hush@host/db"\n'
    config.write_text(text, encoding="utf-8")
    config.with_name("m.toml").write_text(ON_MATRIX, encoding="utf-8")

    settings = load(config, {})

    for shown in (repr(settings), str(settings), repr(load(config.with_name("m.toml"), {}))):
        assert "Terreau" in shown
        assert "secret-letters" not in shown
        assert "hush" not in shown
    assert not any(
        "hush" in problem
        for problem in problems_of(
            config, text.replace("postgresql:", "mysql:").replace("sh", "sh ")
        )
    )


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load(None, {}).instance.name = "Humus"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("sqlite:///terreau.db", "sqlite:///terreau.db"),
        ("postgresql://ana@host/terreau", "postgresql+psycopg://ana@host/terreau"),
        ("postgres://ana@host/terreau", "postgresql+psycopg://ana@host/terreau"),
        ("postgresql+psycopg:///terreau", "postgresql+psycopg:///terreau"),
    ],
)
def test_a_database_is_named_with_its_driver(written: str, used: str) -> None:
    assert load(None, {"TERREAU_INSTANCE__DATABASE": written}).instance.database == used


def test_a_community_has_the_language_and_the_time_zone_of_its_instance(config: Path) -> None:
    instance = '[instance]\nlocale = "en"\ntimezone = "Indian/Reunion"\n'
    config.write_text(f'{instance}{A_COMMUNITY}locale = "fr"\n', encoding="utf-8")

    [community] = load(config, {}).communities

    assert (community.locale, community.timezone) == ("fr", "Indian/Reunion")


@pytest.mark.parametrize(
    "room",
    [
        "telegram:-1001",
        "telegram:-1001/17",
        "matrix:!abc:example.org",
        "matrix:!abc:example.org:8448",
        "matrix:!abc:example.org/$root",
        "matrix:!V12-has_no-server",
        "playground:square",
        "playground-two:1",
    ],
)
def test_a_room_is_named_by_its_network_and_its_address(config: Path, room: str) -> None:
    config.write_text(f'{A_COMMUNITY}rooms = ["{room}"]\n', encoding="utf-8")

    assert load(config, {}).communities[0].rooms == (room,)
