"""`python -m tests.release [FOLDER]`: all files of a release, from a clean clone (`make release`).

The version stands in `pyproject.toml` alone. What is made has the same bytes each time.
"""

import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

SECTION = re.compile(r"^## \[([^\]]+)\](.*)$", re.MULTILINE)
DATED = re.compile(r" - \d{4}-\d\d-\d\d")
SUMS = "SHA256SUMS"
NEXT = """\
Made in {folder}:
{files}

Look at {notes}, then:
    git tag --annotate {version} --cleanup=whitespace --file {notes}
    git push origin {version}
and put these files beside it. The image:
    podman build --format docker --file deploy/Containerfile --tag terreau:{version} \\
        --build-arg VERSION={version} --build-arg COMMIT=$(git rev-parse HEAD) ."""
ENDING = """
## Check what you have

`sha256sum --check SHA256SUMS` in the folder of the files. `terreau-{version}.cdx.json` lists all
that Terreau installs, with its hashes, in CycloneDX's format. Commit: `{commit}`.
"""


class NotReady(Exception):
    """A release cannot be made of this; the text says why."""


def notes_of(changelog: str, version: str) -> str:
    """The section of a version; raises `NotReady` where it is not written yet."""
    sections = {}
    found = [*SECTION.finditer(changelog)]
    for each, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(changelog)
        sections[each[1]] = each[2], changelog[each.end() : end].strip()
    if sections.get("Unreleased", ("", ""))[1]:
        raise NotReady(f"CHANGELOG.md still has lines under [Unreleased]: are they of {version}?")
    title, notes = sections.get(version, ("", ""))
    if not notes:
        raise NotReady(f"CHANGELOG.md says nothing of [{version}]")
    if not DATED.fullmatch(title):
        raise NotReady(f"CHANGELOG.md has no date for it: ## [{version}] - 2026-12-01")
    return notes


def make(root: Path, folder: Path) -> list[Path]:
    """Make the files of the version that stands in `pyproject.toml`; raises `NotReady`."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = project["version"]
    notes = notes_of((root / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    commit = _git(root, "rev-parse", "HEAD")
    if _git(root, "status", "--porcelain"):
        raise NotReady("the clone has changes that are not committed: git status")
    tagged = _git(root, "tag", "--list", version)
    if tagged and _git(root, "rev-list", "--max-count=1", tagged) != commit:
        raise NotReady(f"{version} is out already: another commit has its tag")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NotReady(f"{folder} is not empty")
    _run(root, "hatchling", "build", "--directory", str(folder), "--target", "sdist")
    _run(root, "hatchling", "build", "--directory", str(folder), "--target", "wheel")
    parts = folder / f"terreau-{version}.cdx.json"
    _run(
        root,
        *("cyclonedx_py", "requirements", "requirements/base.txt", "--pyproject", "pyproject.toml"),
        *("--mc-type", "application", "--output-reproducible", "--output-file", str(parts)),
    )
    told = folder / f"terreau-{version}.md"
    ending = ENDING.format(version=version, commit=commit)
    told.write_text(f"# Terreau {version}\n\n{notes}\n{ending}", encoding="utf-8")
    made = sorted(folder.iterdir())
    sums = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}" for each in made]
    (folder / SUMS).write_text("\n".join(sums) + "\n", encoding="ascii")
    listed = "\n".join(f"    {each.name}  {each.stat().st_size:,} bytes" for each in made)
    print(NEXT.format(folder=folder, files=listed, notes=told, version=version))  # noqa: T201
    return [*made, folder / SUMS]


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _run(root: Path, module: str, *words: str) -> None:
    """Run a tool of the environment."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotReady(f"{module}: {done.stderr or done.stdout}")


if __name__ == "__main__":
    try:
        make(Path.cwd(), Path(sys.argv[1] if len(sys.argv) > 1 else "dist").resolve())
    except NotReady as why:
        sys.exit(f"No release: {why}.")
