"""Paths of the configuration: those of the file start from its folder."""

from pathlib import Path

import pytest

from bot.config import load, paths_of, secret_files

TCHAP = '[matrix.tchap]\nhomeserver = "https://hs"\nuser = "@t:hs"\n'


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in another folder than the one where the command is typed."""
    for name in ("etc", "here"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "etc" / "config.toml"


def test_what_the_file_names_lies_beside_it(file: Path, tmp_path: Path) -> None:
    etc = tmp_path / "etc"
    (etc / "token").write_text("1:a\n")
    (etc / "secret").write_text("hush\n")
    file.write_text(
        '[instance]\ndatabase = "sqlite:///kept/t.db?timeout=5"\ndata = "../data"\n'
        '[telegram]\ntoken_file = "token"\n'
        f'{TCHAP}password_file = "secret"\npickle_key_file = "keys/tchap"\n'
    )

    settings = load(file, {})

    assert settings.instance.database == f"sqlite:///{etc}/kept/t.db?timeout=5"
    assert settings.instance.data == etc / ".." / "data"
    assert settings.telegram is not None
    assert settings.telegram.token.get_secret_value() == "1:a"
    assert settings.servers[0].settings.password.get_secret_value() == "hush"
    assert settings.servers[0].pickle_key_file == etc / "keys" / "tchap"
    assert secret_files(file, {}) == [file, etc / "token", etc / "secret"]


def test_what_the_file_leaves_out_lies_beside_it_too(file: Path) -> None:
    file.write_text("")

    instance = load(file, {}).instance

    assert instance.database == f"sqlite:///{file.parent}/terreau.db"
    assert instance.data == file.parent / "data"


def test_whole_paths_and_a_file_of_this_folder_stay_as_they_are(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('[instance]\ndatabase = "sqlite:////srv/t.db"\ndata = "/srv/data"\n')
    whole = load(file, {}).instance
    assert (whole.database, whole.data) == ("sqlite:////srv/t.db", Path("/srv/data"))

    monkeypatch.chdir(file.parent)
    file.write_text("")
    here = load(Path(file.name), {}).instance
    assert (here.database, here.data) == ("sqlite:///terreau.db", Path("data"))


def test_paths_of_the_environment_start_from_where_the_command_is_typed(file: Path) -> None:
    file.write_text("[instance]\n")
    Path("token").write_text("1:here")
    env = {
        "TERREAU_INSTANCE__DATABASE": "sqlite:///t.db",
        "TERREAU_INSTANCE__DATA": "files",
        "TERREAU_TELEGRAM__TOKEN_FILE": "token",
    }

    settings = load(file, env)

    assert settings.instance.database == "sqlite:///t.db"
    assert settings.instance.data == Path("files")
    assert settings.telegram is not None
    assert settings.telegram.token.get_secret_value() == "1:here"
    assert secret_files(file, env) == [file, Path("token")]
    assert paths_of(file, env) == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sslrootcert=ca.pem", "sslrootcert={etc}/ca.pem"),
        (
            "sslmode=verify-full&sslrootcert=c%20a.pem",
            "sslmode=verify-full&sslrootcert={etc}/c%20a.pem",
        ),
        ("sslcert=a&sslkey=k%2Fb", "sslcert={etc}/a&sslkey={etc}/k/b"),
        ("sslrootcert=system", "sslrootcert=system"),
        ("sslrootcert=/etc/ssl/ca.pem", "sslrootcert=/etc/ssl/ca.pem"),
        ("application_name=ca.pem", "application_name=ca.pem"),
    ],
)
def test_certificates_of_postgresql_lie_beside_the_file(
    file: Path, written: str, meant: str
) -> None:
    file.write_text(f'[instance]\ndatabase = "postgresql://t@db/t?{written}"\n')

    found = load(file, {}).instance.database

    assert found == f"postgresql+psycopg://t@db/t?{meant.format(etc=file.parent)}"


def test_relative_paths_are_known_with_the_line_that_makes_them_whole(file: Path) -> None:
    file.write_text(
        '[instance]\ndata = "/srv/data"\n[telegram]\ntoken_file = "a token"\n'
        f'{TCHAP}pickle_key_file = "keys/tchap"\n'
    )

    found = {each.name: each.line(Path("/srv") / each.path) for each in paths_of(file, {})}

    assert found == {
        "instance.database": 'database = "sqlite:////srv/terreau.db"',
        "telegram.token_file": 'token_file = "/srv/a token"',
        "matrix.tchap.pickle_key_file": 'pickle_key_file = "/srv/keys/tchap"',
    }
