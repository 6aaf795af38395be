"""The configuration, from the seat of the person who writes it."""

import re
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from bot.config import ConfigError, Settings, load, pickle_key

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
FRENCH_EXAMPLE = EXAMPLE.with_name("config.example.fr.toml")
TOKEN = "123456:secret-letters"
MATRIX = '[matrix]\nuser = "@terreau:example.org"\n'
ON_MATRIX = f'{MATRIX}homeserver = "https://matrix.example.org/"\npassword = "hush-hush"\n'
A_COMMUNITY = '[[communities]]\nslug = "energie"\nname = "Énergie"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def problems_of(config: Path, text: str, **env: str) -> tuple[str, ...]:
    config.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(config, env)
    assert str(caught.value).splitlines() == list(caught.value.problems)
    return caught.value.problems


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
    assert settings.servers[0].pickle_key_file == Path("data/matrix.key")


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
    assert settings.servers[0].pickle_key_file == Path("kept/matrix.key")


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


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            '[instance]\ntimezone = "Europe/Pariss"',
            "instance.timezone: “Europe/Pariss” is not a time zone; write for example Europe/Paris",
            id="time zone",
        ),
        pytest.param(
            '[instance]\nlocale = "de"',
            "instance.locale: “de” is not 'fr' or 'en'; write for example fr",
            id="language",
        ),
        pytest.param(
            '[instance]\ncultivators = ["telegram:@ana"]',
            "instance.cultivators: “telegram:@ana” is not an account; "
            "write for example telegram:42 or matrix:@ana:example.org",
            id="account",
        ),
        pytest.param(
            '[instance]\ndatabase = "mysql://host/db"',
            "instance.database: is neither a SQLite file nor a PostgreSQL address; "
            "write for example sqlite:///terreau.db or postgresql://user@host/terreau",
            id="database",
        ),
        pytest.param(
            "[instance]\nname = 12",
            "instance.name: “12” is not a text between quotes; write for example Terreau",
            id="text",
        ),
        pytest.param(
            "[instance]\ncultivators = 42",
            "instance.cultivators: “42” is not a list: write it between brackets; "
            "write for example telegram:42 or matrix:@ana:example.org",
            id="list",
        ),
        pytest.param(
            'instance = "Terreau"',
            "instance: “Terreau” is not a section: "
            "write its name between brackets, then its keys below",
            id="section",
        ),
        pytest.param(
            "[telegram]",
            "telegram.token: is missing; write for example "
            "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
            id="missing",
        ),
        pytest.param(
            '[telegram]\ntoken = "my bot"',
            "telegram.token: is not a token as @BotFather gives it; "
            "write for example 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
            id="token",
        ),
        pytest.param(
            '[telegram]\ntoken = "1:a"\nmode = "webhook"',
            "telegram.mode: “webhook” can only be “polling” for now: webhooks come later; "
            "write for example polling",
            id="webhook",
        ),
        pytest.param(
            '[http]\nlisten = "127.0.0.1:65536"',
            "http.listen: “127.0.0.1:65536” is not an address and a port; "
            "write for example 127.0.0.1:8080",
            id="no such port",
        ),
        pytest.param(
            '[http]\nlisten = "8080"',
            "http.listen: “8080” is not an address and a port; write for example 127.0.0.1:8080",
            id="port",
        ),
        pytest.param(
            '[http]\npublic_url = "terreau.example"',
            "http.public_url: “terreau.example” is not a web address; "
            "write for example https://terreau.region.example",
            id="web address",
        ),
        pytest.param(
            "[privacy]\nretention_months = -1",
            "privacy.retention_months: “-1” is too small; write for example 24",
            id="number",
        ),
        pytest.param(
            "[privacy]\naudit_months = 0",
            "privacy.audit_months: “0” is too small; write for example 12",
            id="no traces at all",
        ),
        pytest.param(
            "[privacy]\ninbox_days = 1",
            "privacy.inbox_days: “1” is too small; write for example 30",
            id="shorter than Telegram repeats",
        ),
        pytest.param(
            f'{A_COMMUNITY}rooms = ["telegram:square"]',
            "communities[energie].rooms: “telegram:square” is not a room; "
            "write for example telegram:-1001, telegram:-1001/17 "
            "or matrix:!abc:example.org",
            id="room",
        ),
        pytest.param(
            f'{A_COMMUNITY}gardeners_room = "matrix:@ana:example.org"',
            "communities[energie].gardeners_room: “matrix:@ana:example.org” is not a room; "
            "write for example telegram:-1004",
            id="a person for a room",
        ),
        pytest.param(
            f'{A_COMMUNITY}region_room = "matrix:#energie:example.org"',
            "communities[energie].region_room: “matrix:#energie:example.org” is the name of a "
            "room, and not its address, which begins with an exclamation mark: Element shows it "
            "in the room's settings, under Advanced; write for example matrix:!abc:example.org",
            id="a room's alias",
        ),
        pytest.param(
            '[instance]\ncultivators = ["matrix:@ana"]',
            "instance.cultivators: “matrix:@ana” is not an account; "
            "write for example telegram:42 or matrix:@ana:example.org",
            id="an account without its server",
        ),
        pytest.param(
            f'{A_COMMUNITY}digest = "bientôt"',
            "communities[energie].digest: “bientôt” is not a schedule; "
            "write for example 1er mardi du mois 8h",
            id="digest",
        ),
        pytest.param(
            f'{A_COMMUNITY}polls_by = "all"',
            "communities[energie].polls_by: “all” is not 'gardeners' or 'members'; "
            "write for example gardeners",
            id="polls",
        ),
        pytest.param(
            f'{A_COMMUNITY}gardeners = {{ region = "ana" }}',
            "communities[energie].gardeners.region: “ana” is not an account; "
            "write for example telegram:44 or matrix:@agent:example.org",
            id="gardener",
        ),
        pytest.param(
            A_COMMUNITY * 2,
            "communities: have the slug “energie” 2 times; give each its own",
            id="same slug",
        ),
        pytest.param(
            '[[communities]]\nname = "Énergie"',
            "communities[1].slug: is missing; write for example energie",
            id="community without slug",
        ),
        pytest.param(
            'communities = ["energie"]',
            "communities[1]: “energie” is not a section: "
            "write its name between brackets, then its keys below",
            id="community without keys",
        ),
        pytest.param(
            '[telegram]\ntoken = "1:a"\ntokn = "1:a"',
            "telegram.tokn: is not a known key; did you mean telegram.token?",
            id="unknown key",
        ),
        pytest.param(
            f"{A_COMMUNITY}colour = 1",
            "communities[energie].colour: is not a known key; there are slug, name, locale, "
            "timezone, rooms, channels, gardeners_room, region_room, gardeners, digest, "
            "region_letter, polls_by, welcome, public_channel, charter_url, neutral_period, "
            "territories, domains",
            id="unknown key unlike any",
        ),
        pytest.param(
            f'{A_COMMUNITY}territories = ["Jura", "{"é" * 23}"]',
            f"communities[energie].territories: “{'é' * 23}” is too long for a button: write "
            "45 letters at most, on one line; write for example Haut-Doubs, Jura or Occitanie",
            id="a territory too long",
        ),
        pytest.param(
            f'{A_COMMUNITY}neutral_period = "bientôt"',
            "communities[energie].neutral_period: “bientôt” is not a period; "
            "write for example 1er septembre 2025 - 15 mars 2026",
            id="no period",
        ),
        pytest.param(
            "[telegrm]",
            "telegrm: is not a known section; did you mean telegram?",
            id="section typo",
        ),
        pytest.param(
            "[smtp]",
            "smtp: is not there yet, it comes in a later release; remove this section",
            id="not yet",
        ),
        pytest.param(
            f'{MATRIX}homeserver = "matrix.example.org"\npassword = "hush"',
            "matrix.homeserver: “matrix.example.org” is not a web address; "
            "write for example https://matrix.example.org",
            id="homeserver",
        ),
        pytest.param(
            '[matrix]\nhomeserver = "https://hs"\nuser = "terreau"\npassword = "hush"',
            "matrix.user: “terreau” is not a Matrix account; "
            "write for example @terreau:example.org",
            id="bot's account",
        ),
        pytest.param(
            f'{MATRIX}homeserver = "https://hs"',
            "matrix: has neither password nor access_token; write one of the two",
            id="no secret",
        ),
        pytest.param(
            f'{ON_MATRIX}invited_by = ["example.org"]',
            "matrix.invited_by: “example.org” is not a pattern of Matrix accounts; "
            "write for example *:example.org or @ana:example.org",
            id="inviters",
        ),
        pytest.param(
            f'{ON_MATRIX}encryption = "perhaps"',
            "matrix.encryption: “perhaps” is neither true nor false; write for example true",
            id="yes or no",
        ),
        pytest.param(
            f'{MATRIX}homeserver = "https://hs"\npassword_file = "/none/password"',
            "matrix.password_file: “/none/password” cannot be read; "
            "name a file that Terreau can read",
            id="password file",
        ),
        pytest.param(
            '[[privacy.purposes]]\nkey = "visits"\nbasis = "yes"\nduration = "a year"',
            "privacy.purposes[visits]: is none of membership, letter, messages, directory, email; "
            "write what it is called as name",
            id="a purpose that nothing names",
        ),
        pytest.param(
            '[[privacy.purposes]]\nkey = "email"\nduration = "a year"',
            "privacy.purposes[email].basis: is missing; write for example votre accord",
            id="a purpose without its basis",
        ),
        pytest.param(
            '[[privacy.purposes]]\nkey = "email"\nbasis = "yes"\nduration = "a year"\n' * 2,
            "privacy.purposes: have the key “email” 2 times; give each its own",
            id="a purpose twice",
        ),
        pytest.param(
            f'{A_COMMUNITY}domains = ["Vélo", "Vélo"]',
            "communities[energie].domains: says something twice; write for example Vélo, Compost",
            id="a domain twice",
        ),
        pytest.param(
            f'{A_COMMUNITY}domains = ["{"o" * 61}"]',
            f"communities[energie].domains: “{'o' * 61}” is too long; "
            "write for example Vélo, Compost",
            id="a long domain",
        ),
        pytest.param(
            '[telegram]\ntoken_file = "/none/token"',
            "telegram.token_file: “/none/token” cannot be read; name a file that Terreau can read",
            id="secret file",
        ),
        pytest.param(
            '[telegram]\ntoken_file = "/none/token"\ntoken = "1:a"',
            "telegram.token_file: cannot be used together with telegram.token; keep one of the two",
            id="secret twice",
        ),
    ],
)
def test_a_mistake_is_explained(config: Path, text: str, problem: str) -> None:
    assert problems_of(config, text) == (problem,)


def test_a_mistake_in_the_environment_is_explained(config: Path) -> None:
    [unknown] = problems_of(config, "", TERREAU_TELEGRM__TOKEN=TOKEN)
    [not_json] = problems_of(config, "", TERREAU_COMMUNITIES="energie")
    [not_list] = problems_of(config, "", TERREAU_COMMUNITIES__ENERGIE="1")

    assert unknown == "telegrm: is not a known section; did you mean telegram?"
    assert not_json.startswith("TERREAU_COMMUNITIES: is not JSON (")
    assert not_list == "communities: is not a list: write it between brackets"


def test_every_mistake_has_its_line(config: Path) -> None:
    text = '[instance]\nlocale = "de"\nlanguage = "de"\n[http]\nlisten = "8080"\n'

    keys = [problem.partition(":")[0] for problem in problems_of(config, text)]

    assert keys == ["instance.locale", "instance.language", "http.listen"]


def test_a_file_that_is_not_toml_is_explained(config: Path) -> None:
    [problem] = problems_of(config, "[instance]\nname Terreau\n")

    assert problem.startswith(f"{config}: cannot be understood (")
    assert "line 2" in problem

    [twice] = problems_of(config, '[instance]\nname = "A"\nname = "B"\n')
    assert "(line 3: this name is there twice)" in twice


def test_an_absent_file_is_explained(config: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read .+; copy config"):
        load(config, {})


# The key of Matrix's keys


def test_a_pickle_key_is_made_once_for_its_owners_eyes(tmp_path: Path) -> None:
    file, opens = tmp_path / "data" / "matrix.key", tmp_path / "data" / "matrix"

    made = pickle_key(file, opens=opens)

    assert len(bytes.fromhex(made)) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["matrix.key"]
    assert pickle_key(file, opens=opens) == made


def test_a_pickle_key_that_was_used_is_not_made_anew(tmp_path: Path) -> None:
    file, opens = tmp_path / "matrix.key", tmp_path / "matrix"
    opens.mkdir()
    (opens / "crypto.db").touch()

    with pytest.raises(ConfigError, match=r"matrix\.key” is not there, .+ put it back"):
        pickle_key(file, opens=opens)
    assert not file.exists()


@pytest.mark.parametrize(
    "spoil", [lambda file: file.write_text("short"), lambda file: file.mkdir()]
)
def test_a_pickle_key_that_is_none_is_explained(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(tmp_path / "matrix.key")

    with pytest.raises(ConfigError, match=r"matrix\.pickle_key_file: “.+”"):
        pickle_key(tmp_path / "matrix.key", opens=tmp_path / "matrix")
