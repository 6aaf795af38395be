"""The command line speaks the terminal's language: help, mistakes, errors, progress."""

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import typer.testing

from bot.__main__ import cli
from bot.config import load
from bot.config.kinds import reason
from bot.config.wording import ConfigError
from bot.operations.copied_text import AtTheTerminal
from bot.operations.terminal import terminal_locale, translated

FRENCH = {"LC_ALL": "fr_FR.UTF-8"}
NO_PLACE = "x" * 300
"""A name that no file can have."""


def french(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command at a French terminal."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env=os.environ | FRENCH | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LC_ALL": "fr_FR.UTF-8", "LANG": "en_US.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:fr:en"}, "fr"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "fr"}, "default"),
        ({"LC_ALL": "", "LANG": "C.UTF-8"}, "default"),
        ({"LANG": "de_DE.UTF-8"}, "default"),
        ({}, "default"),
    ],
)
def test_the_environment_names_the_language(environment: dict[str, str], locale: str) -> None:
    assert terminal_locale("default", environment) == locale


@pytest.mark.parametrize(
    ("written", "locale"),
    [
        ('[instance]\nlocale = "fr"\n', "fr"),
        ('[instance]\ntimezone = "Europe/Paris"\n', "fr"),
        ('[telegram]\ntoken = "123:abc"\n', "fr"),
        ('[instance]\nlocale = "de"\n', "en"),
        ('[instance]\nlocale = ["fr"]\n', "en"),
        ('instance = "fr"\n', "en"),
        ("[instance\n", "en"),
        (None, "en"),
    ],
)
def test_the_configuration_names_the_language_where_the_environment_does_not(
    written: str | None, locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if written is not None:
        (tmp_path / "config.toml").write_text(written)

    assert terminal_locale(env={"LANG": "C.UTF-8"}) == locale
    assert terminal_locale(env={"LANG": "en_GB.UTF-8"}) == "en"


@pytest.mark.slow
@pytest.mark.parametrize("option", [["--config", "other.toml"], ["--config=other.toml"]])
def test_help_speaks_the_language_of_the_configuration_that_is_named(
    option: list[str], tmp_path: Path
) -> None:
    (tmp_path / "other.toml").write_text('[instance]\nlocale = "fr"\n')
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "check", *option, "--help"],
        env=os.environ | {"LC_ALL": "C.UTF-8", "LANGUAGE": "", "PYTHONPATH": str(Path.cwd())},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "Montrer cette aide." in shown.stdout


@pytest.mark.slow
def test_help_is_in_french_with_groups_and_examples() -> None:
    said = french("--help").stdout

    assert "Faire tourner le robot" in said
    assert all(group in said for group in ("Installer", "Faire tourner", "Sauvegarder et déplacer"))
    assert "terreau backup --keep 14" in said
    assert "Code de sortie" in said
    assert "Montrer cette aide." in said
    assert not re.search(r"\b(the|Show|Commands|Examples)\b", said)


@pytest.mark.slow
def test_without_a_command_the_help_is_all_that_is_said() -> None:
    alone = french()
    assert alone.returncode == 2
    assert "Faire tourner le robot" in alone.stdout + alone.stderr
    assert "Erreur" not in alone.stdout + alone.stderr


@pytest.mark.slow
def test_the_help_of_each_command_is_in_french() -> None:
    said = french("init", "--help").stdout

    assert "Le nom de votre communauté." in said
    assert "Les réseaux" in said
    assert "Exemples" in said
    assert not re.search(r"\b(the|this|Your|Where|Examples)\b", said)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["bakup"], "La commande « bakup » n'existe pas ; vouliez-vous dire backup ?"),
        (["xyzzy"], "La commande « xyzzy » n'existe pas."),
        (["backup", "--kep", "3"], "L'option --kep n'existe pas ; vouliez-vous dire"),
        (["backup", "--xyzzy"], "L'option --xyzzy n'existe pas."),
        (["backup", "--keep", "many"], "--keep attend un nombre entier."),
        (["backup", "--keep", "0"], "--keep attend un nombre à partir de 1."),
        (["backup", "--keep"], "--keep attend une valeur."),
        (["purge", "--dry-run=yes"], "--dry-run n'attend pas de valeur."),
        (["restore"], "Il manque F"),
        (["run", "fast"], "« fast » est de trop."),
        (["--confg", "x", "run"], "L'option --confg n'existe pas"),
    ],
)
def test_a_mistake_is_told_in_french(
    typed: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.setenv("COLUMNS", "120")
    result = typer.testing.CliRunner().invoke(cli, typed)

    assert result.exit_code == 2
    assert told in " ".join(result.output.replace("│", " ").split())


def test_a_new_message_of_the_library_stays_readable() -> None:
    assert translated("Something else.") == "Something else."


def test_errors_of_the_configuration_are_told_in_french(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[instance]\nlocale = "de"\nnam = "x"\n\n[telegram]\nmode = "polling"\n')
    with pytest.raises(ConfigError) as caught:
        load(file, {})

    assert [AtTheTerminal("fr").say(each) for each in caught.value.problems] == [
        "instance.locale : « de » doit être 'fr' ou 'en' ; écrivez par exemple fr",
        "instance.nam : cette clé n'existe pas ; vouliez-vous dire instance.name ?",
        "telegram.token : manque ; écrivez par exemple 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
    ]


@pytest.mark.slow
def test_errors_of_the_system_are_told_in_french(tmp_path: Path) -> None:
    done = french("check", "--config", str(tmp_path / "none.toml"))
    assert done.stderr.startswith(f"{tmp_path}/none.toml : n'existe pas ; «")

    done = french("run", "--config", str(tmp_path))
    assert done.stderr.startswith(f"{tmp_path} : ne peut pas être lu (c'est un dossier) ; copiez-y")
    assert done.returncode == 2

    assert reason(OSError(99999, "Something rare")) == "Something rare"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["check"], f"{NO_PLACE} : ne peut pas être lu ("),
        (["backup"], f"{NO_PLACE} : ne peut pas être lu ("),
        (["init", "--language", "fr"], f"{NO_PLACE} : "),
    ],
)
def test_a_file_that_the_system_refuses_is_told(
    typed: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    result = typer.testing.CliRunner().invoke(cli, [*typed, "--config", NO_PLACE])

    assert (result.exit_code, result.exception.__class__) == (2, SystemExit)
    assert result.output.startswith(told)


@pytest.mark.slow
def test_the_release_is_told() -> None:
    assert re.fullmatch(r"terreau \d+\.\d+\.\d+( \([0-9a-f]{8}\))?\n", french("--version").stdout)


def _all_of(terminal: int) -> str:
    """Read a terminal until its other side is closed, which Linux tells by an error."""
    parts = []
    with suppress(OSError):
        while part := os.read(terminal, 65536):
            parts.append(part)
    os.close(terminal)
    return b"".join(parts).decode()


def _shown_by(*typed: str) -> tuple[str, str]:
    """Run a command whose errors go to a French terminal; return its output and the shown text."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *typed],
        env=os.environ | FRENCH,
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as running:
        os.close(theirs)
        seen = _all_of(ours)
        said, _ = running.communicate()
    assert running.returncode == 0, seen
    return said.decode(), seen


@pytest.mark.slow
def test_long_work_shows_a_bar_at_a_terminal_only(tmp_path: Path) -> None:
    file, kept = tmp_path / "config.toml", tmp_path / "kept.tar.gz"
    file.write_text(f'[instance]\ndatabase = "sqlite:///{tmp_path}/a.db"\ndata = "{tmp_path}"\n')
    with_file = ("--config", str(file))

    said, seen = _shown_by("migrate", *with_file)
    assert said == "La base de données est à jour.\n"
    assert "Modification des tables" in seen
    said, seen = _shown_by("backup", *with_file, "--output", str(kept))
    assert str(kept) in said
    assert "Sauvegarde des tables" in seen
    said, seen = _shown_by("restore", str(kept), *with_file)
    assert "terreau run" in said
    assert "Restauration" in seen

    for unseen in (("migrate",), ("restore", str(kept), "--replace")):
        assert french(*unseen, *with_file).stderr == ""
