"""Files of `deploy/` are sound, as far as that shows without a container engine or systemd."""

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.deploy.test_install_page import ENGLISH as INSTALL_PAGE
from tests.deploy.test_install_page import lines

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
NAME = "terreau.example.org"
WORST_EXPOSURE = 15
"""In tenths, of systemd's scale from 0 (locked up) to 10 (open to all)."""


def found(program: str) -> str | None:
    """The path of a program of the test tools, or of the machine."""
    return shutil.which(program, path=Path(sys.executable).parent) or shutil.which(program)


def needs(program: str, package: str) -> pytest.MarkDecorator:
    missing = found(program) is None
    return pytest.mark.skipif(missing, reason=f"{program} is not here: apt install {package}")


def outcome(*command: object) -> tuple[int, str]:
    done = subprocess.run(
        [str(each) for each in command], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(found("hadolint") is None, reason="hadolint is only for Linux on x86-64")
def test_the_containerfile_is_sound() -> None:
    command = (found("hadolint"), "--failure-threshold", "warning", DEPLOY / "Containerfile")
    status, said = outcome(*command)

    assert status == 0, said


SERVICES = ("terreau.service", "terreau-backup.service")


@pytest.fixture
def unit(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A unit beside the others, with a program where they expect ours."""
    program = tmp_path / ".venv" / "bin" / "terreau"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for each in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        (tmp_path / each.name).write_text(each.read_text().replace("/opt/terreau", str(tmp_path)))
    return tmp_path / str(request.param)


@needs("systemd-analyze", "systemd")
@pytest.mark.parametrize("unit", [*SERVICES, "terreau-backup.timer"], indirect=True)
def test_systemd_understands_each_unit(unit: Path) -> None:
    status, said = outcome("systemd-analyze", "verify", "--recursive-errors=no", unit)

    assert (status, said) == (0, "")


@needs("systemd-analyze", "systemd")
@pytest.mark.parametrize(
    ("unit", "added"),
    [
        ("terreau.service", "\n".join(lines(INSTALL_PAGE, "ini"))),
        ("terreau-backup.service", (DEPLOY / "terreau-backup-elsewhere.conf").read_text()),
    ],
    indirect=["unit"],
    ids=["proxy", "backups elsewhere"],
)
def test_systemd_understands_what_is_added_to_a_unit(unit: Path, added: str) -> None:
    folder = unit.with_name(f"{unit.name}.d")
    folder.mkdir()
    (folder / "override.conf").write_text(added.replace("/opt/terreau", str(unit.parent)))

    assert outcome("systemd-analyze", "verify", "--recursive-errors=no", unit) == (0, "")

    (folder / "override.conf").write_text("[Service]\nEnvironment\n")
    assert outcome("systemd-analyze", "verify", "--recursive-errors=no", unit) != (0, "")


@needs("systemd-analyze", "systemd")
@pytest.mark.parametrize("unit", SERVICES, indirect=True)
def test_each_unit_may_do_little(unit: Path) -> None:
    command = ("security", "--no-pager", "--offline=true", f"--threshold={WORST_EXPOSURE}", unit)
    status, said = outcome("systemd-analyze", *command)

    assert status == 0, said


def test_the_unit_starts_again_unless_the_configuration_is_at_fault() -> None:
    lines = (DEPLOY / "terreau.service").read_text().splitlines()

    assert {"Restart=always", "RestartPreventExitStatus=2"} <= set(lines)


def test_the_unit_starts_a_program_that_hangs_again_and_waits_for_the_networks() -> None:
    lines = (DEPLOY / "terreau.service").read_text().splitlines()

    assert {"Type=notify", "WatchdogSec=120", "TimeoutStartSec=infinity"} <= set(lines)


@needs("caddy", "caddy")
def test_caddy_understands_its_example(tmp_path: Path) -> None:
    command = ("caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")
    status, said = outcome("env", f"HOME={tmp_path}", *command)

    assert status == 0, said
    assert "Valid configuration" in said


@needs("nginx", "nginx-light")
def test_nginx_understands_its_example(tmp_path: Path) -> None:
    certificate, key = written_certificate(tmp_path)
    site = (DEPLOY / "nginx.conf").read_text()
    site = site.replace(f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(certificate))
    site = site.replace(f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key))
    (tmp_path / "site.conf").write_text(site)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    )

    status, said = outcome("nginx", "-t", "-q", "-p", tmp_path, "-c", whole, "-e", "stderr")

    assert status == 0, said


def test_both_web_servers_pass_on_the_same_pages() -> None:
    assert "path /f/* /c/* /robots.txt" in (DEPLOY / "Caddyfile").read_text()
    assert r"location ~ ^/[fc]/|^/robots\.txt$ {" in (DEPLOY / "nginx.conf").read_text()


def test_the_composed_bot_writes_its_data_only() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    bot, database = services["terreau"], services["postgres"]

    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert bot["volumes"] == ["data:/data"]
    assert bot["ports"] == ["127.0.0.1:8080:8080"]
    assert "profiles" not in bot
    assert database["profiles"] == ["postgres"]
    assert "ports" not in database


def test_the_composed_backup_is_made_each_night_with_the_rights_of_the_bot() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    backup, bot = services["backup"], services["terreau"]

    rights = ("image", "read_only", "cap_drop", "security_opt", "tmpfs", "env_file", "volumes")
    assert {each: backup[each] for each in rights} == {each: bot[each] for each in rights}
    [shell, option, script] = backup["entrypoint"]
    assert (shell, option) == ("sh", "-c")
    assert outcome("sh", "-n", "-c", script)[0] == 0
    assert "terreau backup --keep 30; sleep 86400;" in script


def test_what_is_secret_reaches_neither_git_nor_an_image() -> None:
    secret = ("config.toml", "deploy/terreau.env", "deploy/postgres.password", "data/links.key")
    ignored = subprocess.run(
        ["git", "check-ignore", *secret], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ignored.stdout.split() == [*secret]

    first, *kept = [
        each for each in (ROOT / ".dockerignore").read_text().splitlines() if each[:1] != "#"
    ]
    assert first == "*"
    copied = re.findall(
        r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE
    )
    needed = {word.rstrip("/").split("/")[0] for line in copied for word in line.split()}
    assert {each[1:] for each in kept if each.startswith("!")} == needed


def written_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    kind, pem = serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM
    paths[1].write_bytes(key.private_bytes(pem, kind, serialization.NoEncryption()))
    return paths
