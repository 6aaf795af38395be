"""Several Matrix servers: `[matrix]`, and `[matrix.tchap]` beside or without it."""

from pathlib import Path

import pytest

from bot.config import ConfigError, load, secret_files
from bot.config.settings import is_key_file, known_folders, usual_pace

FIRST = """
[matrix]
homeserver = "https://matrix.example.org"
user = "@terreau:example.org"
password = "first-secret"
"""
SECOND = """
[matrix.tchap]
homeserver = "https://matrix.agent.dinum.tchap.gouv.fr"
user = "@terreau:agent.dinum.tchap.gouv.fr"
access_token = "second-secret"
"""


def test_each_server_has_its_network_and_its_places(config: Path) -> None:
    config.write_text(f"{SECOND}{FIRST}", encoding="utf-8")

    settings = load(config, {})

    assert [each.network for each in settings.servers] == ["matrix", "tchap"]
    first, second = settings.servers
    assert (first.section, second.section) == ("matrix", "matrix.tchap")
    data = config.with_name("data")
    assert (first.folder, second.folder) == (data / "matrix", data / "matrix-tchap")
    assert first.pickle_key_file == data / "matrix.key"
    assert second.pickle_key_file == data / "matrix-tchap.key"
    assert second.settings.inviters == ("*:agent.dinum.tchap.gouv.fr",)


def test_people_read_the_names_of_the_networks(config: Path) -> None:
    config.write_text(FIRST, encoding="utf-8")
    alone = load(config, {}).network_names
    config.write_text(f"{FIRST}{SECOND}", encoding="utf-8")
    both = load(config, {}).network_names
    named = load(
        config, {"TERREAU_MATRIX__NAME": "Matrix 31", "TERREAU_MATRIX__TCHAP__NAME": "État"}
    )

    assert alone == {"matrix": "Matrix"}
    assert both == {"matrix": "Matrix (example.org)", "tchap": "Tchap"}
    assert named.network_names == {"matrix": "Matrix 31", "tchap": "État"}


def test_a_server_needs_no_other(config: Path) -> None:
    config.write_text(SECOND, encoding="utf-8")

    settings = load(config, {})

    assert list(settings.matrix) == ["tchap"]
    assert settings.has_networks


def test_every_key_has_its_twin_in_the_environment(tmp_path: Path, config: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("from-a-file\n", encoding="utf-8")
    config.write_text(f"{FIRST}{SECOND}".replace("access_token", "# access_token"), "utf-8")
    env = {
        "TERREAU_MATRIX__TCHAP__ACCESS_TOKEN_FILE": str(secret),
        "TERREAU_MATRIX__TCHAP__ENCRYPTION": "false",
        "TERREAU_MATRIX__TCHAP__INVITED_BY": "*:a.example,@ana:b.example",
        "TERREAU_MATRIX__TCHAP__CALLS_PER_SECOND": "2.5",
        "TERREAU_MATRIX__DEVICE_ID": "FIRST",
        "TERREAU_MATRIX__OTHER__USER": "@terreau:other.example",
        "TERREAU_MATRIX__OTHER__HOMESERVER": "https://other.example",
        "TERREAU_MATRIX__OTHER__PASSWORD": "third-secret",
    }

    settings = load(config, env)

    assert list(settings.matrix) == ["matrix", "tchap", "other"]
    tchap = settings.matrix["tchap"]
    assert tchap.homeserver == "https://matrix.agent.dinum.tchap.gouv.fr"
    assert tchap.access_token.get_secret_value() == "from-a-file"
    assert not tchap.encryption
    assert tchap.inviters == ("*:a.example", "@ana:b.example")
    assert tchap.pace == 2.5
    assert settings.matrix["matrix"].device_id == "FIRST"
    assert settings.matrix["other"].password.get_secret_value() == "third-secret"
    assert secret_files(config, env) == [config, secret]


def test_tchap_is_called_once_a_second_unless_the_file_says_otherwise(config: Path) -> None:
    config.write_text(f"{FIRST}{SECOND}", encoding="utf-8")

    matrix = load(config, {}).matrix

    assert matrix["matrix"].pace == 0
    assert matrix["tchap"].pace == 1
    assert usual_pace("tchap.gouv.fr") == 1
    assert usual_pace("not-tchap.gouv.fr") == 0


def test_no_secret_of_a_server_is_shown(config: Path) -> None:
    config.write_text(f"{FIRST}{SECOND}", encoding="utf-8")

    settings = load(config, {})

    shown = f"{settings!r}{settings.servers!r}"
    assert "encryption=True" in shown
    assert "-secret" not in shown


NAME = (
    "is no name for a server; use small letters and digits, 20 at most, and none of telegram, "
    "matrix, playground, web, mail, http, https, database, disk, inbox, schedule"
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            SECOND.replace("tchap]", "telegram]"), f"matrix.telegram: “telegram” {NAME}", id="taken"
        ),
        pytest.param(
            SECOND.replace("tchap]", "Tchap]"), f"matrix.Tchap: “Tchap” {NAME}", id="capital"
        ),
        pytest.param(
            SECOND.replace("tchap]", "our-tchap]"),
            f"matrix.our-tchap: “our-tchap” {NAME}",
            id="a sign that no environment variable has",
        ),
        pytest.param(
            SECOND.replace("tchap]", "matrix]"),
            "matrix: has a section “matrix.matrix”; give that server another name",
            id="the first one's",
        ),
        pytest.param(
            SECOND.replace('user = "@', 'user = "'),
            "matrix.tchap.user: “terreau:agent.dinum.tchap.gouv.fr” is not a Matrix account; "
            "write for example @terreau:example.org",
            id="a wrong value",
        ),
        pytest.param(
            SECOND.replace("access_token", "acces_token") + 'password = "x"',
            "matrix.tchap.acces_token: is not a known key; did you mean matrix.tchap.access_token?",
            id="a wrong key",
        ),
        pytest.param(
            SECOND.replace("access_token", "# access_token"),
            "matrix.tchap: has no password, no access_token and no oauth = true; write one of them",
            id="no secret",
        ),
        pytest.param(
            SECOND.replace("access_token", "password_file").replace("second-secret", "/none"),
            "matrix.tchap.password_file: “/none” cannot be read; name a file that Terreau can read",
            id="a secret that cannot be read",
        ),
        pytest.param(
            f"{SECOND}calls_per_second = -1",
            "matrix.tchap.calls_per_second: “-1” is too small; write for example 1",
            id="a wrong pace",
        ),
        pytest.param(
            FIRST + FIRST.replace("[matrix]", "[matrix.again]"),
            "matrix: has the account “@terreau:example.org” 2 times; keep one of them",
            id="one account twice",
        ),
        pytest.param(
            "matrix = 3",
            "matrix: “3” is not a section: write its name between brackets, then its keys below",
            id="no section",
        ),
        pytest.param(
            '[[communities]]\nslug = "a"\nname = "A"\nrooms = ["tchap:#energie:hs"]',
            "communities[a].rooms: “tchap:#energie:hs” is the name of a room, and not its address, "
            "which begins with an exclamation mark: Element shows it in the room's settings, under "
            "Advanced; write for example telegram:-1001, telegram:-1001/17 or "
            "matrix:!abc:example.org",
            id="an alias there",
        ),
        pytest.param(
            '[instance]\ncultivators = ["tchap:@ana"]',
            "instance.cultivators: “tchap:@ana” is not an account; "
            "write for example telegram:42 or matrix:@ana:example.org",
            id="an account without its server",
        ),
    ],
)
def test_a_mistake_is_explained(config: Path, text: str, problem: str) -> None:
    config.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        load(config, {})

    assert caught.value.problems == (problem,)


def test_rooms_and_people_may_be_of_any_server(config: Path) -> None:
    community = '[[communities]]\nslug = "a"\nname = "A"\nrooms = ["tchap:!abc:hs/$root"]\n'
    seats = 'gardeners = { region = "tchap:@agent:agent.dinum.tchap.gouv.fr" }\n'
    config.write_text(community + seats, encoding="utf-8")

    [found] = load(config, {}).communities

    assert found.rooms == ("tchap:!abc:hs/$root",)
    assert found.gardeners.region == "tchap:@agent:agent.dinum.tchap.gouv.fr"


def test_the_folders_and_key_files_of_removed_servers_are_known(tmp_path: Path) -> None:
    for name in ("matrix", "matrix-tchap", "matrixes", "files"):
        (tmp_path / name).mkdir()

    assert [each.name for each in known_folders(tmp_path)] == ["matrix", "matrix-tchap"]
    keys = ("matrix.key", "matrix-tchap.key", "erasures.key", "matrix", "matrix-.key")
    assert [each for each in keys if is_key_file(each)] == ["matrix.key", "matrix-tchap.key"]
