"""What keeps the plan of the house true and import-linter cannot say.

Each rule is a function from the parsed modules to the places that break it, so that it is tried on
the code as it is and on the same code with a violation planted.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import bot.references
from bot.app import declarations, job_registries
from bot.core.declarations.references.references import unbound

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "storage", "schedules")
LAYERS = ("bot/core", "bot/vocabulary", "bot/domain", "handlers", "storage", "schedules")

SHARED = {
    "bot/domain": {
        "addresses",
        "audience",
        "circles",
        "codes",
        "communes",
        "contours",
        "dates",
        "domains",
        "fetched_sources",
        "filenames",
        "names",
        "plain_text",
        "purposes",
        "rates",
        "refusals",
        "retention",
        "roles",
        "search_tokens",
        "send_limits",
        "signed_links",
        "spreadsheets",
        "territories",
        "words",
    },
    "bot/references": set[str](),
    "schedules": {"runner"},
    "storage": {
        "base",
        "changes",
        "erasures",
        "fetched_sources",
        "files",
        "folder",
        "full_text",
        "holdings",
        "inbound",
        "keyfile",
        "migrations",
        "operations",
        "outbound",
        "ownership",
        "prepared",
        "remembered",
        "protocols",
        "repository",
        "retention",
        "restorations",
        "schedules",
        "store",
        "trouble",
        "unit_of_work",
        "upserts",
        "written_ahead",
    },
}
"""Modules beside the drawers that belong to the engine or to several features."""
TYPED_ELSEWHERE = (
    *("bot/core", "bot/transports", "bot/web"),
    "bot/operations/demo",
    "bot/operations/screens",
)
"""Places where a text that begins with a slash is a path, or typed in a demo or a scene."""
OUTSIDE = {"bot.core.messages.language.extractor"}
"""Modules of the core that a tool runs: `make messages`."""

REFERENCES = {
    "ButtonRef",
    "CommandRef",
    "CardRef",
    "FormRef",
    "FileRef",
    "UploadRef",
    "DownloadRef",
    "JobRef",
    "PageRef",
    "Contributions",
}
DECLARING = {"button", "command", "card", "form", "job", "file", "outcome", "download"} | REFERENCES
MADE_BY_REFERENCES = {"Button", "Typed"}

Modules = Mapping[str, tuple[Path, ast.Module]]


@cache
def modules() -> Modules:
    """All modules: by dotted name, the path and the syntax tree."""
    found = {}
    for file in sorted(each for package in PACKAGES for each in (ROOT / package).rglob("*.py")):
        path = file.relative_to(ROOT)
        if path.parts[:2] == ("storage", "migrations"):
            continue
        found[_name(path)] = (path, ast.parse(file.read_text(encoding="utf-8")))
    return found


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(name: str, of: Modules) -> Iterator[tuple[str, str]]:
    """Pairs of a module and a name that a module imports, anywhere in it."""
    _, tree = of[name]
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                yield each.name, ""
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                yield (inner, "") if inner in of else (node.module or "", each.name)


def drawer(path: Path) -> str:
    """The feature that a file belongs to: `polls` for handlers/polls/x.py, schedules/polls.py."""
    parts = path.with_suffix("").parts
    start = 2 if parts[0] == "bot" else 1
    return parts[start] if len(parts) > start else ""


@cache
def nodes(tree: ast.Module) -> Sequence[ast.AST]:
    """All that a module consists of; rules look at the same modules again and again."""
    return tuple(ast.walk(tree))


@cache
def literals(tree: ast.Module) -> Sequence[ast.Constant]:
    """All strings but docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        id(node.body[0].value)
        for node in nodes(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return tuple(
        node
        for node in nodes(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    )


def called(node: ast.Call) -> str:
    """The last name of the called function: `button` of `router.button(…)`."""
    function = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_below(path: Path, *folders: str) -> bool:
    return any(path.is_relative_to(each) for each in folders)


# Rules


def _declared(of: Modules) -> tuple[dict[str, set[str]], set[str]]:
    """The names that features declare, each with its drawers; and those of commands."""
    owners: dict[str, set[str]] = defaultdict(set)
    commands: set[str] = set()
    for path, tree in of.values():
        for node in nodes(tree):
            if not (isinstance(node, ast.Call) and called(node) in DECLARING and node.args):
                continue
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                owners[name.value].add(drawer(path))
                if called(node) in ("command", "CommandRef"):
                    commands.add(name.value)
    return owners, commands


def names_outside_their_drawer(of: Modules) -> list[str]:
    """A button, card, command, form, job or file is named in quotes by its own feature only."""
    owners, commands = _declared(of)
    # A plain word may mean anything; a name of several words means what it names.
    telling = {each for each in owners if "_" in each or " " in each}

    def breaks(path: Path, said: str) -> bool:
        pressed = said.partition(":")[0]
        if pressed in telling and drawer(path) not in owners[pressed]:
            return True
        is_typed = said[:1] in ("/", "!") and said[1:].partition(" ")[0] in commands
        return is_typed and not _is_below(path, *TYPED_ELSEWHERE)

    return [
        f"{path}:{literal.lineno}: {literal.value!r}"
        for path, tree in of.values()
        if not _is_below(path, "storage")  # where names are those of tables
        for literal in literals(tree)
        if breaks(path, str(literal.value))
    ]


def made_by_hand(of: Modules) -> list[str]:
    """Buttons and typed commands come from references; references that cross, from one place."""
    broken = []
    for path, tree in of.values():
        if _is_below(path, "bot/core", "bot/transports"):
            continue
        ahead = set() if _is_below(path, "bot/references") else REFERENCES
        broken += [
            f"{path}:{node.lineno}: {called(node)}"
            for node in nodes(tree)
            if isinstance(node, ast.Call) and called(node) in MADE_BY_REFERENCES | ahead
        ]
    return broken


def core_for_one_feature(of: Modules) -> list[str]:
    """Each module of the core serves the engine, or two features; of the vocabulary, two."""
    engine: set[str] = set()
    offered: dict[str, str] = {}
    users: dict[str, set[str]] = defaultdict(set)
    for module, member in imports("bot.core", of):
        offered[member or module.rpartition(".")[2]] = module
    for name, (path, _) in of.items():
        for module, member in imports(name, of):
            if module == "bot.core":
                users[offered.get(member, "")].add(drawer(path))
            elif name not in ("bot.core", module):
                engine.add(module)
                users[module].add(drawer(path))
    broken = []
    for name, (path, _) in of.items():
        if path.name == "__init__.py" or name in OUTSIDE:
            continue
        is_idle = _is_below(path, "bot/core") and name not in engine and len(users[name]) < 2
        is_of_one = _is_below(path, "bot/vocabulary") and len(users[name] - {"vocabulary"}) < 2
        if is_idle or is_of_one:
            broken.append(f"{path}: only {sorted(users[name]) or 'nobody'}")
    return broken


def circles(of: Modules) -> list[str]:
    """Imports make no circle, those for type checking and those inside functions included."""
    graph = {name: {each for each, _ in imports(name, of) if each in of} - {name} for name in of}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" -> ".join(error.args[1])]
    return []


def twice_named(of: Modules) -> list[str]:
    """No class has the name of another one in its layer."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, tree in of.values():
        layer = next((each for each in LAYERS if path.is_relative_to(each)), "")
        for node in nodes(tree):
            if isinstance(node, ast.ClassDef) and layer:
                found[layer, node.name].append(f"{path}:{node.lineno}")
    return [f"{name}: {', '.join(at)}" for (_, name), at in found.items() if len(at) > 1]


def drawers_without_feature(of: Modules) -> list[str]:
    """A drawer has the name of a feature, in every layer."""
    names = {drawer(path) for path, _ in of.values() if path.parts[0] == "handlers"}
    return [
        f"{layer}/{each}"
        for layer, shared in SHARED.items()
        for each in sorted({drawer(path) for path, _ in of.values() if path.is_relative_to(layer)})
        if each not in names | shared | {"", "__init__"}
    ]


def jobs_of_other_features(of: Modules) -> list[str]:
    """`schedules/polls.py` calls `handlers.polls`, and no other feature."""
    return [
        f"{path}: {module}"
        for name, (path, _) in of.items()
        if path.parts[0] == "schedules" and drawer(path) not in SHARED["schedules"]
        for module, _ in imports(name, of)
        if module.startswith("handlers.") and module.split(".")[1] != drawer(path)
    ]


def _addresses(of: Modules) -> dict[str, set[str]]:
    """What the paths of declared pages begin with, each with the drawers that declare it."""
    owners: dict[str, set[str]] = defaultdict(set)
    for path, tree in of.values():
        for node in nodes(tree):
            if not (isinstance(node, ast.Call) and called(node) in ("page", "PageRef")):
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and str(first.value).startswith("/"):
                owners[str(first.value).partition("{")[0]].add(drawer(path))
    return owners


def page_paths_outside_their_drawer(of: Modules) -> list[str]:
    """The path of a page is written by its own feature only; others ask its reference."""
    owners = _addresses(of)
    return [
        f"{path}:{literal.lineno}: {literal.value!r}"
        for path, tree in of.values()
        for literal in literals(tree)
        for start, drawers in owners.items()
        if f"{literal.value!s}/".startswith(start) and drawer(path) not in drawers
    ]


def web_for_one_feature(of: Modules) -> list[str]:
    """The web server knows no feature: what is of one is declared by it."""
    features = {drawer(path) for path, _ in of.values() if path.parts[0] == "handlers"}
    features -= {"", "__init__"}
    own = {f"{layer}.{each}" for layer in ("storage", "bot.domain") for each in features}
    own |= {"handlers", "bot.references"}
    broken = []
    for name, (path, _) in of.items():
        if not _is_below(path, "bot/web"):
            continue
        broken += [f"{path}: the name of a feature"] * (path.stem in features)
        broken += [
            f"{path}: {module}"
            for module, _ in imports(name, of)
            if any(f"{module}.".startswith(f"{each}.") for each in own)
        ]
    return broken


RULES: list[Callable[[Modules], list[str]]] = [
    names_outside_their_drawer,
    made_by_hand,
    core_for_one_feature,
    circles,
    twice_named,
    drawers_without_feature,
    jobs_of_other_features,
    page_paths_outside_their_drawer,
    web_for_one_feature,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_is_in_order(rule: Callable[[Modules], list[str]]) -> None:
    assert rule(modules()) == []


PLANTED = [
    (
        names_outside_their_drawer,
        "handlers/events/sign_up/rsvp.py",
        'X = "digest_submit"',
        "digest_submit",
    ),
    (
        names_outside_their_drawer,
        "handlers/events/sign_up/rsvp.py",
        'X = f"import_stop:{1}"',
        "import_stop",
    ),
    (names_outside_their_drawer, "schedules/polls.py", 'X = "/vote 7 2"', "/vote 7 2"),
    (made_by_hand, "handlers/polls/voting/votes.py", 'X = Button("", "")', "Button"),
    (made_by_hand, "handlers/polls/voting/votes.py", 'X = Typed("a", "b")', "Typed"),
    (made_by_hand, "handlers/polls/voting/votes.py", 'X = ButtonRef("a")', "ButtonRef"),
    (core_for_one_feature, "bot/core/files/lonely.py", "X = 1", "only nobody"),
    (core_for_one_feature, "bot/vocabulary/lonely.py", "X = 1", "only nobody"),
    (
        circles,
        "bot/core/messages/content.py",
        "def late() -> None:\n    import bot.core",
        "bot.core",
    ),
    (
        circles,
        "bot/domain/names.py",
        "if TYPE_CHECKING:\n    import storage.members.names",
        "bot.domain.names",
    ),
    (twice_named, "handlers/events/sign_up/rsvp.py", "class NoSuchPoll: ...", "NoSuchPoll"),
    (drawers_without_feature, "storage/ballots.py", "X = 1", "storage/ballots"),
    (
        jobs_of_other_features,
        "schedules/polls.py",
        "from handlers.events import publish",
        "handlers.events",
    ),
    (page_paths_outside_their_drawer, "bot/web/files.py", 'X = "/c/feed"', "/c/feed"),
    (page_paths_outside_their_drawer, "handlers/events/sign_up/rsvp.py", 'X = f"{1}/c/{2}"', "/c/"),
    (page_paths_outside_their_drawer, "bot/core/context/contact.py", 'X = "/c"', "'/c'"),
    (web_for_one_feature, "bot/web/calendars.py", "X = 1", "bot/web/calendars.py"),
    (web_for_one_feature, "bot/web/files.py", "import handlers.polls", "handlers.polls"),
    (web_for_one_feature, "bot/web/files.py", "from storage.polls import X", "storage.polls"),
    (web_for_one_feature, "bot/web/files.py", "import bot.domain.polls.tally", "polls.tally"),
]


@pytest.mark.parametrize(("rule", "file", "source", "found"), PLANTED)
def test_a_planted_violation_is_found(
    rule: Callable[[Modules], list[str]], file: str, source: str, found: str
) -> None:
    path = Path(file)
    before = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).exists() else ""
    planted = (path, ast.parse(f"{before}\n{source}\n"))

    broken = rule({**modules(), _name(path): planted})

    assert any(found in each for each in broken), broken


def test_every_reference_made_ahead_is_bound() -> None:
    declarations()
    job_registries()
    for each in iter_modules(bot.references.__path__):
        made = import_module(f"bot.references.{each.name}")
        assert unbound(vars(made)) == [], each.name
